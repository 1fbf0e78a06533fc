/** Whoever evidence never reaches under the name that they have, and whoever is never decided on. */
import { describe, expect, test } from '@jest/globals';
import type { Pod } from '../core/pod.ts';
import { cards, mixed } from '../core/testing/nodes.ts';
import { heldIn } from '../usage/underuse/held.ts';
import { scanned } from './scan.ts';
import { lookedAt, running, trial, type Fleet } from './testing/looked.ts';

const H100 = cards('gpu-1', 'h100');
const SLICES = mixed('gpu-2', 'h100', { '1g.10gb': 7 });

const reportOf = (fleet: Fleet, facts = {}) => scanned(lookedAt(fleet, facts));

const asStanding = (pod: Pod) => ({ pod, created: 0, runningSince: 0 });

const both = [running('gpu-1'), running('gpu-1')];

describe('jobs of ever new names', () => {
  const jobs = ['eval-x1', 'eval-y2', 'eval-z3'].map((name) =>
    running(
      'gpu-1',
      {},
      {
        name,
        labels: { app: 'eval', run: name },
        ownerReferences: [
          { apiVersion: 'batch/v1', kind: 'Job', name, uid: name, controller: true },
        ],
      },
    ),
  );
  const looked = lookedAt({ nodes: [H100, SLICES], pods: jobs, used: 'unseen' });
  const held = heldIn({ pods: jobs.map(asStanding), makers: [] }, looked.standing);

  test('are told with the label that joins them, and the policy that does it', () => {
    const { joinings } = scanned({ ...looked, held });
    expect(joinings).toMatchObject([
      {
        namespace: 'speech',
        kind: 'Job',
        names: 3,
        by: { label: 'app', workloads: 1 },
        policy: { kind: 'GpuPolicy', spec: { identity: ['app'] } },
      },
    ]);
  });

  test('want none where somebody has measured them', () => {
    const seen = lookedAt({ nodes: [H100, SLICES], pods: jobs }, { held });
    expect(scanned(seen).joinings).toEqual([]);
  });
});

describe('pods of a namespace that the webhook is never sent', () => {
  const facts = {
    excluded: new Set(['speech']),
    backTest: { days: 4, trials: [trial('tooSmall', 2)] },
  };
  const { workloads, summary, backTest } = reportOf({ nodes: [H100, SLICES], pods: both }, facts);

  test('keep what they hold, and nothing of theirs is counted on', () => {
    expect(workloads).toMatchObject([
      {
        replicas: 2,
        verdict: 'excluded',
        shape: 'nvidia.com/gpu: 1',
        heldMilliGPU: 2000,
        neededMilliGPU: 2000,
        says: 'pods of speech are never sent to the webhook',
      },
    ]);
    expect(workloads[0]).not.toHaveProperty('supply');
    expect(summary).toMatchObject({ releasableMilliGPU: 0, offeredMilliGPU: 0 });
  });

  test('nor are decisions that nobody will make for them', () => {
    expect(backTest).toMatchObject({ judged: 0, tooSmall: [] });
  });
});
