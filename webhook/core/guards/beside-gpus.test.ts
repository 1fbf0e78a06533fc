import { describe, expect, test } from '@jest/globals';
import type { Container, Pod, PodSpec } from '../pod.ts';
import { asking, container, plain, podOf, profileOf, served } from '../testing/pods.ts';
import { objection } from '../testing/guarded.ts';
import { cpu, ephemeralStorage } from './beside-gpus.ts';
import { memory } from './memory.ts';

/** A container with these requests beside its GPUs. */
const beside = (requests: Readonly<Record<string, string | number>>, gpus = 1): Container =>
  container('server', {
    resources: {
      requests: { 'nvidia.com/gpu': gpus, ...requests },
      limits: { 'nvidia.com/gpu': gpus },
    },
  });
const requesting = (requests: Readonly<Record<string, string | number>>, gpus = 1): Pod =>
  podOf({ containers: [beside(requests, gpus)] });

const BETWEEN = { leastCores: 2, mostCores: 16 };
const cores = (pod: Pod, parameters = BETWEEN) => objection(cpu, pod, { parameters });

describe('cores beside a GPU', () => {
  test.each([
    ['1999m', 1, 'requests cpu: 1.999 beside one GPU, and this policy asks for at least 2'],
    ['2', 1, undefined],
    ['16', 1, undefined],
    ['16001m', 1, 'asks for at most 16;'],
    ['15', 8, 'requests cpu: 15 beside 8 GPUs, and this policy asks for at least 16'],
    ['128', 8, undefined],
    ['129', 8, 'at most 128'],
  ])('%s for %d', (asked, gpus, says) => {
    const objected = cores(requesting({ cpu: asked }, gpus));
    if (says === undefined) expect(objected).toBeUndefined();
    else expect(objected).toContain(says);
  });

  test('none at all is told apart from too few', () => {
    expect(cores(podOf())).toBe(
      'the pod requests no cpu beside one GPU, and this policy asks for at least 2; set resources.requests so that its containers make 2 or more',
    );
  });

  test('a tenth of a core for each of three is three tenths, no hair more', () => {
    const tenth = { leastCores: 0.1, mostCores: 0.1 };
    expect(cores(requesting({ cpu: '300m' }, 3), tenth)).toBeUndefined();
    expect(cores(requesting({ cpu: '299m' }, 3), tenth)).toContain('at least 0.3');
    expect(cores(requesting({ cpu: '301m' }, 3), tenth)).toContain('at most 0.3');
  });

  test('the figures may be for the pod as a whole', () => {
    const parameters = { ...BETWEEN, ofPod: true };
    expect(cores(requesting({ cpu: 16 }, 8), parameters)).toBeUndefined();
    expect(cores(requesting({ cpu: 17 }, 8), parameters)).toContain('at most 16');
  });

  test('all containers count together, and a limit where nothing is requested', () => {
    const helper = plain('helper', { resources: { limits: { cpu: 1 } } });
    expect(cores(podOf({ containers: [beside({ cpu: 1 }), helper] }))).toBeUndefined();
  });

  test('a GPU that an init container had before is no second one', () => {
    const initContainers = [container('warm', asking(1))];
    const pod = podOf({ containers: [beside({ cpu: 16 })], initContainers });
    expect(cores(pod)).toBeUndefined();
    expect(cores(podOf({ ...pod.spec, containers: [beside({ cpu: 17 })] }))).toContain('one GPU');
  });

  test('MiB of HAMi are no devices, and a fraction of KAI is one', () => {
    const hami = beside({ cpu: 16, 'nvidia.com/gpumem': 4000 });
    expect(cores(podOf({ containers: [hami] }))).toBeUndefined();
    const kai = { annotations: { 'gpu-fraction': '0.5' } };
    expect(cores(podOf({ containers: [plain('a')] }, kai))).toContain('no cpu beside one GPU');
  });

  test('a pod without a GPU is nobody’s business here', () => {
    expect(cores(podOf({ containers: [plain('a')] }))).toBeUndefined();
  });
});

test('without figures nothing is asked for', () => {
  expect(objection(cpu, podOf())).toBeUndefined();
  expect(objection(ephemeralStorage, podOf())).toBeUndefined();
});

test.each([
  ['16383Mi', 'requests ephemeral-storage: 16383Mi beside one GPU'],
  ['16Gi', undefined],
  // Rounded up, as the policy's figure was.
  [`${16_384 * 1024 * 1024 - 1}`, undefined],
  ['64Gi', undefined],
  ['65537Mi', 'at most 64Gi'],
])('ephemeral storage of %s', (asked, says) => {
  const parameters = { leastStorage: 16_384, mostStorage: 65_536 };
  const objected = objection(ephemeralStorage, requesting({ 'ephemeral-storage': asked }), {
    parameters,
  });
  if (says === undefined) expect(objected).toBeUndefined();
  else expect(objected).toContain(says);
});

const limited = (limit: string | undefined, spec: Partial<PodSpec> = {}): Pod =>
  served(
    {
      resources: {
        requests: { 'nvidia.com/gpu': 1 },
        limits: { 'nvidia.com/gpu': 1, ...(limit === undefined ? {} : { memory: limit }) },
      },
    },
    spec,
  );

describe('the memory of the host', () => {
  const [server = container('server')] = podOf().spec.containers;
  const given = (pod: Pod, parts = {}, parameters = {}) =>
    objection(memory, pod, {
      parameters,
      world: { profiles: { server: profileOf(server, { vramMaxMiB: 10_000, ...parts }) } },
    });

  test('holds what was seen on the GPU, and three tenths more', () => {
    expect(given(limited('13000Mi'))).toBeUndefined();
    expect(given(limited('12999Mi'))).toBe(
      'container server was seen to hold 10000 MiB on its GPU, and it may use 12999Mi on the host, where all of it passes through; give it 13000Mi, 1.3 times that, under resources.limits.memory',
    );
  });

  test('goes by the weights where they are known', () => {
    expect(given(limited('2600Mi'), { weightsMiB: 2000 })).toBeUndefined();
    expect(given(limited('2599Mi'), { weightsMiB: 2000 })).toContain('loads 2000 MiB of weights');
  });

  test('by another factor where the policy says so', () => {
    expect(given(limited('10000Mi'), {}, { weightsFactor: 1 })).toBeUndefined();
    expect(given(limited('19999Mi'), {}, { weightsFactor: 2 })).toContain('give it 20000Mi, 2');
  });

  test('may be said for the pod as a whole, and must be said somewhere', () => {
    expect(given(limited(undefined))).toContain('no memory is said for it on the host');
    expect(
      given(limited(undefined, { resources: { limits: { memory: '13Gi' } } })),
    ).toBeUndefined();
    expect(given(requesting({ memory: '13Gi' }))).toBeUndefined();
  });

  test('is what is requested where there is no limit, and there it is to be raised', () => {
    expect(given(requesting({ memory: '12Gi' }))).toBe(
      'container server was seen to hold 10000 MiB on its GPU, and it requests 12Gi on the host, where all of it passes through; give it 13000Mi, 1.3 times that, under resources.requests.memory',
    );
    expect(given(limited(undefined))).toMatch(/ under resources\.requests\.memory$/);
  });

  test('is nobody’s business where a policy only has it written', () => {
    const [tight, setMemory] = [requesting({ memory: '1Gi' }), 16_384];
    expect(given(tight, {}, { setMemory })).toBeUndefined();
    expect(given(tight, {}, { setMemory, weightsFactor: 1 })).toContain('requests 1Gi');
    expect(given(tight, {}, { setMemory, mostMemory: 65_536 })).toContain('requests 1Gi');
  });

  test('is not measured by a cache, by a shared card’s figure, or by another revision', () => {
    const vllm = { image: 'vllm/vllm-openai:v0.11.0' };
    const world = { profiles: { server: profileOf(container('server', vllm)) } };
    expect(objection(memory, served(vllm), { world })).toBeUndefined();
    expect(given(limited('1Gi'), { attribution: 'duplicated' })).toBeUndefined();
    expect(given(limited('1Gi'), { revision: 'another' })).toBeUndefined();
    expect(objection(memory, limited('1Gi'))).toBeUndefined();
  });

  test('has a floor and a ceiling besides', () => {
    const parameters = { leastMemory: 16_384, mostMemory: 131_072 };
    expect(given(limited('16Gi'), {}, parameters)).toBeUndefined();
    expect(given(limited('15Gi'), {}, parameters)).toContain('at least 16Gi');
    expect(given(limited('129Gi'), {}, parameters)).toContain('at most 128Gi');
  });
});
