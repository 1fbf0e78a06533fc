import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Recorded } from '../../adapters/records/recorder.ts';
import { redacted } from '../../adapters/records/redacted.ts';
import { expand } from '../../expand/expand.ts';
import { manifestsIn } from '../../expand/manifest.ts';
import { changesText, leavesOpen, type Outcomes } from '../../report/changes.ts';
import { colours } from '../../report/colour.ts';
import { reviewOf } from '../../rehearse.ts';
import { sampleWorkloads } from '../paths.ts';
import { root } from '../ran.ts';
import { castOf } from './cast.ts';
import { recordsAt } from './records.ts';
import { replayed } from './replayed.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-replayed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const world = join(root, 'policies/sample/world.yaml');
const sample = readFileSync(join(root, 'policies/sample/policy.yaml'), 'utf8');
const clock = { now: () => Date.UTC(2026, 10, 21) };

let files = 0;
const file = (text: string): string => {
  const path = join(folder, `${files++}.yaml`);
  writeFileSync(path, text);
  return path;
};

const castIn = (text: string) => {
  const cast = castOf(file(text), [world], clock);
  if (typeof cast === 'string') throw new Error(cast);
  return cast;
};

/** As the records are read from their file. */
async function between(
  before: string,
  after: string,
  ...records: readonly Recorded[]
): Promise<Outcomes> {
  const lines = records.map((record) => JSON.stringify(record)).join('\n');
  return replayed(recordsAt([file(lines)]).records, [castIn(before), castIn(after)]);
}

const whisper = readFileSync(join(sampleWorkloads, '01-whisper.yaml'), 'utf8');

/** Of whisper, as the sample's policies had it, unless told otherwise. */
function admission(over: Partial<Recorded> = {}): Recorded {
  const { objects } = manifestsIn('a.yaml', whisper);
  const [pod] = objects
    .flatMap((object) => expand(object, { namespace: 'default', minute: 29_500_000, most: 1 }))
    .flatMap(({ pods }) => pods);
  const read = reviewOf(pod ?? {}, { dryRun: true });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return {
    v: 1,
    at: '2026-11-20T10:00:00.000Z',
    namespace: read.review.namespace,
    pod: redacted(read.review.alike),
    verdict: 'leave',
    inForce: false,
    rule: 'fit/mig',
    hash: 'abc',
    ...over,
  };
}

const plain = (at: string): Recorded => admission({ at });

function billed(at: string): Recorded {
  const { pod, ...one } = admission({ at });
  const labels = { ...pod.metadata.labels, 'acme.example/bill': '7' };
  return { ...one, pod: { ...pod, metadata: { ...pod.metadata, labels } } };
}

const guard = (severity: string): string => `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: {name: bills}
spec:
  mode: enforce
  match: {namespaces: [speech]}
  guards: [{rule: guard/required-labels, severity: ${severity}, parameters: {labels: [acme.example/bill]}}]
`;
const quota = (gpus: number) => `apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: {name: speakers}
spec: {namespaces: [speech], mode: enforce, limits: {gpus: ${gpus}}}
`;

describe('a workload comes out otherwise', () => {
  test('where it is told something else, although it is stored as before', async () => {
    const outcomes = await between(guard('warn'), guard('audit'), admission());
    expect(outcomes.changes).toHaveLength(1);
    const text = changesText(outcomes, colours(false));
    expect(text).toMatch(/ {2}- left; .*; guard\/required-labels warns\n/);
    expect(text).toMatch(/ {2}\+ left; .*; guard\/required-labels is only noted\n/);
    expect(text).toContain('one pod of each workload: as many GPUs as before');
  });

  test('where it is given another slice by the same rule', async () => {
    const wider = sample.replace('headroom: 1.2', 'headroom: 3');
    const { changes } = await between(sample, wider, admission());
    expect(changes).toMatchObject([
      { was: { outcome: 'rewritten' }, becomes: { outcome: 'rewritten' } },
    ]);
    const [change] = changes;
    expect(change?.becomes.slices).not.toEqual(change?.was.slices);
  });

  test('where it is refused, and then takes no GPU', async () => {
    const { changes } = await between(guard('warn'), guard('deny'), admission());
    expect(changes).toMatchObject([
      {
        was: { outcome: 'left', milliGPU: 1000 },
        becomes: { outcome: 'refused', milliGPU: 0, edits: [] },
      },
    ]);
  });

  test('as its last admission does, in whatever order they are read', async () => {
    const [first, last] = ['2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z'];
    const sets = [guard('warn'), guard('deny')] as const;
    expect((await between(...sets, plain(first), billed(last))).changes).toEqual([]);
    expect((await between(...sets, billed(last), plain(first))).changes).toEqual([]);
    expect((await between(...sets, billed(first), plain(last))).changes).toHaveLength(1);
    expect((await between(...sets, plain(last), billed(first))).changes).toHaveLength(1);
  });
});

describe('it is said that it is not known', () => {
  test('what becomes of a workload whose record lacks what decides', async () => {
    const lacks = ['what tells how much memory it takes'];
    const outcomes = await between(guard('warn'), guard('deny'), admission({ lacks }));
    expect(outcomes).toMatchObject({
      changes: [],
      lacking: [{ workload: 'speech/Deployment/whisper', lacks }],
    });
    expect(leavesOpen(outcomes)).toBe(true);
    expect(changesText(outcomes, colours(false))).toContain(
      'not told of speech/Deployment/whisper (what tells how much memory it takes)',
    );
  });

  test('unless a later admission of it lacks nothing', async () => {
    const before = admission({ lacks: ['x'] });
    const later = admission({ at: '2026-11-20T12:00:00.000Z' });
    const { lacking, changes } = await between(guard('warn'), guard('deny'), before, later);
    expect([lacking.length, changes.length]).toEqual([0, 1]);
  });

  test.each([
    ['changed', quota(4), quota(1)],
    ['new', '', quota(1)],
    ['gone', quota(1), ''],
  ])('what a quota makes of all pods together that is %s', async (_, before, after) => {
    const outcomes = await between(before, after, admission());
    expect(outcomes.quotas).toEqual(['speakers']);
    expect(leavesOpen(outcomes)).toBe(true);
    expect(changesText(outcomes, colours(false))).toContain('only of each alone: speakers');
  });

  test.each([
    ['cel', `"object.spec.containers.exists(c, has(c.args) && '--x' in c.args)"`, 'args'],
    ['cel', `"object.metadata.annotations['acme.example/tier'] == 'gold'"`, 'annotations'],
    ['cel', `"object.spec['serviceAccountName'] == 'a'"`, 'serviceAccountName'],
    ['jsonPath', `"$.spec.containers[*].env[*].value"`, 'env'],
    ['jsonPath', `"$.spec.*"`, '*'],
  ])('what a condition by %s decides: %s', async (kind, asked, field) => {
    const outcomes = await between(conditioned(kind, asked), conditioned(kind, asked), admission());
    expect(outcomes.conditions).toEqual([`bills/asked: ${field}`]);
    expect(leavesOpen(outcomes)).toBe(true);
  });

  test.each([
    ['cel', `"object.metadata.labels['app.kubernetes.io/name'] == 'x.args'"`],
    ['cel', `"object.spec.containers.exists(c, c.image.startsWith('registry.local/'))"`],
    ['cel', `"'tier' in namespaceLabels && owner.kind == 'Deployment'"`],
    ['jsonPath', `"$.metadata.labels.app"`],
  ])('but not of a condition by %s on what is kept: %s', async (kind, asked) => {
    const outcomes = await between(conditioned(kind, asked), conditioned(kind, asked), admission());
    expect(outcomes.conditions).toEqual([]);
    expect(leavesOpen(outcomes)).toBe(false);
  });

  test('that the cluster decided otherwise than the old set does here', async () => {
    const outcomes = await between(sample, sample, admission({ rule: 'evidence/none' }));
    expect(outcomes.otherwise).toEqual([
      { workload: 'speech/Deployment/whisper', there: 'evidence/none', here: 'fit/mig' },
    ]);
    expect(changesText(outcomes, colours(false))).toContain('(evidence/none there, fit/mig here)');
    expect((await between(sample, sample, admission())).otherwise).toEqual([]);
  });
});

const conditioned = (kind: string, asked: string): string =>
  guard('warn').replace(
    '{namespaces: [speech]}',
    `{namespaces: [speech], conditions: [{name: asked, ${kind}: ${asked}}]}`,
  );
