/** What is told of the sample workloads in the sample cluster, by the same visits that their pods make. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readFiles, SNAPSHOT_BYTES } from '../adapters/read-files.ts';
import { sample, sampleWorkloads, shipped } from '../commands/paths.ts';
import { standingOn } from '../commands/standing.ts';
import type { Mode } from '../core/decision.ts';
import { readManifests } from '../expand/manifest.ts';
import type { Raw } from '../expand/raw.ts';
import { ofKind, type Document } from '../policy/documents.ts';
import { newsOf } from './news.ts';

const clock = { now: () => Date.parse('2026-11-22T00:00:00Z') };
const { documents } = readFiles([...shipped, sample], SNAPSHOT_BYTES);

/** Where every policy and quota has this mode, and so much more or less is laid over the specs. */
function clusterIn(mode: Mode, terms: object = {}) {
  const others = documents.filter(({ kind }) => kind !== 'GpuPolicy' && kind !== 'GpuQuota');
  const quotas = ofKind(documents, 'GpuQuota').map((quota) => {
    const spec = { ...quota.value.spec, mode };
    return { ...quota, value: { ...quota.value, spec } };
  });
  const policies = ofKind(documents, 'GpuPolicy').map((policy) => {
    const { sharing } = policy.value.spec;
    const spec = {
      ...policy.value.spec,
      mode,
      ...(sharing && { sharing: { ...sharing, ...terms } }),
    };
    return { ...policy, value: { ...policy.value, spec } };
  });
  const changed: readonly Document[] = [...others, ...quotas, ...policies];
  const stage = standingOn(changed, clock);
  if (!('ok' in stage)) throw new Error(JSON.stringify(stage.faults));
  return stage;
}

function workload(file: string): Raw {
  const read = readManifests(file, readFileSync(join(sampleWorkloads, `${file}.yaml`), 'utf8'));
  const [object] = read.ok ? read.objects : [];
  if (object === undefined) throw new Error(`${file} holds no object`);
  return object;
}

const enforcing = clusterIn('enforce');

async function told(object: Raw, old: Raw | 'none' = 'none', cluster = enforcing) {
  const { namespace } = object['metadata'] as { namespace: string };
  return newsOf({ object, old, namespace }, { admit: cluster.admit, dra: false });
}
const lineOf = async (...asked: Parameters<typeof told>) => (await told(...asked)).line;

describe('in a cluster that enforces, whoever applies', () => {
  test.each([
    [
      '01-whisper',
      'tranche: Deployment speech/whisper: its 3 pods will take H100-80GB nvidia.com/mig-1g.10gb instead of nvidia.com/gpu: 1 (fit/mig: peak 6200 MiB x 1.2 fits 9984 MiB, 15 SMs fit 16)',
    ],
    [
      '02-diarizer',
      'tranche: StatefulSet speech/diarizer: its 2 pods will take H100-80GB nvidia.com/mig-2g.20gb instead of nvidia.com/gpu: 1 (fit/mig: peak 14900 MiB x 1.2 fits 20096 MiB, 27 SMs fit 32)',
    ],
    [
      '04-nightly-eval',
      'tranche: CronJob speech/nightly-eval: its pod will take A100-40GB nvidia.com/gpu (MIG 1g.5gb) instead of nvidia.com/gpu: 1 (fit/mig: the floor of 4096 MiB fits 4864 MiB, 8 SMs fit 14)',
    ],
    [
      '05-notebook-ada',
      'tranche: Notebook lab/ada: its pod will take L4 nvidia.com/gpu.shared x4 instead of nvidia.com/gpu: 1 (fit/time-slice: peak 2700 MiB x 1.2 fits 5297 MiB, 12 SMs fit 14)',
    ],
    [
      '11-over-quota',
      'tranche: Deployment vision/detector: its pod will be refused: quota/team: team vision asks for 0.285 GPU and uses 1.642 of its limit of 1.75; finish or delete a GPU pod of the team, or have its GpuQuota raised',
    ],
    [
      '18-two-shared-units',
      'tranche: Job lab/sweep: its pod will be refused: guard/one-shared-unit: container sweep asks for 2 nvidia.com/gpu.shared, which is shared; ask for 1, or for whole GPUs',
    ],
    ['12-no-evidence', undefined],
    ['13-no-gpu', undefined],
    ['16-keep-original', undefined],
  ])('%s is told %s', async (file, want) => {
    expect(await lineOf(workload(file))).toBe(want);
  });
});

test('of several groups of pods each is told of by its name', async () => {
  const { metadata, spec } = workload('06-ray-worker') as { metadata: Raw; spec: Raw };
  const template = { metadata: { labels: metadata['labels'] }, spec };
  const cluster = {
    apiVersion: 'ray.io/v1',
    kind: 'RayCluster',
    metadata: { name: 'tune', namespace: 'research' },
    spec: {
      headGroupSpec: { template: { spec: { containers: [{ name: 'head', image: 'ray' }] } } },
      workerGroupSpecs: [{ groupName: 'gpu', replicas: 2, maxReplicas: 2, template }],
    },
  };
  expect(await lineOf(cluster)).toMatch(
    /^tranche: RayCluster research\/tune: its 2 gpu pods will take H100-80GB nvidia\.com\/mig-2g\.20gb/,
  );
});

test('where policies warn it is what they would do; where they observe, not a word', async () => {
  const whisper = workload('01-whisper');
  expect(await lineOf(whisper, 'none', clusterIn('warn'))).toMatch(
    /its 3 pods would take .* if policy default enforced/,
  );
  const observing = clusterIn('observe');
  for (const file of ['01-whisper', '11-over-quota', '17-unknown-slice', '18-two-shared-units'])
    expect([file, await lineOf(workload(file), 'none', observing)]).toEqual([file, undefined]);
});

test('of replicas that a policy is rolled out to in part, it is the first that are told of', async () => {
  const inPart = clusterIn('enforce', { rolloutShare: 0.5, rolloutOf: 'replicas' });
  expect(await lineOf(workload('02-diarizer'), 'none', inPart)).toContain(
    'the first of its 2 pods will take',
  );
});

describe('an update is told of', () => {
  const before = workload('01-whisper');
  const changed = (edit: (object: Whisper) => void): Raw => {
    const copy = structuredClone(before);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    edit(copy as unknown as Whisper);
    return copy;
  };
  interface Whisper {
    metadata: { labels: Record<string, string> };
    spec: {
      replicas: number;
      template: {
        metadata: { annotations: Record<string, string> };
        spec: { containers: [{ image: string }] };
      };
    };
    status: object;
  }

  const silent: [string, (object: Whisper) => void][] = [
    ['nothing at all', () => undefined],
    ['its replicas', ({ spec }) => (spec.replicas = 7)],
    ['its labels', ({ metadata }) => (metadata.labels['team'] = 'x')],
    ['its status', (object) => (object.status = { readyReplicas: 1 })],
    [
      'a restart',
      ({ spec }) => {
        const { annotations } = spec.template.metadata;
        annotations['kubectl.kubernetes.io/restartedAt'] = '2026-11-22T00:00:00Z';
      },
    ],
  ];
  test.each(silent)('not where it changes %s', async (_, edit) => {
    expect(await told(changed(edit), before)).toEqual({
      outcome: 'unchanged',
      workload: 'Deployment speech/whisper',
    });
  });

  test('where it changes a container with a GPU', async () => {
    const next = changed(({ spec }) => {
      spec.template.spec.containers[0].image = 'ghcr.io/acme/whisper:1.8.3';
    });
    expect(await lineOf(next, before)).toMatch(/its 3 pods will take .*mig-1g\.10gb/);
  });

  test('also while it is scaled to none: once it grows nobody applies it', async () => {
    const asleep = changed(({ spec }) => (spec.replicas = 0));
    expect(await lineOf(asleep)).toContain('its pod will take');
    expect((await told(before, asleep)).outcome).toBe('unchanged');
  });

  test('and never of the quota, for its new pods may take the place of old ones', async () => {
    const over = workload('11-over-quota');
    const old = structuredClone(over);
    old['spec'] = { ...(old['spec'] as object), template: { spec: { containers: [] } } };
    expect(await lineOf(over, old)).not.toContain('quota/');
  });
});

test('whatever is sent, nothing is thrown that its reader would not answer for, and nothing is charged', async () => {
  const held = JSON.stringify(enforcing.ledger.entries());
  const kinds = fc.constantFrom('Deployment', 'CronJob', 'Job', 'RayCluster', 'Notebook', 'List');
  const junk = fc.dictionary(
    fc.constantFrom('spec', 'template', 'metadata', 'containers', 'jobTemplate', 'items', 'labels'),
    fc.jsonValue({ maxDepth: 4 }),
  );
  await fc.assert(
    fc.asyncProperty(kinds, junk, junk, async (kind, spec, template) => {
      const object = {
        apiVersion: kind === 'Deployment' ? 'apps/v1' : 'batch/v1',
        kind,
        metadata: { name: 'x' },
        spec: { ...spec, template: { ...template, ...spec } },
      };
      const { outcome } = await newsOf(
        { object, old: 'none', namespace: 'speech' },
        { admit: enforcing.admit, dra: false },
      );
      expect(['unchanged', 'nothing', 'told']).toContain(outcome);
    }),
    { numRuns: 300 },
  );
  await told(workload('01-whisper'));
  expect(JSON.stringify(enforcing.ledger.entries())).toBe(held);
});
