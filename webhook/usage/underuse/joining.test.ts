/** Which label makes one workload of names that do not last. */
import { describe, expect, test } from '@jest/globals';
import type { Held } from './held.ts';
import { joiningsOf } from './joining.ts';

const pod = (name: string, labels: Held['labels'], parts: Partial<Held> = {}): Held => ({
  team: 'lab',
  namespace: 'lab',
  kind: 'Job',
  name,
  class: 'batch',
  labels,
  claim: { milliGPU: 1000, MiB: 80_000 },
  containers: [],
  since: 0,
  floor: { minHours: 24, minSamples: 100 },
  ...parts,
});

const turnedOf = (labels: Held['labels']): Held['labels'] =>
  Object.fromEntries(Object.entries(labels).toReversed());

describe('jobs that somebody makes anew each time', () => {
  test('are joined by the label that most of them share, the usual one before others', () => {
    const jobs = ['a', 'b'].flatMap((dag) =>
      [1, 2, 3].map((run) =>
        pod(`${dag}-${run}`, {
          'app.kubernetes.io/name': dag,
          team: 'lab',
          run_id: String(run + dag.length * 100),
          'batch.kubernetes.io/job-name': `${dag}-${run}`,
        }),
      ),
    );
    expect(joiningsOf(jobs)).toEqual([
      {
        namespace: 'lab',
        kind: 'Job',
        names: 6,
        by: { label: 'app.kubernetes.io/name', workloads: 2 },
      },
    ]);
  });

  test('that have nothing in common but what makes them are told so', () => {
    const jobs = [1, 2].map((run) =>
      pod(`x-${run}`, { 'pod-template-hash': 'same', run_id: String(run), 'controller-uid': 'y' }),
    );
    expect(joiningsOf(jobs)).toEqual([{ namespace: 'lab', kind: 'Job', names: 2 }]);
  });

  test('alone, and workloads whose names last, want no joining', () => {
    expect(joiningsOf([pod('x', { app: 'x' })])).toEqual([]);
    const deployments = ['a', 'b'].map((name) => pod(name, { app: 'x' }, { kind: 'Deployment' }));
    expect(joiningsOf(deployments)).toEqual([]);
  });

  test('in whatever order they are listed, by the same of two labels that join them alike', () => {
    const jobs = [1, 2].map((run) => pod(`x-${run}`, { stage: 'eval', branch: 'main' }));
    const turned = jobs.toReversed().map((one) => ({ ...one, labels: turnedOf(one.labels) }));
    const found = joiningsOf([...jobs, pod('a', {}), pod('b', {}, { namespace: 'a' })]);
    expect(found).toMatchObject([{ by: { label: 'branch', workloads: 1 } }]);
    expect(joiningsOf([pod('b', {}, { namespace: 'a' }), pod('a', {}), ...turned])).toEqual(found);
  });

  test('of two namespaces, or of two kinds, are not joined with each other', () => {
    const found = joiningsOf([
      pod('a-1', { app: 'a' }),
      pod('a-2', { app: 'a' }),
      pod('a-3', { app: 'a' }, { kind: 'Pod' }),
      pod('a-4', { app: 'a' }, { kind: 'Pod' }),
      pod('a-5', { app: 'a' }, { namespace: 'other' }),
    ]);
    expect(found).toMatchObject([
      { namespace: 'lab', kind: 'Job', names: 2 },
      { namespace: 'lab', kind: 'Pod', names: 2 },
    ]);
  });
});
