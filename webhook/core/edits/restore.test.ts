/** Whoever can write a pod can write our annotation: what it tells of must stand there, and be such as we write. */
import { describe, expect, test } from '@jest/globals';
import type { Edit } from '../decision.ts';
import type { Original } from './original.ts';
import type { Container, MatchExpression, Pod, PodSpec } from '../pod.ts';
import { bornOut } from './restore.ts';
import type { Terms } from '../terms.ts';
import { cards, mixed } from '../testing/nodes.ts';
import { originalOf } from '../testing/originals.ts';
import { patched } from '../testing/patched.contract.ts';
import { asking, container, plain, podOf } from '../testing/pods.ts';
import { termsOf, worldOf } from '../testing/world.ts';

const server = { pointer: '/spec/containers/1', container: 'server' } as const;
const card = 'nvidia.com/gpu';
const slice = 'nvidia.com/mig-1g.10gb';
const memory = 'nvidia.com/gpumem';

const nodes = [mixed('small', 'h100', { '1g.10gb': 7 }), cards('card', 'h100')];
const { menu } = worldOf({ nodes });
const terms = termsOf({
  tolerate: ['nvidia.com/gpu'],
  timeSlice: { trustDomain: 'team', pools: [{ shared: 'speech' }] },
  fraction: {
    engine: 'kai',
    schedule: 'always',
    schedulerName: 'kai-scheduler',
    queue: 'research',
    trustDomain: 'team',
    pools: [{ parts: 'speech' }],
  },
  require: [{ key: 'zone', operator: 'In', values: ['a'] }],
});

const pinOf = (key: string): MatchExpression => ({ key, operator: 'In', values: ['x'] });
const placed = (...keys: readonly string[]): Edit => ({
  kind: 'nodeAffinity',
  require: keys.map(pinOf),
});
const variable = (name: string): Edit => ({ kind: 'env', ...server, name, value: '0.2' });
const argument = (value: string): Edit => ({ kind: 'arg', ...server, value });
const mark = (key: string): Edit => ({ kind: 'mark', on: 'labels', key, value: 'research' });
const tolerated = (key: string): Edit => ({ kind: 'toleration', key });
const wishing = (key: string): Edit => ({
  kind: 'preference',
  prefer: [{ weight: 3, preference: { matchExpressions: [pinOf(key)] } }],
});

const nic = { name: 'nic', resourceClaimTemplateName: 'fast' };
const rack: MatchExpression = { key: 'rack', operator: 'Exists' };
const inTerms = (...nodeSelectorTerms: object[]) => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  },
});

/** Beside a helper, with a claim and a wish for racks of its own. */
const served = (parts: Partial<Container> = {}, spec: Partial<PodSpec> = {}): Pod =>
  podOf({
    containers: [
      plain('helper'),
      container('server', {
        ...parts,
        resources: { claims: [nic], ...asking().resources, ...parts.resources },
      }),
    ],
    resourceClaims: [nic],
    ...inTerms({}, { matchExpressions: [rack] }),
    ...spec,
  });
const submitted = served();
/** Its container went by another name all the while. */
const gone = podOf({ containers: [plain('other')] });
const made = { name: 'tranche', resourceClaimTemplateName: 'mig-1g' };

const believed = (pod: Pod, told: Original, by: Terms = terms): boolean =>
  bornOut(pod, told, by, menu);

/** Each with pods that have something like it, and not it. */
const table: { name: string; edits: [Edit, ...Edit[]]; like: Pod[] }[] = [
  {
    name: 'a slice',
    edits: [{ kind: 'resource', ...server, from: card, to: slice }],
    like: [served(asking('2', slice)), served({ resources: { limits: { [slice]: '1' } } }), gone],
  },
  {
    name: 'a card given up',
    edits: [{ kind: 'withdraw', ...server, resource: card }],
    like: [served({ resources: { limits: {} } })],
  },
  {
    name: 'a size',
    edits: [{ kind: 'beside', ...server, resource: memory, quantity: '8155' }],
    like: [
      served({ resources: { limits: { [memory]: '8155' }, requests: { [memory]: '9000' } } }),
      podOf({ containers: [plain('server')] }),
      gone,
    ],
  },
  {
    name: 'a claim',
    edits: [{ kind: 'claim', ...server, claim: 'tranche', template: 'mig-1g' }],
    like: [
      gone,
      served({}, { resourceClaims: [made] }),
      podOf({
        containers: [plain('helper', { resources: { claims: [made] } }), container('server')],
        resourceClaims: [made],
      }),
      podOf({ containers: [plain('server')], resourceClaims: [made] }),
      served(
        { resources: { claims: [{ name: 'tranche' }] } },
        {
          resourceClaims: [
            { name: 'tranche', resourceClaimTemplateName: 'fast' },
            { name: 'nic', resourceClaimTemplateName: 'mig-1g' },
          ],
        },
      ),
    ],
  },
  {
    name: 'a variable',
    edits: [variable('CUDA_MEMORY_FRACTION')],
    like: [
      served({
        env: [
          { name: 'CUDA_MEMORY_FRACTION', value: '0.9' },
          { name: 'OTHER', value: '0.2' },
        ],
      }),
      gone,
    ],
  },
  {
    name: 'an argument',
    edits: [argument('--gpu-memory-utilization=0.2')],
    like: [served({ args: ['--gpu-memory-utilization=0.9'] }), gone],
  },
  {
    name: 'pins of the menu',
    edits: [placed('nvidia.com/gpu.product', 'nvidia.com/gpu.sharing-strategy')],
    like: [
      podOf({ affinity: { podAffinity: {} } }),
      served({}, inTerms({ matchExpressions: [pinOf('nvidia.com/gpu.product'), rack] })),
      served({}, inTerms({ matchFields: [pinOf('metadata.name')] })),
      served(
        {},
        inTerms(
          {
            matchExpressions: [
              pinOf('nvidia.com/gpu.product'),
              pinOf('nvidia.com/gpu.sharing-strategy'),
            ],
          },
          { matchExpressions: [rack] },
        ),
      ),
    ],
  },
  { name: 'a pool that takes turns', edits: [placed('shared')], like: [] },
  { name: 'a pool that hands out parts', edits: [placed('parts')], like: [] },
  { name: 'what the policy requires', edits: [placed('zone')], like: [] },
  {
    name: 'a toleration',
    edits: [tolerated(card)],
    like: [
      served(
        {},
        {
          tolerations: [
            { key: card, operator: 'Exists', effect: 'NoExecute' },
            { key: card, operator: 'Equal', value: 'present', effect: 'NoSchedule' },
            { key: 'team', operator: 'Exists', effect: 'NoSchedule' },
          ],
        },
      ),
    ],
  },
  {
    name: 'a scheduler',
    edits: [{ kind: 'scheduler', name: 'kai-scheduler' }],
    like: [served({}, { schedulerName: 'default-scheduler' })],
  },
  {
    name: 'a queue',
    edits: [mark('kai.scheduler/queue')],
    like: [
      podOf({}, { labels: { 'kai.scheduler/queue': 'other' } }),
      { ...submitted, metadata: {} },
    ],
  },
];

describe.each(table)('our annotation that tells of $name', ({ edits, like }) => {
  const told = originalOf(submitted, edits);

  test('is borne out where it stands', () => {
    expect(believed(patched(submitted, edits), told)).toBe(true);
  });

  test('is not where it does not, or something like it', () => {
    for (const pod of [submitted, ...like]) expect(believed(pod, told)).toBe(false);
  });
});

test('a slice that goes by the name of the card is spelt as its user spelt it', () => {
  const edits = [placed('nvidia.com/gpu.product')];
  const containers = { server: { asked: card, slice: 'H100-80GB MIG 1g.10gb', got: card } };
  const told = { ...originalOf(submitted, edits), containers };
  expect(believed(patched(served(asking('1000m')), edits), told)).toBe(true);
  expect(believed(patched(served({ resources: asking('1', slice).resources }), edits), told)).toBe(
    false,
  );
});

test('a card is kept off slices by how they are shared, though the menu has none any more', () => {
  const edits = [placed('nvidia.com/gpu.sharing-strategy')];
  const { menu: empty } = worldOf({ nodes: [] });
  expect(bornOut(patched(submitted, edits), originalOf(submitted, edits), terms, empty)).toBe(true);
});

const foreign: { name: string; edits: [Edit, ...Edit[]]; by?: Terms }[] = [
  {
    name: 'a name that is no card',
    edits: [{ kind: 'resource', ...server, from: 'nvidia.com/mig-3g.40gb', to: slice }],
  },
  { name: 'a variable that moves no memory', edits: [variable('HTTP_PROXY')] },
  { name: 'an argument that moves no memory', edits: [argument('--port=8080')] },
  { name: 'a label of its team', edits: [mark('team')] },
  { name: 'a pin to a tenant', edits: [placed('tenant')] },
  { name: 'a wish for a zone', edits: [wishing('zone')] },
  { name: 'a toleration no policy gives', edits: [tolerated('spot')] },
  { name: "another's scheduler", edits: [{ kind: 'scheduler', name: 'volcano' }] },
  {
    name: 'a scheduler where the policy has none',
    edits: [{ kind: 'scheduler', name: 'kai-scheduler' }],
    by: termsOf(),
  },
];

test.each(foreign)('$name is not ours, whoever says so', ({ edits, by }) => {
  const pod = served(asking('1', 'nvidia.com/mig-3g.40gb'));
  const told = originalOf(pod, edits);
  expect(believed(patched(pod, edits), told, by)).toBe(false);
});

test('a wish for a node by its name is ours', () => {
  const told = originalOf(submitted, [wishing('kubernetes.io/hostname')]);
  expect(believed(patched(submitted, [wishing('kubernetes.io/hostname')]), told)).toBe(true);
});
