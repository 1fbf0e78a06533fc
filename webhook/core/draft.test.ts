import { describe, expect, test } from '@jest/globals';
import type { Decision } from './decision.ts';
import { ORIGINAL } from './governed.ts';
import type { Pod } from './pod.ts';
import { propose } from './propose.ts';
import { cards, gpuTaint, mixed, shared } from './testing/nodes.ts';
import { container, plain, podOf, reviewOf, served } from './testing/pods.ts';
import { profilesFor, proposed, termsOf, worldOf, type WorldParts } from './testing/world.ts';

const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];
const turns = shared('turns', 'l4', { replicas: 4, renamed: true });
const unrenamed = shared('alike', 'l4', { replicas: 4, renamed: false });

const decided = (pod: Pod = podOf(), parts: Partial<WorldParts> = {}): Decision =>
  proposed(pod, { nodes, ...parts });

const owned = (kind: string, name: string) =>
  podOf(
    {},
    { ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: 'u', controller: true }] },
  );

describe('a decision is named by what is told of it', () => {
  const { id } = decided();

  test('and by nothing that is the pod’s own', () => {
    const replica = podOf({}, { name: 'asr-7d9c5b6f4-x7k2q', uid: 'u' });
    expect(decided(replica).id).toBe(id);
  });

  const table: { name: string; pod?: Pod; parts?: Partial<WorldParts> }[] = [
    { name: 'the mode', parts: { terms: termsOf({ mode: 'warn' }) } },
    { name: 'the policy', parts: { terms: termsOf({ policy: 'other' }) } },
    { name: 'what was compared', parts: { terms: termsOf({ headroom: 1.1 }) } },
    { name: 'what else stood on the menu', parts: { nodes: [...nodes, turns] } },
    {
      name: 'why that was passed over',
      parts: { nodes: [...nodes, turns], terms: termsOf({ ladder: ['mig'] }) },
    },
    { name: 'the slice', parts: { nodes: [mixed('mig', 'h100', { '3g.40gb': 2 })] } },
    { name: 'the revision', pod: served({ image: 'registry.local/other:1' }) },
    { name: 'the container', pod: podOf({ containers: [container('main')] }) },
    { name: 'the name of its workload', pod: owned('StatefulSet', 'tts') },
    { name: 'the kind of its workload', pod: owned('Notebook', 'tts') },
    { name: 'no policy', parts: { terms: 'none' } },
  ];
  const ids = table.map(({ pod, parts }) => decided(pod, parts).id);

  test('all of it: each of these has another name', () => {
    expect(new Set([id, ...ids]).size).toBe(table.length + 1);
  });

  test('its namespace and the policies, too', () => {
    const world = worldOf({ nodes, profiles: profilesFor(podOf()) });
    const elsewhere = propose(reviewOf(podOf(), { namespace: 'vision' }), world);
    const otherwise = propose(reviewOf(podOf()), { ...world, policyHash: 'sha256:other' });
    expect(new Set([id, elsewhere.id, otherwise.id]).size).toBe(3);
  });
});

test('a pod that nobody knows is told of as such', () => {
  const nobody = podOf({}, { generateName: '--', ownerReferences: [] });
  expect(decided(nobody)).toMatchObject({
    workload: { namespace: '', kind: 'Pod', name: 'unknown', by: 'unknown' },
    class: 'unknown',
    classBy: 'no workload',
    because: { rule: 'identity/unknown', says: 'it has no owner and no name to know it by' },
  });
});

test('a pod without a GPU is told so', () => {
  expect(decided(podOf({ containers: [plain('web')] }))).toMatchObject({
    verdict: 'leave',
    because: { rule: 'visit/no-gpu', says: 'it asks for no GPU' },
    containers: [],
    claimAsked: { milliGPU: 0, MiB: 0 },
  });
});

test('a pod is left as it is where our note would be longer than we would read back', () => {
  const zones = Array.from({ length: 900 }, (_, n) => `zone-of-our-cluster-${n}`);
  const zoned = mixed(
    'mig',
    'h100',
    { '1g.10gb': 7 },
    { labels: { zone: 'zone-of-our-cluster-7' } },
  );
  const require = [{ key: 'zone', operator: 'In', values: zones }] as const;
  const decision = decided(podOf(), { nodes: [zoned], terms: termsOf({ require }) });
  expect(decision).toMatchObject({
    verdict: 'leave',
    edits: [],
    because: { rule: 'visit/too-large' },
  });
});

test('what is decided is told with whose it is and on whose word', () => {
  const quota = { team: 'audio', mode: 'enforce', limits: {} } as const;
  expect(decided(podOf(), { quota })).toMatchObject({
    mode: 'enforce',
    inForce: true,
    team: 'audio',
    policy: 'default',
    rules: [{ id: 'fit/mig', outcome: 'pass' }],
  });
  expect(decided(podOf(), { terms: 'none' })).toMatchObject({
    mode: 'observe',
    inForce: false,
    team: 'unassigned',
    policy: 'none',
    rules: [{ id: 'policy/none', outcome: 'skip' }],
    containers: [
      { chosen: 'nvidia.com/gpu: 1', mechanism: 'whole', reasons: [{ rule: 'policy/none' }] },
    ],
  });
});

const kept = (decision: Decision): object => {
  const [text = '{}'] = decision.edits.flatMap((edit) =>
    edit.kind === 'annotate' && edit.key === ORIGINAL ? [edit.value] : [],
  );
  return JSON.parse(text) as object;
};
const pin = (key: string, value: string) => ({ key, operator: 'In', values: [value] });

describe('our annotation keeps of the pod', () => {
  test('what it asked for and what we wrote, and no word more', () => {
    const decision = decided();
    expect(kept(decision)).toEqual({
      v: 1,
      id: decision.id,
      containers: {
        server: {
          asked: 'nvidia.com/gpu',
          slice: 'H100-80GB nvidia.com/mig-1g.10gb',
          got: 'nvidia.com/mig-1g.10gb',
        },
      },
      require: [
        pin('nvidia.com/gpu.product', 'NVIDIA-H100-80GB-HBM3'),
        pin('nvidia.com/mig-1g.10gb.sharing-strategy', 'none'),
      ],
      affinity: false,
      tolerate: [],
    });
  });

  test('that its placement was its own, what we tolerate, and our wishes', () => {
    const zoned = { matchExpressions: [pin('zone', 'a')] };
    const pod = podOf({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [zoned] as never },
        },
      },
    });
    const cut = ['a', 'b'].map((name, used) =>
      mixed(
        name,
        'h100',
        { '1g.10gb': 7 },
        { labels: { zone: 'a' }, taints: [gpuTaint], used: { 'nvidia.com/mig-1g.10gb': used } },
      ),
    );
    const decision = decided(pod, { nodes: cut, terms: termsOf({ packing: 'fuller' }) });
    expect(kept(decision)).toMatchObject({
      affinity: true,
      tolerate: ['nvidia.com/gpu'],
      prefer: [{ weight: 3 }],
    });
  });

  test('of a card that it keeps, what was decided upon', () => {
    const keeping = { nodes: [cards('whole', 'h100'), unrenamed] };
    const of = (pod: Pod) => kept(decided(pod, { ...keeping, profiles: {} }));
    const other = served({ image: 'registry.local/asr:1.5' });
    expect(of(podOf())).toMatchObject({ of: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(of(other)).not.toMatchObject({ of: (of(podOf()) as { of: string }).of });
  });
});

describe('annotations leave no room for ours', () => {
  const MOST = 262_144;
  const rule = (annotations: Record<string, string>) =>
    decided(podOf({}, { annotations })).because.rule;
  const ours = decided()
    .edits.flatMap((edit) => (edit.kind === 'annotate' ? [edit.key, edit.value] : []))
    .reduce((bytes, text) => bytes + new TextEncoder().encode(text).length, 0);
  const left = MOST - ours - 'note'.length;

  test('by a single byte', () => {
    expect(rule({ note: 'x'.repeat(left) })).toBe('fit/mig');
    expect(rule({ note: 'x'.repeat(left + 1) })).toBe('visit/too-large');
  });

  test('by bytes and not by letters', () => {
    expect(rule({ note: '音'.repeat(left / 3 - 1) })).toBe('fit/mig');
    expect(rule({ note: '音'.repeat(left / 3 + 1) })).toBe('visit/too-large');
  });

  test('by their names alone, and how much they take is said', () => {
    const keys = Array.from(
      { length: 900 },
      (_, n) => `${String(n).padStart(250, 'x')}/${'y'.repeat(63)}`,
    );
    const annotations = Object.fromEntries(keys.map((key) => [key, '']));
    expect(decided(podOf({}, { annotations })).because).toEqual({
      rule: 'visit/too-large',
      says: `its annotations take so much room that ours would not fit (${900 * 314 + ours} bytes)`,
    });
  });
});
