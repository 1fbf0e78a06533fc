import { describe, expect, test } from '@jest/globals';
import { plain, podOf } from '../testing/pods.ts';
import { objection } from '../testing/guarded.ts';
import type { Pod, ResourceList } from '../pod.ts';
import { unequal } from './unequal.ts';

const said = (pod: Pod, ...equal: readonly string[]): string =>
  objection(unequal, pod, { parameters: { equal } }) ?? 'let in';

const GPU = { 'nvidia.com/gpu': 1 };

const server = (limits: ResourceList, requests?: ResourceList): Pod =>
  podOf({
    containers: [
      plain('server', {
        resources: {
          limits: { ...limits, ...GPU },
          ...(requests === undefined ? {} : { requests: { ...requests, ...GPU } }),
        },
      }),
    ],
  });

describe('what a pod with a GPU requests and what it is limited to', () => {
  test('may be written in two ways and be the same', () => {
    expect(
      said(
        server({ cpu: '8', memory: '1Gi' }, { cpu: '8000m', memory: '1024Mi' }),
        'cpu',
        'memory',
      ),
    ).toBe('let in');
  });

  test('are the same where only the limit is written, because the API server copies it', () => {
    expect(said(server({ cpu: 8, memory: '64Gi' }), 'cpu', 'memory')).toBe('let in');
  });

  test('may not differ in what the policy names', () => {
    const pod = server({ cpu: '16', memory: '64Gi' }, { cpu: '8', memory: '64Gi' });
    expect(said(pod, 'cpu', 'memory')).toBe(
      'container server requests 8 of cpu and is limited to 16; write the same cpu under requests and limits, so that the pod is Guaranteed',
    );
    expect(said(pod, 'memory')).toBe('let in');
  });

  test('a limit must be there', () => {
    expect(said(server({ cpu: '8' }, { cpu: '8', memory: '64Gi' }), 'memory')).toMatch(
      /^container server has no limit of memory;/,
    );
  });

  test('hold for containers without a GPU beside it, before it and in it', () => {
    const helper = plain('proxy', { resources: { requests: { cpu: 1 }, limits: { cpu: 2 } } });
    const [main] = server({ cpu: 8 }).spec.containers;
    if (main === undefined) throw new Error('no container');
    const beside = podOf({ containers: [main, helper] });
    expect(said(beside, 'cpu')).toMatch(/^container proxy requests 1 of cpu/);
    expect(said(podOf({ containers: [main], initContainers: [helper] }), 'cpu')).toMatch(
      /^container proxy/,
    );
    expect(said(podOf({ containers: [helper] }), 'cpu')).toBe('let in');
  });

  test('of the pod as a whole are all that counts where they are written', () => {
    const pod = server({}, {});
    const whole = (requests: ResourceList, limits: ResourceList): Pod => ({
      ...pod,
      spec: { ...pod.spec, resources: { requests, limits } },
    });
    expect(said(whole({ cpu: 8 }, { cpu: 8 }), 'cpu')).toBe('let in');
    expect(said(whole({ cpu: 4 }, { cpu: 8 }), 'cpu')).toMatch(/^the pod as a whole requests 4/);
  });
});
