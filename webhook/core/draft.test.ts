import { describe, expect, test } from '@jest/globals';
import type { Decision } from './decision.ts';
import type { Pod } from './pod.ts';
import { propose } from './propose.ts';
import { cards, mixed, shared } from './testing/nodes.ts';
import { container, plain, podOf, reviewOf, served } from './testing/pods.ts';
import { profilesFor, proposed, termsOf, worldOf, type WorldParts } from './testing/world.ts';

const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];
const turns = shared('turns', 'l4', { replicas: 4, renamed: true });

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
