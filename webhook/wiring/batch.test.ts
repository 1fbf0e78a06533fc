/** A batch asked of the sample cluster as a server has it: as offline, pod after pod, and nothing is left of it. */
import { beforeEach, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { readFiles } from '../adapters/read-files.ts';
import { expand } from '../expand/expand.ts';
import { libraryOf } from '../expand/library.ts';
import { sample, shipped } from '../commands/paths.ts';
import { standingOn, type Stage } from '../commands/standing.ts';
import { rehearse } from '../rehearse.ts';
import { batchBy } from './batch.ts';

const clock = { now: () => Date.UTC(2026, 10, 22) };
const { documents } = readFiles([...shipped, sample]);

let stage: Stage;
beforeEach(() => {
  const made = standingOn(documents, clock);
  if ('faults' in made) throw new Error('the sample has faults');
  stage = made;
});

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
  const verdicts = rehearsed.map((one) => ('judged' in one ? one.judged.verdict : 'unreadable'));
  expect(verdicts).toHaveLength(40);
  expect(new Set(verdicts).size).toBeGreaterThan(1);
  expect(verdicts[0]).not.toBe('refuse');
  expect(verdicts.at(-1)).toBe('refuse');

  const offline = [];
  for (const [ordinal, pod] of pods.entries())
    offline.push(await rehearse(pod, { admit: stage.admit, dryRun: false, ordinal }));
  expect(rehearsed).toEqual(offline);
});

test('what cannot be read as a pod is told of, and the others are judged', async () => {
  const odd = { metadata: { namespace: 'speech' }, spec: { containers: 'none' } };
  const { rehearsed } = await batchBy({ ...stage, clock })([odd, ...pods.slice(0, 1)]);
  expect(rehearsed).toMatchObject([
    { faults: [{ pointer: expect.stringMatching(/containers/) }] },
    { judged: { visit: 'validate' } },
  ]);
});

test('a policy set that changes meanwhile changes nothing for the batch', async () => {
  let asked = 0;
  const world = stage.source.current();
  const source = { current: () => (asked++, world) };
  await batchBy({ source, ledger: stage.ledger, clock })(pods.slice(0, 3));
  expect(asked).toBe(1);
});
