import { describe, expect, test } from '@jest/globals';
import { DECISION, ORIGINAL } from './governed.ts';
import { readOriginal } from './edits/original.ts';
import { undo } from './edits/undo.ts';
import type { Container, Pod } from './pod.ts';
import { propose } from './propose.ts';
import { requiredTerms } from './selector.ts';
import { cards, mixed, shared } from './testing/nodes.ts';
import { asking, container, podOf, reviewOf } from './testing/pods.ts';
import { patchFor, placed, taken } from './testing/told.ts';
import { profilesFor, termsOf, worldOf, type WorldParts } from './testing/world.ts';
import { patched } from './testing/patched.contract.ts';

const small = mixed('small', 'h100', { '1g.10gb': 7 });
const large = mixed('large', 'h100', { '3g.40gb': 2 });
const card = cards('card', 'h100');
const turns = shared('turns', 'l4', { replicas: 4, renamed: false });

const worldFor = (pod: Pod, parts: Partial<WorldParts> = {}) =>
  worldOf({ nodes: [large, card], profiles: profilesFor(pod), ...parts });

const decided = (pod: Pod, parts: Partial<WorldParts> = {}) =>
  propose(reviewOf(pod), worldFor(pod, parts));

function visited(pod: Pod, parts: Partial<WorldParts> = {}): Pod {
  const { inForce, edits } = decided(pod, parts);
  return inForce ? patched(pod, edits) : pod;
}

const ours = visited(podOf());
const paths = (pod: Pod, parts: Partial<WorldParts> = {}) =>
  patchFor(pod, decided(pod, parts)).map(({ op, path }) => `${op} ${path}`);
const RESTORED = [
  'add /metadata/annotations',
  'remove /spec/affinity',
  'add /spec/containers/0/resources/limits',
  'add /spec/containers/0/resources/requests',
];
const STRIPPED = [
  'remove /metadata/annotations/tranche.dev~1decision',
  'remove /metadata/annotations/tranche.dev~1original',
];

const holding = (parts: Partial<Container>): Pod => ({
  ...ours,
  spec: { ...ours.spec, containers: [container('server', parts)] },
});

/** What a neighbour has put there meanwhile, and an annotation that tells of it as of our own work. */
function claiming(more: object): Pod {
  const [server] = ours.spec.containers;
  const told: object = JSON.parse(ours.metadata.annotations?.[ORIGINAL] ?? '{}');
  const tenant = { key: 'tenant', operator: 'In', values: ['a'] } as const;
  const terms = requiredTerms(ours)?.map(({ matchExpressions = [] }) => ({
    matchExpressions: [...matchExpressions, tenant],
  }));
  return {
    metadata: {
      ...ours.metadata,
      annotations: {
        ...ours.metadata.annotations,
        [ORIGINAL]: JSON.stringify({ ...told, ...more }),
      },
    },
    spec: {
      ...ours.spec,
      containers: [
        { ...container('server'), ...server, env: [{ name: 'HTTP_PROXY', value: 'mesh' }] },
      ],
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms ?? [] },
        },
      },
    },
  };
}

describe('our own output on a second visit', () => {
  const table: { name: string; parts?: Partial<WorldParts>; pod?: Pod; want: string[] }[] = [
    { name: 'is left alone', want: [] },
    {
      name: 'is taken back, and what a neighbour has added to it stays',
      pod: claiming({}),
      parts: { profiles: {} },
      want: [
        'add /metadata/annotations',
        'add /spec/affinity',
        'add /spec/containers/0/resources/limits',
        'add /spec/containers/0/resources/requests',
      ],
    },
    {
      name: 'is left alone though something cheaper has appeared',
      parts: { nodes: [large, small, card] },
      want: [],
    },
    {
      name: 'is left alone though it is sold out by now',
      parts: {
        nodes: [
          mixed('large', 'h100', { '3g.40gb': 2 }, { used: { 'nvidia.com/mig-3g.40gb': 2 } }),
          card,
        ],
      },
      want: [],
    },
    {
      name: "is its user's where its slice is no longer offered",
      parts: { nodes: [small, card] },
      want: STRIPPED,
    },
    {
      name: 'is taken back where its slice is no longer allowed',
      parts: { terms: termsOf({ ladder: ['timeSlice'] }) },
      want: RESTORED,
    },
    { name: 'is taken back where the evidence is gone', parts: { profiles: {} }, want: RESTORED },
    {
      name: "is its user's where the annotation calls a neighbour's variable ours",
      pod: claiming({
        also: [
          {
            kind: 'env',
            pointer: '/spec/containers/0',
            container: 'server',
            name: 'HTTP_PROXY',
            value: 'mesh',
          },
        ],
      }),
      parts: { profiles: {} },
      want: STRIPPED,
    },
    {
      name: "is its user's where the annotation calls a neighbour's pin ours",
      pod: claiming({ require: [{ key: 'tenant', operator: 'In', values: ['a'] }] }),
      parts: { profiles: {} },
      want: STRIPPED,
    },
    {
      name: 'is not touched where nothing is enforced any more',
      parts: { terms: termsOf({ mode: 'warn' }) },
      want: [],
    },
    {
      name: "is its user's where a neighbour gave it more",
      pod: holding(asking(2, 'nvidia.com/mig-3g.40gb')),
      want: STRIPPED,
    },
    {
      name: "is its user's where a neighbour took the limits away",
      pod: holding({ resources: { requests: { 'nvidia.com/mig-3g.40gb': '1' } } }),
      want: STRIPPED,
    },
    {
      name: "is its user's where a neighbour took the placement away",
      pod: { ...ours, spec: { ...ours.spec, affinity: {} } },
      want: STRIPPED,
    },
  ];
  test.each(table)('$name', ({ pod = ours, parts, want }) => {
    expect(paths(pod, parts)).toEqual(want);
  });

  test('hides no GPU by leaving it out of what was submitted', () => {
    const original = readOriginal(ours);
    if (original === 'none') throw new Error('ours has an original');
    const entry = { asked: 'cpu', slice: 'x', got: 'nvidia.com/mig-3g.40gb' };
    const forged = { ...original, containers: { ...original.containers, more: entry } };
    const pod = {
      metadata: {
        ...ours.metadata,
        annotations: { ...ours.metadata.annotations, [ORIGINAL]: JSON.stringify(forged) },
      },
      spec: {
        ...ours.spec,
        containers: [...ours.spec.containers, container('more', asking(2, entry.got))],
      },
    };
    expect(paths(pod)).toEqual(STRIPPED);
  });

  test('one of our two annotations alone is not ours', () => {
    for (const key of [DECISION, ORIGINAL]) {
      const { [key]: _, ...annotations } = ours.metadata.annotations ?? {};
      expect(paths({ ...ours, metadata: { ...ours.metadata, annotations } })).toHaveLength(1);
    }
  });
});

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
