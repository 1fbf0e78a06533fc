/** A batch asked of the sample cluster as a server has it: as offline, pod after pod, and nothing is left of it. */
import { beforeEach, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { readFiles } from '../adapters/read-files.ts';
import { expand } from '../expand/expand.ts';
import { libraryOf } from '../expand/library.ts';
import { sample, shipped } from '../commands/paths.ts';
import { standingOn, type Stage } from '../commands/standing.ts';
import type { Document } from '../policy/documents.ts';
import { readText } from '../policy/read.ts';
import { rehearse, type Rehearsal, type Unreadable } from '../rehearse.ts';
import { batchBy } from './batch.ts';

const clock = { now: () => Date.UTC(2026, 10, 22) };

/** Somebody of the team is there already. */
const RUNNING = `
apiVersion: v1
kind: Pod
metadata: { name: old, namespace: speech, uid: old }
spec:
  nodeName: NODE
  containers:
    - { name: main, image: old, resources: { limits: { nvidia.com/gpu: '1' } } }
status: { phase: Running }
`;
const sampled = readFiles([...shipped, sample]).documents;
const [host] = sampled.filter(({ kind }) => kind === 'Node');
const documents = [
  ...sampled,
  ...readText('running.yaml', RUNNING.replace('NODE', host?.name ?? '')).documents,
];

let stage: Stage;
beforeEach(() => {
  stage = staged(documents);
});

function staged(given: readonly Document[]): Stage {
  const made = standingOn(given, clock);
  if ('faults' in made) throw new Error('the sample has faults');
  return made;
}

function untaken(node: Document): Document {
  const { status, ...value } = node.value as { status: { taken?: unknown } };
  const { taken: _taken, ...rest } = status;
  return { ...node, value: { ...value, status: rest } };
}

/** Pod after pod, as a review of a snapshot does where nothing takes room on nodes. */
async function offline({ admit }: Stage): Promise<readonly (Rehearsal | Unreadable)[]> {
  const all = [];
  for (const [ordinal, pod] of pods.entries())
    all.push(await rehearse(pod, { admit, dryRun: false, ordinal }));
  return all;
}

const refusedIn = (all: readonly (Rehearsal | Unreadable)[]): number =>
  all.filter((one) => 'judged' in one && one.judged.verdict === 'refuse').length;

const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: fresh, namespace: speech }
spec:
  replicas: 40
  selector: { matchLabels: { app: fresh } }
  template:
    metadata: { labels: { app: fresh } }
    spec:
      containers:
        - { name: main, image: fresh, resources: { limits: { nvidia.com/gpu: '1' } } }
`;

const pods = parseAllDocuments(DEPLOYMENT).flatMap((document) =>
  expand(document.toJS(), {
    namespace: 'default',
    minute: 0,
    most: 100,
    library: libraryOf([], 'default'),
  }).flatMap((one) => one.pods),
);

test('each pod draws on what those before it have left, as it does offline, and the ledger is as before', async () => {
  const before = [stage.ledger.entries(), stage.ledger.peek('speech')];
  const { policyHash, rehearsed } = await batchBy({ ...stage, clock })(pods);
  expect(policyHash).toBe(stage.source.current().policyHash);
  expect([stage.ledger.entries(), stage.ledger.peek('speech')]).toEqual(before);
  const verdicts = rehearsed.map(({ today }) =>
    'judged' in today ? today.judged.verdict : 'unreadable',
  );
  expect(verdicts).toHaveLength(40);
  expect(new Set(verdicts).size).toBeGreaterThan(1);
  expect(verdicts[0]).not.toBe('refuse');
  expect(verdicts.at(-1)).toBe('refuse');

  expect(rehearsed.map(({ today }) => today)).toEqual(await offline(stage));
});

test('with nothing running more of them have room, as in a snapshot without its pods', async () => {
  const { rehearsed } = await batchBy({ ...stage, clock })(pods);
  const rested = staged(
    documents
      .filter(({ kind }) => kind !== 'Pod')
      .map((one) => (one.kind === 'Node' ? untaken(one) : one)),
  );
  expect(rehearsed.map(({ atRest }) => atRest)).toEqual(await offline(rested));
  expect(refusedIn(rehearsed.map(({ atRest }) => atRest))).toBeLessThan(
    refusedIn(rehearsed.map(({ today }) => today)),
  );
});

test('what cannot be read as a pod is told of, and the others are judged', async () => {
  const odd = { metadata: { namespace: 'speech' }, spec: { containers: 'none' } };
  const { rehearsed } = await batchBy({ ...stage, clock })([odd, ...pods.slice(0, 1)]);
  expect(rehearsed).toMatchObject([
    { today: { faults: [{ pointer: expect.stringMatching(/containers/) }] } },
    { today: { judged: { visit: 'validate' } }, atRest: { judged: { visit: 'validate' } } },
  ]);
});

test('a policy set that changes meanwhile changes nothing for the batch', async () => {
  let asked = 0;
  const world = stage.source.current();
  const source = { current: () => (asked++, world) };
  await batchBy({ source, ledger: stage.ledger, clock })(pods.slice(0, 3));
  expect(asked).toBe(1);
});
