/**
 * GPUs that the scheduler hands out by claims. The test publishes what a driver would; class,
 * template, controller and scheduler are the real ones, and so are our rights.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { chosenMinor } from '../binaries/sets.ts';
import type { KubeObject } from '../cluster.ts';
import { addNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import {
  A100,
  type Pod,
  changedSoon,
  decisionOf,
  gpuDeployment,
  gpusOf,
  installTranche,
  leave,
  policy,
  profile,
  runningPods,
} from './install.ts';

jest.setTimeout(120_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'claims';
const DRIVER = 'gpu.nvidia.com';
const API = 'resource.k8s.io/v1';
const NAMED = 'nvidia.com/mig-2g.20gb';
const nodes = [
  { name: 'claims-a', ...A100, gpus: 1 },
  { name: 'claims-b', ...A100, gpus: 2, allocatable: { 'nvidia.com/gpu': 2 } },
];

const profiled = (name: string) => ({
  cel: {
    expression: `device.driver == "${DRIVER}" && device.attributes["${DRIVER}"].profile == "${name}"`,
  },
});

const deviceClass = (name: string, selector: object, spec: object = {}) => ({
  apiVersion: API,
  kind: 'DeviceClass',
  metadata: { name },
  spec: { selectors: [selector], ...spec },
});

const classes = [
  deviceClass('mig.nvidia.com', {
    cel: {
      expression: `device.driver == "${DRIVER}" && device.attributes["${DRIVER}"].type == "mig"`,
    },
  }),
  deviceClass('mig-2g-20gb.nvidia.com', profiled('2g.20gb'), { extendedResourceName: NAMED }),
];

const partition = (name: string, cut: string, memory: string, multiprocessors: string) => ({
  name,
  attributes: {
    type: { string: 'mig' },
    uuid: { string: `MIG-${name}` },
    productName: { string: 'NVIDIA A100-SXM4-80GB' },
    profile: { string: cut },
  },
  capacity: { memory: { value: memory }, multiprocessors: { value: multiprocessors } },
});

const slice = {
  apiVersion: API,
  kind: 'ResourceSlice',
  metadata: { name: 'claims-a-gpu' },
  spec: {
    driver: DRIVER,
    nodeName: 'claims-a',
    pool: { name: 'claims-a', generation: 1, resourceSliceCount: 1 },
    devices: [
      partition('gpu-0-mig-19-0', '1g.10gb', '9728Mi', '14'),
      partition('gpu-0-mig-14-2', '2g.20gb', '19968Mi', '28'),
    ],
  },
};

const template = {
  apiVersion: API,
  kind: 'ResourceClaimTemplate',
  metadata: { name: 'slice-small', namespace: NAMESPACE },
  spec: {
    spec: {
      devices: {
        requests: [
          {
            name: 'slice',
            exactly: {
              deviceClassName: 'mig.nvidia.com',
              selectors: [
                {
                  cel: {
                    expression: `device.capacity["${DRIVER}"].memory.isLessThan(quantity("12Gi"))`,
                  },
                },
              ],
            },
          },
        ],
      },
    },
  },
};

type ResourceClaim = KubeObject & {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly status?: {
    readonly allocation?: {
      readonly devices: { readonly results: readonly { readonly device: string }[] };
    };
  };
};

interface Claiming {
  readonly resourceClaims?: readonly object[];
  readonly containers: readonly { readonly resources: { readonly claims?: readonly object[] } }[];
}

const claiming = ({ spec }: Pod) => spec as unknown as Claiming;

/** Before 1.36 the API server drops the names of classes unless it is told otherwise. */
const named = chosenMinor() === '1.35' ? test.skip : test;

suite('GPUs that claims hand out', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await installTranche(cluster, { enforce: true, set: ['dra=true'] });
    await cluster.namespace(NAMESPACE);
    await cluster.apply([...classes, slice, template]);
    const ladder = { default: ['dra'] };
    await cluster.apply(
      policy('claims', { match: { namespaces: [NAMESPACE] }, sharing: { ladder } }),
    );
  }, BOOT_MS);

  afterAll(async () => {
    const names = classes.map(({ metadata }) => `deviceclass/${metadata.name}`);
    const words = [...names, `resourceslice/${slice.metadata.name}`, '--ignore-not-found'];
    await cluster.kubectl(['delete', ...words]);
    await leave(cluster, [NAMESPACE], nodes);
  });

  /** Of the claims of the namespace that are allocated. */
  const allocated = async (): Promise<readonly string[]> => {
    const claims = await cluster.list<ResourceClaim>('resourceclaim', { namespace: NAMESPACE });
    return claims.flatMap(({ status }) =>
      (status?.allocation?.devices.results ?? []).map(({ device }) => device),
    );
  };

  test('a pod claims a device by the template, and the scheduler gives it one', async () => {
    const whisper = gpuDeployment({ namespace: NAMESPACE, name: 'whisper' });
    await cluster.apply(profile(NAMESPACE, 'Deployment', 'whisper'));
    await changedSoon(cluster, whisper);
    await cluster.apply(whisper);
    const [pod] = await runningPods(cluster, whisper);
    const { containers, resourceClaims } = claiming(pod as Pod);
    expect(resourceClaims).toEqual([{ name: 'tranche', resourceClaimTemplateName: 'slice-small' }]);
    expect(containers[0]?.resources.claims).toEqual([{ name: 'tranche' }]);
    expect(gpusOf(pod as Pod)).toEqual({ main: '' });
    expect(pod?.spec.nodeName).toBe('claims-a');
    expect(decisionOf(pod).says).toContain('main takes claim slice-small of A100-80GB');
    expect(await allocated()).toEqual(['gpu-0-mig-19-0']);
  });

  named('once it is held, the next pod goes on to what else there is', async () => {
    const parakeet = gpuDeployment({ namespace: NAMESPACE, name: 'parakeet' });
    await cluster.apply(profile(NAMESPACE, 'Deployment', 'parakeet'));
    const next = await eventually('the next pod to be sent elsewhere', async () => {
      const pod = await changedSoon(cluster, parakeet);
      return claiming(pod).resourceClaims === undefined && pod;
    });
    expect(gpusOf(next)).toEqual({ main: `${NAMED}: 1` });
  });

  named(
    'a name that a class serves is asked for as ever, and the scheduler makes the claim',
    async () => {
      const canary = gpuDeployment({ namespace: NAMESPACE, name: 'canary' });
      const figures = { vramMaxMiB: 14_000 };
      await cluster.apply(profile(NAMESPACE, 'Deployment', 'canary', [figures]));
      await changedSoon(cluster, canary);
      await cluster.apply(canary);
      const [pod] = await runningPods(cluster, canary);
      expect(gpusOf(pod as Pod)).toEqual({ main: `${NAMED}: 1` });
      expect(pod?.spec.nodeName).toBe('claims-a');
      expect(await allocated()).toContain('gpu-0-mig-14-2');
    },
  );
});
