import { describe, expect, test } from '@jest/globals';
import { examine } from './examine.ts';
import type { Pod } from './pod.ts';
import { propose } from './propose.ts';
import { guardsAt } from './testing/guards.ts';
import { cards, mixed } from './testing/nodes.ts';
import { asking, container, podOf, reviewOf } from './testing/pods.ts';
import { stored } from './testing/stored.ts';
import { profilesFor, termsOf, worldOf, type WorldParts } from './testing/world.ts';

const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];
const guards = guardsAt({ 'guard/forged-decision': 'deny' });

const storedIn = (pod: Pod, parts: Partial<WorldParts> = {}): Pod =>
  stored(pod, worldOf({ nodes, profiles: profilesFor(pod), ...parts }));
const judged = (pod: Pod, parts: Partial<WorldParts> = {}) =>
  examine(reviewOf(pod), worldOf({ nodes, profiles: profilesFor(pod), ...parts })).decision;

const chosen = (pod: Pod, parts: Partial<WorldParts> = {}) =>
  judged(pod, parts).containers.map((one) => one.chosen);

const ours = storedIn(podOf());

/** KAI hands out parts of cards by an annotation. */
const byKai = (headroom: number) =>
  termsOf({
    headroom,
    ladder: ['fraction'],
    fraction: {
      engine: 'kai',
      schedule: 'always',
      schedulerName: 'kai-scheduler',
      trustDomain: 'cluster',
      pools: [],
    },
  });

const changed = (annotations: Record<string, string>): Pod => ({
  ...ours,
  metadata: { ...ours.metadata, annotations: { ...ours.metadata.annotations, ...annotations } },
});
const update = (pod: Pod, oldPod: Pod) =>
  examine(reviewOf(pod, { operation: 'UPDATE', oldPod }), worldOf({ nodes, guards })).decision;

describe('an annotation of ours on a stored pod', () => {
  test.each(['tranche.dev/decision', 'tranche.dev/original'])('%s is written once', (key) => {
    expect(update(changed({ [key]: 'mine' }), ours).because.rule).toBe('guard/forged-decision');
    expect(update(ours, podOf()).verdict).toBe('refuse');
    expect(update(podOf(), ours).verdict).toBe('refuse');
  });

  test('others may change', () => {
    expect(update(changed({ note: 'x' }), ours).verdict).toBe('leave');
  });
});

describe('the second visit', () => {
  test('says that a pod missed the first, where that would have changed something', () => {
    expect(judged(podOf()).rules).toEqual([
      {
        id: 'visit/not-rewritten',
        outcome: 'skip',
        reason: expect.stringMatching(/^it missed \/mutate; peak 6000 MiB/),
      },
    ]);
    const world = worldOf({ nodes, profiles: profilesFor(podOf()) });
    const later = examine(reviewOf(podOf(), { operation: 'UPDATE', oldPod: podOf() }), world);
    expect(later.decision.rules).toEqual([]);
    expect(judged(ours).rules).toEqual([]);
    expect(judged(podOf(), { terms: termsOf({ mode: 'warn' }) }).rules).toEqual([]);
    expect(judged(podOf(), { profiles: {} }).rules).toEqual([]);
  });

  test('claims what stands there, whatever an annotation says', () => {
    expect(judged(ours).claimFinal).toEqual({ milliGPU: 142, MiB: 9984 });
    const forged = {
      ...ours,
      spec: { ...ours.spec, containers: [container('server', asking(2))] },
    };
    expect(judged(forged).claimFinal).toEqual({ milliGPU: 2000, MiB: 2 * 81_559 });
  });

  test('tells what the containers have now, whatever was proposed', () => {
    const elsewhere = { terms: termsOf({ headroom: 1.1 }) };
    expect(chosen(podOf())).toEqual(['nvidia.com/gpu: 1']);
    expect(chosen(ours)).toEqual(['H100-80GB nvidia.com/mig-1g.10gb']);
    expect(chosen(ours, elsewhere)).toEqual(['nvidia.com/mig-1g.10gb: 1']);
    const part = storedIn(podOf(), { terms: byKai(1.2) });
    expect(chosen(part, { terms: byKai(1.2) })).toEqual(['H100-80GB gpu-fraction 0.1']);
    expect(chosen(part, { terms: byKai(1.1) })).toEqual(['nothing']);
    const two = { limits: { 'nvidia.com/gpu': 1, 'nvidia.com/gpu.shared': 1 } };
    expect(chosen(podOf({ containers: [container('server', { resources: two })] }))).toEqual([
      'nvidia.com/gpu: 1',
      'nvidia.com/gpu: 1',
    ]);
  });

  test.each(['enforce', 'warn', 'observe'] as const)('has the id of the first under %s', (mode) => {
    const parts = { terms: termsOf({ mode }) };
    for (const pod of [podOf(), podOf({}, { generateName: 'try-', ownerReferences: [] })]) {
      const world = worldOf({ nodes, profiles: profilesFor(pod), ...parts });
      const { id } = propose(reviewOf(pod), world);
      expect(examine(reviewOf(storedIn(pod, parts)), world).decision.id).toBe(id);
    }
  });

  test('repeats the id of the annotation, though the world has changed meanwhile', () => {
    const { id } = propose(reviewOf(podOf()), worldOf({ nodes, profiles: profilesFor(podOf()) }));
    const judgement = judged(ours, { nodes: nodes.slice(0, 1), terms: termsOf({ headroom: 1.1 }) });
    expect(judgement.id).toBe(id);
  });

  test('has the id that a pod which missed the first would have had', () => {
    const world = worldOf({ nodes, profiles: profilesFor(podOf()) });
    const { id } = propose(reviewOf(podOf()), world);
    const late = podOf({}, { name: 'asr-7d9c5b6f4-x7k2q', uid: 'pod-1' });
    expect(examine(reviewOf(late), world).decision.id).toBe(id);
  });
});
