import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { times, type Claim } from '../claim.ts';
import type { Pod } from '../pod.ts';
import type { Parameters } from '../terms.ts';
import { objection } from '../testing/guarded.ts';
import { cards, mixed } from '../testing/nodes.ts';
import { asking, container, plain, podOf, served } from '../testing/pods.ts';
import { maxGpus } from './max-gpus.ts';

const MIB = { milliGPU: 1, MiB: 80 };
const nodes = [cards('a', 'h100'), mixed('b', 'h100', { '1g.10gb': 7 })];
const asks = (count: number, resource = 'nvidia.com/gpu'): Pod =>
  podOf({ containers: [container('main', asking(count, resource))] });

interface Held {
  readonly byOwner?: number;
  readonly byTeam?: number;
}

const claim = (milliGPU: number): Claim => times(MIB, milliGPU);

const said = (pod: Pod, parameters: Parameters, { byOwner = 0, byTeam = 0 }: Held = {}): string => {
  const held = { byWorkload: claim(byOwner), byTeam: claim(byTeam) };
  return objection(maxGpus, pod, { parameters, world: { nodes, held } }) ?? 'let in';
};

describe('GPUs that pods may hold', () => {
  test('of one pod: as many as the policy says, and no more', () => {
    expect(said(asks(4), { perPod: 4 })).toBe('let in');
    expect(said(asks(5), { perPod: 4 })).toBe(
      'the pod asks for 5 GPUs, and this policy allows 4 a pod; ask for fewer, or spread the work over several pods',
    );
  });

  test('of one workload: those that live and the new one', () => {
    expect(said(asks(2), { perOwner: 4 }, { byOwner: 2000 })).toBe('let in');
    expect(said(asks(2), { perOwner: 4 }, { byOwner: 2001 })).toBe(
      'the live pods of Deployment/asr hold 2.001 GPUs and this one would hold 2 more, and this policy allows 4 together; delete some first, or ask for less',
    );
  });

  test('of one team: by the name of its quota, or of the namespace', () => {
    const full = { byTeam: 8000 };
    expect(said(asks(1), { perTeam: 8 }, full)).toMatch(
      /^the live pods of namespace speech hold 8/,
    );
    const quota = { team: 'voices', mode: 'enforce' as const, limits: {} };
    const held = { byWorkload: MIB, byTeam: times(MIB, 8000) };
    const world = { nodes, held, quota };
    expect(objection(maxGpus, asks(1), { parameters: { perTeam: 8 }, world })).toMatch(
      /^the live pods of team voices hold 8 GPUs/,
    );
  });

  test('count slices as their share of the card', () => {
    const slice = asks(1, 'nvidia.com/mig-1g.10gb');
    expect(said(slice, { perOwner: 0.5 }, { byOwner: 358 })).toBe('let in');
    expect(said(slice, { perOwner: 0.5 }, { byOwner: 359 })).toMatch(/hold 0\.142 more/);
  });

  test('are counted of those alone that the policy limits, and of pods with a GPU', () => {
    expect(said(asks(1), { perPod: 1 }, { byOwner: 9000, byTeam: 9000 })).toBe('let in');
    expect(said(asks(1), { perOwner: 1 }, { byTeam: 9000 })).toBe('let in');
    const cpu = podOf({ containers: [plain('web')] });
    expect(said(cpu, { perOwner: 1 }, { byOwner: 9000 })).toBe('let in');
  });

  test('all that is limited is asked: the pod first, then the workload, then the team', () => {
    const all = { perPod: 1, perOwner: 1, perTeam: 1 };
    const held = { byOwner: 1000, byTeam: 1000 };
    expect(said(asks(2), all, held)).toMatch(/^the pod asks/);
    expect(said(asks(1), all, held)).toMatch(/of Deployment/);
    expect(said(asks(1), all, { byTeam: 1000 })).toMatch(/of namespace/);
  });
});

test('a higher limit, or fewer pods, never refuses more', () => {
  const limit = fc.double({ min: 0, max: 20, noNaN: true });
  const held = fc.nat(20_000);
  fc.assert(
    fc.property(
      fc.tuple(limit, limit),
      fc.tuple(held, held),
      fc.integer({ min: 1, max: 8 }),
      ([a, b], [x, y], count) => {
        const check = (perOwner: number, byOwner: number) =>
          said(asks(count), { perOwner }, { byOwner });
        if (check(Math.min(a, b), Math.max(x, y)) === 'let in')
          expect(check(Math.max(a, b), Math.min(x, y))).toBe('let in');
      },
    ),
  );
});

const ofOnePod = (pod: Pod, perPod = 2) => objection(maxGpus, pod, { parameters: { perPod } });

test('a GPU that an init container had before is no further one', () => {
  const initContainers = [container('warm', asking(2))];
  expect(
    ofOnePod(podOf({ initContainers, containers: [container('server', asking(2))] })),
  ).toBeUndefined();
});

test('MiB of HAMi are no GPUs, and how it spreads them is', () => {
  const limits = { 'nvidia.com/gpu': 2, 'nvidia.com/gpumem': 8000, 'nvidia.com/gpucores': 30 };
  expect(ofOnePod(served({ resources: { limits } }))).toBeUndefined();
  expect(ofOnePod(served({ resources: { limits } }), 1)).toContain('asks for 2 GPUs');
});

test('claims for GPUs count, and those for something else do not', () => {
  const resourceClaims = ['cards', 'network'].map((name) => ({
    name,
    resourceClaimTemplateName: name,
  }));
  const pod = podOf({ containers: [plain('a')], resourceClaims });
  const world = {
    claimed: (_namespace: string, asked: { readonly resourceClaimTemplateName?: string }) =>
      asked.resourceClaimTemplateName === 'cards'
        ? ({ resource: 'nvidia.com/gpu', count: 3 } as const)
        : ('nothing' as const),
  };
  expect(objection(maxGpus, pod, { parameters: { perPod: 2 }, world })).toContain(
    'asks for 3 GPUs',
  );
  expect(objection(maxGpus, pod, { parameters: { perPod: 3 }, world })).toBeUndefined();
  expect(objection(maxGpus, pod, { parameters: { perPod: 1 } })).toBeUndefined();
});
