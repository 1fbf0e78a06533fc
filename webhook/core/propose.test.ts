import { describe, expect, test } from '@jest/globals';
import { readOriginal } from './edits/original.ts';
import { undo } from './edits/undo.ts';
import { DECISION } from './governed.ts';
import type { Pod } from './pod.ts';
import { propose } from './propose.ts';
import { requiredTerms } from './selector.ts';
import { shared } from './testing/nodes.ts';
import { podOf, reviewOf } from './testing/pods.ts';
import { card, decided, paths, small, visited, worldFor } from './testing/proposed.ts';
import { placed, taken } from './testing/told.ts';
import { termsOf } from './testing/world.ts';

const turns = shared('turns', 'l4', { replicas: 4, renamed: false });

test('undone, what its user wrote stands as it stood, even where we wrote the same', () => {
  const pin = {
    key: 'nvidia.com/gpu.product',
    operator: 'In',
    values: ['NVIDIA-H100-80GB-HBM3'],
  } as const;
  const nodeSelectorTerms = [
    { matchExpressions: [pin, { key: 'zone', operator: 'DoesNotExist' }] },
  ];
  const pod = podOf({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: nodeSelectorTerms as never,
        },
      },
    },
  });
  const after = visited(pod);
  const original = readOriginal(after);
  expect(requiredTerms(after)?.[0]?.matchExpressions).toHaveLength(4);
  expect(original === 'none' ? [] : requiredTerms(undo(after, original))).toEqual(
    nodeSelectorTerms,
  );
  expect(paths(after)).toEqual([]);
});

test('under observe and warn the pod is sent no patch, and the decision says what it would be', () => {
  for (const mode of ['observe', 'warn'] as const) {
    const decision = decided(podOf(), { terms: termsOf({ mode }) });
    expect(decision).toMatchObject({ verdict: 'rewrite', inForce: false, mode });
    expect(taken(decision)).toBe('H100-80GB nvidia.com/mig-3g.40gb');
    expect(placed(decision)).not.toEqual([]);
    expect(paths(podOf(), { terms: termsOf({ mode }) })).toEqual([]);
  }
});

describe('a card kept whole in our name by its author', () => {
  const keptOff = { nodes: [card, turns], profiles: {} };
  const copied = visited(podOf(), keptOff);
  const sliceable = { nodes: [small, card, turns] };

  test('is one that we kept', () => {
    expect(copied.metadata.annotations?.[DECISION]).toMatch(/keeps a whole/);
  });

  test('stays so where the policy lets it be kept, and says that it only stands', () => {
    const decision = decided(copied, sliceable);
    expect(decision.edits).toEqual([]);
    expect(decision.because.rule).toBe('visit/settled');
  });

  test('is decided anew where the policy does not', () => {
    const decision = decided(copied, { ...sliceable, terms: termsOf({ optOut: 'denied' }) });
    expect(taken(decision)).toBe('H100-80GB nvidia.com/mig-1g.10gb');
  });
});

const full = (bytes: number) => podOf({}, { annotations: { note: 'x'.repeat(bytes) } });

describe('a pod that has no room for our annotations', () => {
  test('is left as it is, or the API server would refuse it because of us', () => {
    const decision = decided(full(262_000));
    expect(decision).toMatchObject({ verdict: 'leave', edits: [], inForce: false });
    expect(decision.because.rule).toBe('visit/too-large');
  });

  test('a little less is room enough', () => {
    expect(decided(full(260_000)).because.rule).toBe('fit/mig');
  });

  test('nor is what was decided of one without room said of its like, or the other way round', () => {
    const world = worldFor(podOf(), { terms: termsOf() });
    const rule = (pod: Pod) => propose(reviewOf(pod), world).because.rule;
    const order = [260_000, 262_000, 260_001].map((bytes) => rule(full(bytes)));
    expect(order).toEqual(['fit/mig', 'visit/too-large', 'fit/mig']);
  });
});
