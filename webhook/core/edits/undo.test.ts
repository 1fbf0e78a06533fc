/** What we do to a pod can be taken back, and nothing of its user's goes with it. */
import { describe, expect, test } from '@jest/globals';
import { gpuAsks } from '../asks.ts';
import { claimsIn } from '../fit/dra.ts';
import { edited } from './edited.ts';
import type { Edit } from '../decision.ts';
import { DECISION, ORIGINAL } from '../governed.ts';
import type { Container, MatchExpression, Pod } from '../pod.ts';
import { restoreOps } from './restore.ts';
import { requiredTerms, selects } from '../selector.ts';
import { apply, patched } from '../testing/patched.contract.ts';
import { asking, container, plain, podOf } from '../testing/pods.ts';
import { originalOf } from '../testing/originals.ts';
import { podIn } from '../testing/scenes.ts';
import { undo } from './undo.ts';

const server = { pointer: '/spec/containers/0', container: 'server' } as const;

const card = 'nvidia.com/gpu';
const nic = { name: 'nic', resourceClaimTemplateName: 'fast' };
const withdraw: Edit = { kind: 'withdraw', ...server, resource: card };
const claim: Edit = { kind: 'claim', ...server, claim: 'tranche', template: 'mig-1g' };
const share: Edit = { kind: 'env', ...server, name: 'CUDA_MEMORY_FRACTION', value: '0.2' };
const told: Edit = { kind: 'arg', ...server, value: '--gpu-memory-utilization=0.2' };
const pin: MatchExpression = { key: 'nvidia.com/gpu.product', operator: 'In', values: ['L4'] };
const place: Edit = { kind: 'nodeAffinity', require: [pin] };
const scheduler: Edit = { kind: 'scheduler', name: 'kai-scheduler' };
const part: Edit = { kind: 'mark', on: 'annotations', key: 'gpu-fraction', value: '0.1' };
const queue: Edit = { kind: 'mark', on: 'labels', key: 'kai.scheduler/queue', value: 'research' };
const wish = { weight: 3, preference: { matchExpressions: [pin] } };

const inTerms = (...nodeSelectorTerms: object[]) =>
  podOf({
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
    },
  });

const table: { name: string; pod?: Pod; edits: Edit[] }[] = [
  {
    name: 'a slice in place of the card',
    pod: podOf({
      containers: [
        container('server', {
          resources: {
            requests: { cpu: '2', [card]: '1' },
            limits: { [card]: '1' },
            claims: [nic],
          },
        }),
      ],
      initContainers: [plain('warm')],
      resourceClaims: [nic],
    }),
    edits: [{ kind: 'resource', ...server, from: card, to: 'nvidia.com/mig-1g.10gb' }],
  },
  {
    name: 'sizes beside the card',
    edits: [{ kind: 'beside', ...server, resource: 'nvidia.com/gpumem', quantity: '8155' }],
  },
  { name: "a claim in place of the card, the pod's only one", edits: [withdraw, claim] },
  {
    name: 'a claim beside those it has',
    pod: podOf({
      containers: [container('server', { resources: { ...asking().resources, claims: [nic] } })],
      resourceClaims: [nic],
    }),
    edits: [withdraw, claim],
  },
  {
    name: 'a variable where there was none',
    pod: { metadata: { name: 'bare' }, spec: podOf().spec },
    edits: [share],
  },
  {
    name: 'a variable behind its own, in one of two containers',
    pod: podOf({
      containers: ['server', 'helper'].map((name) =>
        container(name, { env: [{ name: 'CUDA_MEMORY_FRACTION', value: '0.9' }] }),
      ),
    }),
    edits: [share],
  },
  { name: 'an argument where there was none', edits: [told] },
  {
    name: 'an argument behind its own',
    pod: podOf({ containers: [container('server', { args: ['serve', told.value] })] }),
    edits: [told],
  },
  {
    name: 'a hand-over to another scheduler and its queue',
    pod: podOf({}, { annotations: { note: 'x' } }),
    edits: [withdraw, part, scheduler, queue],
  },
  { name: 'a queue where the pod had no labels', pod: podOf({}, { labels: {} }), edits: [queue] },
  {
    name: 'a pin and a wish where it went anywhere',
    edits: [place, { kind: 'preference', prefer: [wish] }],
  },
  {
    name: 'a pin in each of its terms, and nothing in those that select nothing',
    pod: inTerms(
      { matchExpressions: [pin] },
      { matchFields: [{ ...pin, key: 'metadata.name' }] },
      {},
      { matchExpressions: [] },
    ),
    edits: [place],
  },
  {
    name: 'a pin beside its affinity to pods',
    pod: podOf({ affinity: { podAffinity: {} } }),
    edits: [place],
  },
  {
    name: 'a wish behind its own',
    pod: podOf({
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [wish] } },
    }),
    edits: [{ kind: 'preference', prefer: [wish] }],
  },
  {
    name: 'sizes in two containers',
    pod: podOf({ containers: [container('server'), container('helper')] }),
    edits: ['server', 'helper'].map((name, at) => ({
      kind: 'beside',
      pointer: `/spec/containers/${at}`,
      container: name,
      resource: 'nvidia.com/gpumem',
      quantity: String(1000 + at),
    })),
  },
  {
    name: 'a toleration behind its own of the same taint',
    pod: podOf({
      tolerations: [
        { key: card, operator: 'Exists', effect: 'NoExecute' },
        { key: card, operator: 'Equal', value: 'present', effect: 'NoSchedule' },
        { operator: 'Exists', effect: 'NoSchedule' },
      ],
    }),
    edits: [{ kind: 'toleration', key: card }],
  },
  {
    name: 'all of it beside a container without a GPU',
    pod: podOf({ containers: [container('server'), plain('helper')] }),
    edits: [withdraw, claim, share, place],
  },
];

const notes = [DECISION, ORIGINAL].map((key): Edit => ({ kind: 'annotate', key, value: 'ours' }));

describe.each(table)('$name', ({ pod = podOf(), edits }) => {
  const before = podIn({ ...pod });
  const after = patched(pod, [...edits, ...notes]);
  const original = originalOf(pod, edits);

  test('is taken back', () => {
    const back = undo(after, original);
    expect(back.spec).toEqual(before.spec);
    expect(back.metadata).toEqual({ annotations: {}, ...before.metadata });
  });

  test('is taken back in the cluster', () => {
    const { metadata, spec } = podIn(apply({ ...after }, restoreOps(after, original)));
    expect(spec).toEqual(before.spec);
    expect(metadata).toEqual({ annotations: {}, ...before.metadata });
  });

  test('is pictured as it is stored, done once or taken back and done again', () => {
    const once = patched(pod, edits);
    expect(picture(edited(before, edits))).toEqual(picture(once));
    const again = edited(after, [{ kind: 'restore', original }, ...edits]);
    expect(picture(again)).toEqual({ annotations: {}, ...picture(once) });
  });
});

/** What a Claim is counted by. */
function picture(pod: Pod) {
  const { annotations } = pod.metadata;
  return {
    asks: gpuAsks(pod).map(({ seat, resource, count }) => [seat.pointer, resource, count]),
    claims: claimsIn(pod),
    terms: requiredTerms(pod)?.filter(selects),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

const zone: MatchExpression = { key: 'zone', operator: 'In', values: ['a'] };
const theirs = {
  env: [{ name: 'HTTP_PROXY', value: 'mesh' }],
  args: ['--verbose'],
  resources: { ...asking().resources, claims: [nic] },
};
const wishes: Edit = { kind: 'preference', prefer: [wish] };
const all = [claim, share, told, place, wishes, part, queue];

/** Its own words, or what a neighbour has put behind ours. */
const spoken = (before: Partial<Container> = {}, ours: readonly MatchExpression[] = []): Pod =>
  podOf({
    containers: [
      container('server', {
        env: [...(before.env ?? []), ...theirs.env],
        args: [...(before.args ?? []), ...theirs.args],
        resources: { ...theirs.resources, claims: [...(before.resources?.claims ?? []), nic] },
      }),
    ],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [...ours, zone] }],
        },
        preferredDuringSchedulingIgnoredDuringExecution: [
          ...(ours.length === 0 ? [] : [wish]),
          { weight: 1 },
        ],
      },
    },
    resourceClaims: [
      ...(ours.length === 0 ? [] : [{ name: 'tranche', resourceClaimTemplateName: 'mig-1g' }]),
      nic,
    ],
  });

test('what the annotation tells of and is not there is not taken off', () => {
  for (const pod of [podOf(), spoken()])
    expect(undo(pod, originalOf(pod, all)).spec).toEqual(pod.spec);
});

test('what a neighbour has put behind ours stays', () => {
  const [server0] = patched(podOf(), all).spec.containers;
  expect(undo(spoken(server0, [pin]), originalOf(podOf(), all)).spec).toEqual(spoken().spec);
});
