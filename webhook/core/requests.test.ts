import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import type { Container, PodSpec } from './pod.ts';
import { effectiveRequests } from './requests.ts';
import { asking, container, plain, podOf, sidecar } from './testing/pods.ts';

const GPU = 'nvidia.com/gpu';
const gpus = (count: number) => asking(count);
const takes = (name: string, count: number) => container(name, gpus(count));

describe('what a pod requests, as Kubernetes counts it', () => {
  const table: { name: string; spec: Partial<PodSpec>; want: number }[] = [
    {
      name: 'app containers add up',
      spec: { containers: [takes('a', 1), takes('b', 2)] },
      want: 3,
    },
    {
      name: 'an init container gives its device back before the app starts',
      spec: { initContainers: [takes('warm', 1)], containers: [takes('a', 1)] },
      want: 1,
    },
    {
      name: 'an init container that takes more decides',
      spec: { initContainers: [takes('warm', 3)], containers: [takes('a', 1)] },
      want: 3,
    },
    {
      name: 'init containers come one after the other',
      spec: { initContainers: [takes('x', 2), takes('y', 2)], containers: [plain('a')] },
      want: 2,
    },
    {
      name: 'a sidecar keeps its device beside the app',
      spec: { initContainers: [sidecar(takes('side', 1))], containers: [takes('a', 1)] },
      want: 2,
    },
    {
      name: 'a sidecar declared before an init container is there beside it',
      spec: {
        initContainers: [sidecar(takes('side', 1)), takes('warm', 3)],
        containers: [takes('a', 1)],
      },
      want: 4,
    },
    {
      name: 'a sidecar declared after an init container is not',
      spec: {
        initContainers: [takes('warm', 3), sidecar(takes('side', 1))],
        containers: [takes('a', 1)],
      },
      want: 3,
    },
    {
      name: 'each init container meets the sidecars before it only',
      spec: {
        initContainers: [
          sidecar(takes('s1', 1)),
          takes('i1', 2),
          sidecar(takes('s2', 2)),
          takes('i2', 1),
        ],
        containers: [takes('a', 1)],
      },
      want: 4,
    },
    {
      name: 'overhead of a runtime class comes on top',
      spec: { containers: [takes('a', 1)], overhead: { [GPU]: 1 } },
      want: 2,
    },
    {
      name: 'a limit alone is a request, for a manifest has not been defaulted',
      spec: { containers: [plain('a', { resources: { limits: { [GPU]: '2' } } })] },
      want: 2,
    },
    {
      name: 'a quantity that is none counts nothing; the API server refuses it',
      spec: { containers: [takes('a', 1), plain('b', asking('many'))] },
      want: 1,
    },
  ];
  test.each(table)('$name', ({ spec, want }) => {
    expect(effectiveRequests(podOf(spec))[GPU]).toBe(want);
  });

  test('cores are counted in milli and bytes whole, both rounded up', () => {
    const resources = { requests: { cpu: '1001m', memory: '1.5Gi', 'ephemeral-storage': '1m' } };
    expect(effectiveRequests(podOf({ containers: [plain('a', { resources })] }))).toEqual({
      cpu: 1001,
      memory: 1.5 * 1024 ** 3,
      'ephemeral-storage': 1,
      pods: 1,
    });
  });

  test('no milli of a core is lost or won in the sum', () => {
    assert(
      property(array(integer({ min: 0, max: 9999 }), { maxLength: 9 }), (millis) => {
        const containers = millis.map((m, i) =>
          plain(`c${i}`, { resources: { requests: { cpu: `${m}m` } } }),
        );
        const want = millis.reduce((sum, m) => sum + m, 0);
        expect(effectiveRequests(podOf({ containers }))['cpu'] ?? 0).toBe(want);
      }),
    );
  });
});

describe('resources of the pod as a whole', () => {
  const own = { resources: { requests: { cpu: '2', memory: '1Gi' } } };
  const containers = [plain('a', own), plain('b', own)];
  const table: { name: string; resources: PodSpec['resources']; want: object }[] = [
    { name: 'none: containers add up', resources: undefined, want: { cpu: 4000 } },
    {
      name: 'a request counts in their place, be it more',
      resources: { requests: { cpu: '32' } },
      want: { cpu: 32_000, memory: 2 * 1024 ** 3 },
    },
    { name: 'or less', resources: { requests: { cpu: '3' } }, want: { cpu: 3000 } },
    {
      name: 'a limit alone counts only where containers say nothing',
      resources: { limits: { cpu: '32', 'hugepages-2Mi': '4Mi' } },
      want: { cpu: 4000, 'hugepages-2Mi': 4 * 1024 ** 2 },
    },
  ];
  test.each(table)('$name', ({ resources, want }) => {
    const spec = resources === undefined ? { containers } : { containers, resources };
    expect(effectiveRequests(podOf(spec))).toMatchObject(want);
  });

  test('overhead comes on top', () => {
    const spec = { containers, resources: { requests: { cpu: '3' } }, overhead: { cpu: '250m' } };
    expect(effectiveRequests(podOf(spec))['cpu']).toBe(3250);
  });
});

const held = ({ resources }: Container) => Number(resources?.requests?.[GPU] ?? 0);

/** A pod's life, step by step: what stands at each moment. The most that ever stands is what is requested. */
function mostAtOnce(inits: readonly Container[], apps: readonly Container[]): number {
  let sidecars = 0;
  let most = 0;
  for (const init of inits) {
    most = Math.max(most, sidecars + held(init));
    if (init.restartPolicy === 'Always') sidecars += held(init);
  }
  return Math.max(most, sidecars + apps.reduce((sum, app) => sum + held(app), 0));
}

test('is the most that stands at any moment of its life', () => {
  const one = record({ count: integer({ min: 0, max: 4 }), always: constantFrom(true, false) });
  assert(
    property(array(one, { maxLength: 5 }), array(one, { maxLength: 3 }), (before, running) => {
      const initContainers = before.map(({ count, always }, i) =>
        always ? sidecar(takes(`i${i}`, count)) : takes(`i${i}`, count),
      );
      const containers = running.map(({ count }, i) => takes(`a${i}`, count));
      const pod = podOf({ initContainers, containers });
      expect(effectiveRequests(pod)[GPU] ?? 0).toBe(mostAtOnce(initContainers, containers));
    }),
  );
});
