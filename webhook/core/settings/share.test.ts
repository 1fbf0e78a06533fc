import { describe, expect, test } from '@jest/globals';
import type { Container, Pod } from '../pod.ts';
import type { FractionTerms, Terms } from '../terms.ts';
import { cards, mixed, shared } from '../testing/nodes.ts';
import { container, plain, podOf } from '../testing/pods.ts';
import { told } from '../testing/told.ts';
import { proposed, termsOf, type WorldParts } from '../testing/world.ts';

/** A quarter of 23,034 MiB, less 512 MiB: 0.2277 of the card. */
const turns = [shared('l4', 'l4', { replicas: 4, renamed: true })];
const used = { measuredOn: 'L4', vramMaxMiB: 3000, smP95: 0.1 };

const rewriting = (more: Partial<Terms> = {}): Terms =>
  termsOf({ ladder: ['timeSlice', 'mps', 'fraction'], settings: 'rewrite', ...more });
const serving = (parts: Partial<Container>): Pod =>
  podOf({ containers: [container('server', parts)] });

/** Why the first road was closed. */
const closed = (pod: Pod, parts: WorldParts): string | undefined =>
  proposed(pod, parts, used).containers[0]?.candidates[0]?.rejectedBy?.says;

describe('how much that is', () => {
  const jax = serving({ image: 'nvcr.io/nvidia/jax:25.10' });
  const kai: FractionTerms = {
    engine: 'kai',
    schedulerName: 'kai-scheduler',
    schedule: 'always',
    queue: 'q',
    trustDomain: 'cluster',
    pools: [],
  };
  const fractionOf = (parts: WorldParts, pod = jax): string | undefined =>
    proposed(pod, parts, used)
      .edits.flatMap((edit) => (edit.kind === 'env' ? [edit.value] : []))
      .at(0);

  test('follows the number of those who share', () => {
    const nodes = [shared('l4', 'l4', { replicas: 2, renamed: true })];
    expect(fractionOf({ nodes, terms: rewriting() })).toBe('0.47');
  });

  test('is the same by turns and by MPS', () => {
    const nodes = [shared('l4', 'l4', { replicas: 4, renamed: true, strategy: 'mps' })];
    expect(fractionOf({ nodes, terms: rewriting() })).toBe('0.22');
  });

  test('is the part that KAI gives', () => {
    const terms = rewriting({ fraction: kai, ladder: ['fraction'] });
    expect(fractionOf({ nodes: [cards('l4', 'l4')], terms })).toBe('0.17');
  });

  test('is nothing in a MIG instance, whose fractions are its own', () => {
    const nodes = [mixed('n', 'h100', { '1g.10gb': 7 })];
    const terms = rewriting({ ladder: ['mig'], products: ['H100-80GB'] });
    const decision = proposed(jax, { nodes, terms }, used);
    expect(told(decision)).toBe('H100-80GB nvidia.com/mig-1g.10gb: fit/mig');
    expect(decision.edits.filter(({ kind }) => kind === 'env')).toEqual([]);
  });

  test('is less than vLLM can be told where very many share', () => {
    const vllm = serving({ image: 'vllm/vllm-openai:v0.11.0', args: ['--model', 'm'] });
    const nodes = [shared('l4', 'l4', { replicas: 40, renamed: true })];
    expect(closed(vllm, { nodes, terms: rewriting() })).toBe(
      'vLLM can be told of hundredths of a card, and its share is less than one',
    );
  });

  test('is not known under HAMi', () => {
    const hami: FractionTerms = { ...kai, engine: 'hami', schedulerName: 'hami-scheduler' };
    const nodes = [cards('l4', 'l4', 40, { engine: 'hami' })];
    const terms = rewriting({ fraction: hami, ladder: ['fraction'] });
    expect(closed(jax, { nodes, terms })).toMatch(/under HAMi is not known/);
  });
});

test('without a word of the policy, engines that fill a card do not share one', () => {
  const jax = serving({ image: 'nvcr.io/nvidia/jax:25.10' });
  const terms = rewriting({ settings: 'leave' });
  expect(closed(jax, { nodes: turns, terms })).toMatch(/sharing\.settings: rewrite/);
  // A word that would not help is not given.
  const triton = serving({ image: 'nvcr.io/nvidia/tritonserver:25.10-trtllm-python-py3' });
  expect(closed(triton, { nodes: turns, terms })).toMatch(/Triton .* which neighbours need$/);
});

test('what it is told must hold what it needs', () => {
  const tight = { ...used, vramMaxMiB: 4300 };
  const decision = proposed(
    serving({ image: 'nvcr.io/nvidia/jax:25.10' }),
    { nodes: turns, terms: rewriting() },
    tight,
  );
  expect(decision.containers[0]?.candidates[0]?.rejectedBy?.says).toBe(
    'needs 5160 MiB, its engine would be told to take 5067 MiB',
  );
  for (const other of [{}, { image: 'tensorflow/serving:2' }, { image: 'pytorch/pytorch:2.9' }])
    expect(told(proposed(serving(other), { nodes: turns, terms: rewriting() }, tight))).toBe(
      'L4 nvidia.com/gpu.shared x4: fit/time-slice',
    );
});

test('what only helps an engine does not keep it from sharing', () => {
  const parts = { image: 'pytorch/pytorch:2.9', envFrom: [{ configMapRef: { name: 'c' } }] };
  const decision = proposed(serving(parts), { nodes: turns, terms: rewriting() }, used);
  expect(told(decision)).toBe('L4 nvidia.com/gpu.shared x4: fit/time-slice');
  expect(decision.edits.filter(({ kind }) => kind === 'env')).toEqual([]);
});

test('an init container that shares the slice is told as well', () => {
  const image = 'nvcr.io/nvidia/jax:25.10';
  const pod = podOf({
    initContainers: [container('warm', { image })],
    containers: [plain('proxy'), container('server', { image })],
  });
  const { edits } = proposed(pod, { nodes: turns, terms: rewriting() }, used);
  const named = edits.flatMap((edit) => (edit.kind === 'env' ? [edit.container] : []));
  expect(new Set(named)).toEqual(new Set(['warm', 'server']));
});

test('the reason tells whoever runs it what it was told', () => {
  const pod = serving({ image: 'tensorflow/serving:2' });
  const { because } = proposed(pod, { nodes: turns, terms: rewriting() }, used);
  expect(because.says).toMatch(/; server gets TF_FORCE_GPU_ALLOW_GROWTH=true$/);
});
