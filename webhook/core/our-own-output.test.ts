import { describe, expect, test } from '@jest/globals';
import { readOriginal } from './edits/original.ts';
import { DECISION, ORIGINAL } from './governed.ts';
import type { Container, Pod } from './pod.ts';
import { requiredTerms } from './selector.ts';
import { mixed } from './testing/nodes.ts';
import { asking, container, podOf } from './testing/pods.ts';
import { card, large, paths, small, visited } from './testing/proposed.ts';
import { termsOf, type WorldParts } from './testing/world.ts';

const ours = visited(podOf());
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
