import { describe, expect, test } from '@jest/globals';
import { examine } from '../examine.ts';
import type { Pod } from '../pod.ts';
import type { Parameters } from '../terms.ts';
import { objection } from '../testing/guarded.ts';
import { denying } from '../testing/guards.ts';
import { plain, podOf, reviewOf, served } from '../testing/pods.ts';
import { worldOf } from '../testing/world.ts';
import { image } from './image.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const says = (of: string, parameters: Parameters = {}) =>
  objection(image, served({ image: of }), { parameters });

describe('the tag of an image', () => {
  test('must not be latest, written or not, unless a digest says which', () => {
    expect(says('ghcr.io/acme/asr')).toBe(
      'container server has the image ghcr.io/acme/asr, whose tag is latest since none is written; name another tag, or its digest',
    );
    expect(says('ghcr.io/acme/asr:latest')).toContain('whose tag is latest;');
    expect(says('ghcr.io/acme/asr:1.4')).toBeUndefined();
    expect(says(`ghcr.io/acme/asr@${DIGEST}`)).toBeUndefined();
    expect(says(`ghcr.io/acme/asr:latest@${DIGEST}`)).toBeUndefined();
  });

  test('goes by the policy’s list where it has one', () => {
    const refusedTags = ['nightly*', 'main'];
    expect(says('acme/asr:nightly-0712', { refusedTags })).toContain('whose tag is nightly-0712');
    expect(says('acme/asr:main', { refusedTags })).toContain('whose tag is main');
    expect(says('acme/asr:latest', { refusedTags })).toBeUndefined();
  });

  test('is refused in capitals as well: it moves all the same', () => {
    expect(says('acme/asr:LATEST')).toContain('whose tag is LATEST;');
    expect(says('acme/asr:1-DEV', { refusedTags: ['*-dev'] })).toContain('whose tag is 1-DEV;');
    expect(says('acme/asr:1-dev', { refusedTags: ['*-Dev'] })).toContain('whose tag is 1-dev;');
    expect(says('acme/asr:1.4-Development', { refusedTags: ['*-dev'] })).toBeUndefined();
  });

  test('is none of a digest’s business where one is asked for', () => {
    expect(says('acme/asr:1.4', { digest: true })).toContain('has no digest');
    expect(says(`acme/asr:1.4@${DIGEST}`, { digest: true })).toBeUndefined();
  });
});

const from = (of: string, ...registries: string[]) => says(`${of}:1`, { registries }) === undefined;

describe('where an image comes from', () => {
  test.each([
    ['nvcr.io/nvidia/pytorch', 'nvcr.io', true],
    ['nvcr.io/nvidia/pytorch', 'nvcr.io/nvidia', true],
    ['nvcr.io/nvidia/pytorch', 'nvcr.io/nvidia/*', true],
    ['nvcr.io/nvidia/pytorch', 'nvcr.io/nv', false],
    ['nvcr.io/nvidia-x/pytorch', 'nvcr.io/nvidia', false],
    ['nvcr.io.example.com/nvidia/pytorch', 'nvcr.io', false],
    ['vllm/vllm-openai', 'vllm/*', true],
    ['vllm/vllm-openai', 'docker.io', true],
    ['nginx', 'docker.io/library', true],
    ['registry.local:5000/asr', 'registry.local:5000', true],
    ['registry.local:5001/asr', 'registry.local:5000', false],
    ['eu.acme.com/asr', '*.acme.com', true],
    ['eu.acme.com/asr', '*.acme.com/*', true],
    // A folder of somebody else's, called like our registry.
    ['evil/eu.acme.com/asr', '*.acme.com/*', false],
    ['evil/nvcr.io/asr', 'nvcr.io', false],
    ['eu.acme.com/x/asr', '*/asr', false],
    ['eu.acme.com/asr', '*/asr', true],
    ['whatever/there/is', '*', true],
  ])('%s of %s: %s', (of, place, want) => {
    expect(from(of, place)).toBe(want);
  });

  test('is told with all that the policy takes', () => {
    expect(says('acme/asr:1', { registries: ['nvcr.io/nvidia', 'ghcr.io/acme'] })).toBe(
      'container server has the image acme/asr:1, which is of docker.io/acme/asr; this policy takes images from nvcr.io/nvidia, ghcr.io/acme',
    );
  });
});

test('what no runtime can read is told as that', () => {
  expect(says('https://ghcr.io/acme/asr:1')).toContain(
    '"https://ghcr.io/acme/asr:1", which no runtime can read',
  );
});

test('every container of a pod with a GPU counts, and no pod without one', () => {
  const helper = plain('helper', { image: 'acme/sh' });
  const pod = podOf({ initContainers: [helper] });
  expect(objection(image, pod)).toContain('container helper');
  expect(objection(image, podOf({ containers: [helper] }))).toBeUndefined();
});

const mounted = (reference?: string) =>
  podOf({
    volumes: [{ name: 'data' }, { name: 'weights', image: { ...(reference && { reference }) } }],
  });
const held = (pod: Pod) =>
  objection(image, pod, { parameters: { registries: ['registry.local'] } });

describe('an image that is a volume', () => {
  test('is held to the same', () => {
    expect(held(mounted('registry.local/llama:3'))).toBeUndefined();
    expect(held(mounted('evil.example/llama:3'))).toBe(
      'volume weights is the image evil.example/llama:3, which is of evil.example/llama; this policy takes images from registry.local',
    );
    expect(held(mounted('registry.local/llama'))).toContain(
      'whose tag is latest since none is written',
    );
  });

  test('is not looked at where it says none, nor again when somebody debugs the pod', () => {
    expect(held(mounted())).toBeUndefined();
    const running = mounted('registry.local/llama');
    const joined: Pod = {
      ...running,
      spec: {
        ...running.spec,
        ephemeralContainers: [plain('sh', { image: 'registry.local/sh:1' })],
      },
    };
    const { verdict } = examine(
      reviewOf(joined, {
        operation: 'UPDATE',
        subResource: 'ephemeralcontainers',
        oldPod: running,
      }),
      worldOf({ nodes: [], guards: denying('guard/image') }),
    ).decision;
    expect(verdict).toBe('leave');
  });
});

test('one that joins a running pod to debug it counts as well, and those that ran before do not', () => {
  const running = served({ image: 'acme/asr' });
  const joined: Pod = {
    ...running,
    spec: { ...running.spec, ephemeralContainers: [plain('sh', { image: 'busybox' })] },
  };
  const { because } = examine(
    reviewOf(joined, {
      operation: 'UPDATE',
      subResource: 'ephemeralcontainers',
      oldPod: running,
    }),
    worldOf({ nodes: [], guards: denying('guard/image') }),
  ).decision;
  expect(because.says).toContain('container sh has the image busybox');
});
