/** Which replicas a policy acts on: the same from a manifest as from what a cluster has stored. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Decision } from '../core/decision.ts';
import { expand, type Expanded } from '../expand/expand.ts';
import type { Raw } from '../expand/raw.ts';
import { readObject, readText } from '../policy/read.ts';
import type { Document } from '../policy/documents.ts';
import { readFiles } from '../adapters/read-files.ts';
import { rehearse } from '../rehearse.ts';
import { shipped } from './paths.ts';
import { replicas } from './replicas.ts';
import { standingOn, type Stage } from './standing.ts';

const clock = { now: () => 1_795_132_800_000 };
const SETTINGS = { namespace: 'default', minute: 29_900_000, most: 40 };

const cluster = (share: number): readonly Document[] => {
  const read = readText(
    'world.yaml',
    `
apiVersion: v1
kind: Namespace
metadata: { name: speech }
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-0
  labels: { nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3, nvidia.com/mig.strategy: mixed }
status:
  allocatable: { cpu: '640', memory: 5120Gi, pods: '110', nvidia.com/mig-1g.10gb: '56' }
---
apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: all }
spec: { mode: enforce, sharing: { rolloutShare: ${share}, evidence: { minHours: 1 } } }
---
${['StatefulSet', 'Job']
  .map(
    (kind) => `apiVersion: tranche.dev/v1alpha1
kind: GpuProfile
metadata: { namespace: speech, name: asr-${kind.toLowerCase()} }
spec:
  workload: { kind: ${kind}, name: asr }
  containers:
    - name: server
      revision: ghcr.io/acme/asr
      measuredOn: H100-80GB
      attribution: exact
      vramMaxMiB: 6200
      smP95: 0.11
      hours: 336
      samples: 20160
`,
  )
  .join('---\n')}`,
  );
  if (read.faults.length > 0) throw new Error(JSON.stringify(read.faults));
  return [...readFiles(shipped).documents, ...read.documents];
};

const stageOn = (documents: readonly Document[]): Stage => {
  const made = standingOn(documents, clock);
  if ('faults' in made) throw new Error(JSON.stringify(made.faults));
  return made;
};

const template: Raw = {
  metadata: { labels: { app: 'asr' } },
  spec: {
    containers: [
      {
        name: 'server',
        image: 'ghcr.io/acme/asr:1',
        resources: { limits: { 'nvidia.com/gpu': '1' } },
      },
    ],
  },
};

const metadata = { name: 'asr', namespace: 'speech' };
const sets = fc
  .record({ replicas: fc.integer({ min: 1, max: 12 }), start: fc.integer({ min: 0, max: 3 }) })
  .map(({ replicas: n, start }): Raw => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: { replicas: n, ordinals: { start }, template },
  }));
const jobs = fc
  .record({
    completions: fc.integer({ min: 1, max: 12 }),
    parallelism: fc.integer({ min: 1, max: 12 }),
  })
  .map((counts): Raw => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata,
    spec: { ...counts, completionMode: 'Indexed', template },
  }));

const madeOf = (object: Raw): Expanded => {
  const [made] = expand(object, SETTINGS);
  if (made === undefined) throw new Error('it makes pods');
  return made;
};

async function proposed({ pods }: Expanded, stage: Stage): Promise<readonly Decision[]> {
  const all: Decision[] = [];
  for (const [ordinal, pod] of pods.entries()) {
    const one = await rehearse(pod, { admit: stage.admit, dryRun: true, ordinal });
    if ('faults' in one) throw new Error(JSON.stringify(one.faults));
    all.push(one.proposed);
  }
  return all;
}

/** The manifest is all there is. */
function offline(object: Raw, documents: readonly Document[]): Promise<readonly Decision[]> {
  const made = madeOf(object);
  const stage = stageOn(documents);
  if (made.numbers !== undefined) stage.numbered(made.numbers);
  return proposed(made, stage);
}

/** The object is stored, and its pods come one after the other. */
function live(object: Raw, documents: readonly Document[]): Promise<readonly Decision[]> {
  const stored = readObject('cluster', { ...object, metadata: { ...metadata, uid: 'u' } });
  return proposed(madeOf(object), stageOn([...documents, ...stored.documents]));
}

/** By what became of them, as `explain` and `test` tell it. */
async function lots(object: Raw, documents: readonly Document[]): Promise<readonly number[]> {
  const told = await replicas(madeOf(object), stageOn(documents), 0);
  if (told === 'no pods' || 'faults' in told) throw new Error(JSON.stringify(told));
  return told.lots.map(({ pods }) => pods);
}

/** Its template says of each pod that it is the first; the controller of such a Job leaves that there. */
const pretending = (label: boolean): Raw => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata,
  spec: {
    parallelism: 2,
    completions: 2,
    template: {
      ...template,
      metadata: {
        labels: {
          app: 'asr',
          ...(label ? { 'batch.kubernetes.io/job-completion-index': '0' } : {}),
        },
      },
    },
  },
});

test('a Job that numbers nobody chooses no side with a label, offline or live', async () => {
  const sides = new Set<boolean>();
  for (let part = 1; part < 20; part++) {
    const documents = cluster(part / 20);
    const inForce = async (label: boolean, way: typeof live) =>
      (await way(pretending(label), documents)).map((decision) => decision.inForce);
    const plain = await inForce(false, live);
    expect(await inForce(true, live)).toEqual(plain);
    expect(await inForce(true, offline)).toEqual(plain);
    for (const side of plain) sides.add(side);
  }
  expect(sides).toEqual(new Set([true, false]));
});

describe('a policy that acts on a share of numbered replicas', () => {
  test('acts on the first of them in words that are the same bytes, offline and live', async () => {
    let between = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(sets, jobs),
        fc.integer({ min: 0, max: 20 }),
        async (object, part) => {
          const documents = cluster(part / 20);
          const stored = await live(object, documents);
          const written = await offline(object, documents);
          expect(JSON.stringify(written)).toBe(JSON.stringify(stored));
          const { replicas: of = 0, completions = of } = object['spec'] as Record<string, number>;
          const first = Math.min(stored.length, Math.ceil((part * completions) / 20));
          expect(stored.map(({ inForce }) => inForce)).toEqual(stored.map((_, at) => at < first));
          expect(await lots(object, documents)).toEqual(
            [first, stored.length - first].filter((pods) => pods > 0),
          );
          if (first > 0 && first < stored.length) between++;
        },
      ),
      { numRuns: 40 },
    );
    expect(between).toBeGreaterThan(0);
  });
});
