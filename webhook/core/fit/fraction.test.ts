import { describe, expect, test } from '@jest/globals';
import { claimOf } from '../claim/claim-of.ts';
import type { NodeFacts } from '../menu/node.ts';
import type { Pod, PodSpec } from '../pod.ts';
import { shapeOf } from './shape.ts';
import type { FractionTerms } from '../terms.ts';
import { cards, mixed, shared } from '../testing/nodes.ts';
import { container, plain, podOf } from '../testing/pods.ts';
import { told } from '../testing/told.ts';
import { proposed, termsOf, worldOf, type WorldParts } from '../testing/world.ts';
import { patched } from '../testing/patched.contract.ts';

const kai: FractionTerms = {
  engine: 'kai',
  schedulerName: 'kai-scheduler',
  schedule: 'owned',
  trustDomain: 'cluster',
  pools: [],
};
const hami: FractionTerms = { ...kai, engine: 'hami', schedulerName: 'hami-scheduler' };

const owned = (by: FractionTerms, spec: Partial<PodSpec> = {}): Pod =>
  podOf({ schedulerName: by.schedulerName, ...spec });
const whole = [cards('n', 'h100')];
const hamis = [cards('n', 'h100', 80, { engine: 'hami' })];

const cut = mixed('n', 'h100', { '1g.10gb': 7 });
const besideMig = { ...cut, allocatable: { ...cut.allocatable, 'nvidia.com/gpu': 1 } };

const terms = (fraction: FractionTerms | 'none', more = {}) =>
  termsOf({ ladder: ['fraction', 'mig'], fraction, ...more });

const WHOLE = 'nvidia.com/gpu: 1';
/** 5000 MiB x 1.2 of 81,559 MiB, with the margin of a card that has no walls. */
const used = { vramMaxMiB: 5000, smP95: 0.05 };
const TENTH = 'H100-80GB gpu-fraction 0.1';

describe('a part of a card', () => {
  const table: {
    name: string;
    pod?: Pod;
    by?: FractionTerms | 'none';
    more?: object;
    nodes?: readonly NodeFacts[];
    want: string;
  }[] = [
    { name: 'is written where its scheduler places the pod', want: `${TENTH}: fit/fraction` },
    {
      name: 'is not what another scheduler would understand',
      pod: podOf(),
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is for every pod where the policy hands them over',
      pod: podOf(),
      by: { ...kai, schedule: 'always', queue: 'research' },
      want: `${TENTH}: fit/fraction`,
    },
    {
      name: 'is for nobody without an engine',
      by: 'none',
      want: `${WHOLE}: never/other-scheduler`,
    },
    {
      name: 'is for nobody whose ladder does not name it',
      more: { ladder: ['mig'] },
      want: `${WHOLE}: never/other-scheduler`,
    },
    {
      name: 'needs neighbours one trusts',
      by: { ...kai, trustDomain: 'team' },
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is not handed out by KAI where the node is cut by MIG',
      nodes: [mixed('n', 'h100', { '1g.10gb': 7 })],
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is not handed out by KAI beside MIG either',
      nodes: [besideMig],
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is not cut from a card that takes turns already',
      nodes: [shared('n', 'h100', { replicas: 4, renamed: false })],
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is given by KAI to one container of a pod only',
      pod: owned(kai, { containers: [container('server'), container('encoder')] }),
      want: `${WHOLE} + ${WHOLE}: fit/none`,
    },
    {
      name: 'is not shared with an init container',
      pod: owned(kai, { initContainers: [container('warm')] }),
      want: `${WHOLE} + ${WHOLE}: fit/none`,
    },
    {
      name: 'is said in sizes to HAMi',
      pod: owned(hami),
      by: hami,
      nodes: hamis,
      want: 'H100-80GB nvidia.com/gpumem 8155, cores 10 %: fit/fraction',
    },
    {
      name: "is not KAI's to give on a node that is HAMi's",
      nodes: hamis,
      want: `${WHOLE}: fit/none`,
    },
    {
      name: "is not HAMi's to give on a node that is not HAMi's",
      pod: owned(hami),
      by: hami,
      want: `${WHOLE}: fit/none`,
    },
  ];
  test.each(table)('$name', ({ pod = owned(kai), by = kai, more, nodes = whole, want }) => {
    expect(told(proposed(pod, { nodes, terms: terms(by, more) }, used))).toBe(want);
  });
});

const candidatesOf = (pod: Pod, parts: WorldParts): Record<string, string> =>
  Object.fromEntries(
    (proposed(pod, parts, used).containers[0]?.candidates ?? []).map(({ slice, rejectedBy }) => [
      slice,
      rejectedBy?.says ?? 'open',
    ]),
  );

describe('what is told of the parts of a card', () => {
  test('the largest that is too small and the first that is not, of each product', () => {
    const nodes = [...whole, cards('m', 'l4')];
    const parts = { nodes, terms: terms(kai, { products: ['L4'] }) };
    expect(candidatesOf(owned(kai), parts)).toEqual({
      'H100-80GB gpu-fraction 0.05': 'needs 6000 MiB, the slice gives 3750 MiB',
      'H100-80GB gpu-fraction 0.1': 'open',
      'L4 gpu-fraction 0.25': 'needs 6000 MiB, the slice gives 5297 MiB',
      'L4 gpu-fraction 0.3': 'open',
    });
  });

  test('slices beside them are all told, and wait for another scheduler', () => {
    const nodes = [...whole, mixed('m', 'h100', { '1g.10gb': 1, '3g.40gb': 1 })];
    expect(candidatesOf(owned(kai), { nodes, terms: terms(kai) })).toMatchObject({
      'H100-80GB nvidia.com/mig-1g.10gb': 'kai-scheduler places it, and hands out fractions',
      'H100-80GB nvidia.com/mig-3g.40gb': 'kai-scheduler places it, and hands out fractions',
    });
  });

  const why: { name: string; pod: Pod; want: string }[] = [
    {
      name: 'that another scheduler does not know them',
      pod: podOf(),
      want: 'only pods of kai-scheduler take fractions under this policy',
    },
    {
      name: 'that an init container takes the card before',
      pod: owned(kai, { initContainers: [container('warm')] }),
      want: 'an init container cannot share the fraction',
    },
    {
      name: 'that KAI gives one only',
      pod: owned(kai, { containers: [container('server'), container('encoder')] }),
      want: 'KAI gives a fraction to one container of a pod',
    },
  ];
  test.each(why)('$name', ({ pod, want }) => {
    const all = Object.values(candidatesOf(pod, { nodes: whole, terms: terms(kai) }));
    expect(new Set(all)).toEqual(new Set([want]));
  });

  test('nothing of a card of which nobody knows how large it is', () => {
    const nodes = [cards('n', 'h100', 8, { labels: { 'nvidia.com/gpu.product': 'NVIDIA-Z9' } })];
    expect(candidatesOf(owned(kai), { nodes, terms: terms(kai) })).toEqual({});
  });
});

/** The pod as the API server has it after the patch, read anew. */
const stored = (pod: Pod, parts: WorldParts): Pod => patched(pod, proposed(pod, parts, used).edits);

describe('what is stored', () => {
  test('has no card beside the annotation, which KAI would refuse', () => {
    const pod = owned(kai, { containers: [plain('proxy'), container('server')] });
    const { metadata, spec } = stored(pod, { nodes: whole, terms: terms(kai) });
    expect(spec.containers[1]?.resources).toEqual({ limits: {}, requests: {} });
    expect(metadata.annotations).toMatchObject({
      'gpu-fraction': '0.1',
      'gpu-fraction-container-name': 'server',
    });
  });

  test('goes to the scheduler and the queue where the pod is handed over', () => {
    const always: FractionTerms = { ...kai, schedule: 'always', queue: 'research' };
    const { metadata, spec } = stored(podOf(), { nodes: whole, terms: terms(always) });
    expect(spec.schedulerName).toBe('kai-scheduler');
    expect(metadata.labels).toMatchObject({ 'kai.scheduler/queue': 'research' });
  });

  test('goes nowhere else where it takes a slice instead', () => {
    const always: FractionTerms = { ...kai, schedule: 'always', queue: 'research' };
    const nodes = [mixed('n', 'h100', { '1g.10gb': 7 })];
    const { metadata, spec } = stored(podOf(), { nodes, terms: terms(always) });
    expect(spec.containers[0]?.resources?.limits).toEqual({ 'nvidia.com/mig-1g.10gb': '1' });
    expect(spec.schedulerName).toBeUndefined();
    expect(metadata.labels).toEqual(podOf().metadata.labels);
  });

  test('goes there as well where the pod has no labels', () => {
    const always: FractionTerms = { ...kai, schedule: 'always', queue: 'research' };
    const { labels: _, ...metadata } = podOf().metadata;
    const pod = { ...podOf(), metadata };
    const after = stored(pod, { nodes: whole, terms: terms(always) });
    expect(after.metadata.labels).toEqual({ 'kai.scheduler/queue': 'research' });
  });

  test('keeps the queue the pod is in', () => {
    const always: FractionTerms = { ...kai, schedule: 'always', queue: 'research' };
    const pod = podOf({}, { labels: { 'kai.scheduler/queue': 'own' } });
    const { metadata } = stored(pod, { nodes: whole, terms: terms(always) });
    expect(metadata.labels).toEqual({ 'kai.scheduler/queue': 'own' });
  });

  test.each([
    { engine: 'kai', by: kai, nodes: whole },
    { engine: 'hami', by: hami, nodes: hamis },
  ])('costs its part, is settled and is a shape for its replicas ($engine)', ({ by, nodes }) => {
    const parts = { nodes, terms: terms(by) };
    const { menu, catalogue } = worldOf(parts);
    const pod = stored(owned(by), parts);
    expect(claimOf(pod, menu, catalogue)).toEqual({ milliGPU: 100, MiB: 8155 });
    expect(proposed(pod, parts, used).edits).toEqual([]);
    const bound = { ...pod, spec: { ...pod.spec, nodeName: 'n' } };
    const shape = shapeOf(bound, menu);
    if (shape === 'none') throw new Error('no shape');
    expect(shapeOf(pod, menu)).toEqual(shape);
    expect(shape.containers.get('server')?.mechanism).toBe('fraction');
    expect(shapeOf(without(pod), menu)).toBe('none');
    const next = proposed(
      owned(by),
      { ...parts, siblings: shape },
      { ...used, vramMaxMiB: 60_000 },
    );
    expect(told(next)).toMatch(/^H100-80GB .*: fit\/sibling$/);
  });
});

/** The same with our word for it, but no longer what was written for the engine. */
const without = (pod: Pod): Pod => {
  const { 'gpu-fraction': _, ...annotations } = pod.metadata.annotations ?? {};
  return { metadata: { ...pod.metadata, annotations }, spec: { ...pod.spec, ...podOf().spec } };
};
