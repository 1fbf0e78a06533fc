import { describe, expect, test } from '@jest/globals';
import { menuOf } from '../core/menu/menu-of.ts';
import { catalogue } from '../core/testing/catalogue.ts';
import { expand } from '../expand/expand.ts';
import type { Raw } from '../expand/raw.ts';
import {
  asking,
  at,
  deployment,
  found,
  GPU,
  known,
  main,
  P,
  saidOf,
  SETTINGS,
} from './lints.fixture.ts';
import { lintsIn } from './lints.ts';

describe('what is written as people mean it', () => {
  const table: { name: string; object: Raw }[] = [
    { name: 'a whole card', object: asking({ [GPU]: 1 }) },
    { name: 'no GPU at all', object: asking({ cpu: 1 }) },
    { name: 'a slice that no node has today', object: asking({ 'nvidia.com/mig-1g.10gb': 1 }) },
    { name: 'a name of another engine', object: asking({ [GPU]: 1, 'nvidia.com/gpumem': 3000 }) },
    { name: 'a device of something else', object: asking({ 'example.com/fpga': 1 }) },
    { name: 'a card of somebody else', object: asking({ 'baidu.com/gpu': 1 }) },
    { name: 'a network card of the vendor', object: asking({ 'rdma/hca_shared_devices_a': 1 }) },
    {
      name: 'an init container beside one that uses it',
      object: deployment({
        initContainers: [{ ...main({ limits: { [GPU]: 1 } }), name: 'warm' }],
        containers: [main({ limits: { [GPU]: 1 } })],
      }),
    },
    {
      name: 'a product of the catalogue, and one that shares',
      object: asking(
        { [GPU]: 1 },
        { nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3-SHARED' } },
      ),
    },
    {
      name: 'a product that only a node knows',
      object: asking({ [GPU]: 1 }, { nodeSelector: { 'nvidia.com/gpu.product': 'OUR-OWN-CARD' } }),
    },
    {
      name: 'our annotation on the template',
      object: deployment(
        { containers: [main({ limits: { [GPU]: 1 } })] },
        { meta: { annotations: { 'tranche.dev/keep': 'original' } } },
      ),
    },
    {
      name: 'our annotation on a pod',
      object: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'x', annotations: { 'tranche.dev/vram': '12Gi' } },
        spec: { containers: [main({ limits: { [GPU]: 1 } })] },
      },
    },
    {
      name: 'a quota as it is counted',
      object: {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'x' },
        spec: { hard: { [`requests.${GPU}`]: 4, 'limits.cpu': 8 } },
      },
    },
    {
      name: 'limits of cores',
      object: {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'x' },
        spec: { limits: [{ type: 'Container', max: { cpu: 4 } }] },
      },
    },
    {
      name: 'a namespace that a template left empty',
      object: { ...asking({ [GPU]: 1 }), metadata: { name: 'x', namespace: '' } },
    },
    {
      name: 'our label of a namespace',
      object: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'x', labels: { 'tranche.dev/rewrite': 'off' } },
      },
    },
  ];
  test.each(table)('is not spoken of: $name', ({ object }) => expect(saidOf(object)).toEqual([]));
});

describe('a slip in a pod', () => {
  const table: { name: string; object: Raw; says: string[] }[] = [
    {
      name: 'half a card',
      object: asking({ [GPU]: 0.5 }),
      says: [
        `error api-server/devices ${P}/limits/nvidia.com~1gpu: container main asks for ${GPU}: 0.5; devices come in whole numbers`,
      ],
    },
    {
      name: 'a request that is not the limit',
      object: deployment({
        containers: [main({ limits: { [GPU]: 2 }, requests: { [GPU]: 1 } })],
      }),
      says: [
        `error api-server/devices ${P}/requests/nvidia.com~1gpu: container main requests ${GPU}: 1 with a limit of 2; of devices both must be equal`,
      ],
    },
    {
      name: 'a request alone',
      object: deployment({ containers: [main({ requests: { [GPU]: 1 } })] }),
      says: [
        `error api-server/devices ${P}/requests/nvidia.com~1gpu: container main has ${GPU}: 1 under requests and no limit`,
      ],
    },
    {
      name: 'a letter too many',
      object: asking({ 'nvidia.com/gpus': 1 }),
      says: [
        `warning lint/gpu-name ${P}/limits/nvidia.com~1gpus: container main asks for nvidia.com/gpus, which no node offers, so that it would wait for ever`,
      ],
    },
    {
      name: 'a letter too few in the domain, where nobody else looks',
      object: asking({ 'nvida.com/gpu': 1 }),
      says: [
        `warning lint/gpu-name ${P}/limits/nvida.com~1gpu: container main asks for nvida.com/gpu, which no node offers, so that it would wait for ever`,
      ],
    },
    {
      name: 'no domain',
      object: asking({ gpu: 1 }),
      says: [
        `error lint/gpu-name ${P}/limits/gpu: container main asks for gpu, and the API server knows no resource of that name: a device has a domain`,
      ],
    },
    {
      name: 'the name of long ago',
      object: asking({ 'alpha.kubernetes.io/nvidia-gpu': 1 }),
      says: [
        `warning lint/gpu-name ${P}/limits/alpha.kubernetes.io~1nvidia-gpu: container main asks for alpha.kubernetes.io/nvidia-gpu, which no node has offered since Kubernetes 1.11`,
      ],
    },
    {
      name: 'a GPU that only prepares',
      object: deployment({
        initContainers: [{ ...main({ limits: { [GPU]: 1 } }), name: 'warm' }],
        containers: [main({})],
      }),
      says: [
        `warning lint/init-gpu /spec/template/spec/initContainers/0/resources/limits/nvidia.com~1gpu: container warm is the only one that asks for ${GPU}, and runs before the others: the pod holds it for as long as it lives`,
      ],
    },
    {
      name: 'a GPU of the pod as a whole',
      object: deployment({
        containers: [main({})],
        resources: { limits: { [GPU]: 1, cpu: 2 }, requests: { [GPU]: 1 } },
      }),
      says: [
        `error lint/pod-level-gpu /spec/template/spec/resources/limits/nvidia.com~1gpu: asks for ${GPU} for the pod as a whole, where only cpu, memory and huge pages may be asked for: the API server refuses it, and before Kubernetes 1.34 drops it without a word`,
      ],
    },
    {
      name: 'a claim that its pod does not have',
      object: deployment({
        resourceClaims: [{ name: 'card', resourceClaimName: 'card' }],
        containers: [main({ claims: [{ name: 'card' }, { name: 'net' }] })],
      }),
      says: [
        `error api-server/devices ${P}/claims/1: container main uses the claim net, which its pod does not have`,
      ],
    },
    {
      name: 'a GPU to debug with',
      object: deployment({
        containers: [main({})],
        ephemeralContainers: [{ ...main({ limits: { [GPU]: 1 } }), name: 'debug' }],
      }),
      says: [
        'error lint/ephemeral-gpu /spec/template/spec/ephemeralContainers/0: container debug is an ephemeral container that asks for a GPU: it may ask for nothing, and is never part of a manifest',
      ],
    },
    {
      name: 'a product that nobody makes, selected',
      object: asking({ [GPU]: 1 }, { nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-H100' } }),
      says: [
        'warning lint/node-label /spec/template/spec/nodeSelector/nvidia.com~1gpu.product: wants a node with nvidia.com/gpu.product: NVIDIA-H100, which no node has and no GpuCatalogue knows',
      ],
    },
    {
      name: 'a product that nobody makes, required',
      object: asking(
        { [GPU]: 1 },
        {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  {
                    matchExpressions: [
                      { key: 'nvidia.com/gpu.product', operator: 'In', values: ['Z9', 'Z10'] },
                      { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] },
                    ],
                  },
                ],
              },
            },
          },
        },
      ),
      says: [
        'warning lint/node-label /spec/template/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchExpressions/0/values: wants a node with nvidia.com/gpu.product: Z9 or Z10, which no node has and no GpuCatalogue knows',
      ],
    },
  ];
  test.each(table)('$name', ({ object, says }) => expect(saidOf(object)).toEqual(says));
});

const helpOf = (object: Raw) => found(object)[0]?.help;

test('what is meant is said beside it', () => {
  expect(helpOf(asking({ 'nvida.com/gpu': 1 }))).toBe('did you mean nvidia.com/gpu?');
  expect(helpOf(asking({ 'nvidia.com/mig-1g.10g': 1 }))).toBe(
    'did you mean nvidia.com/mig-1g.10gb?',
  );
  const selecting = { nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM' } };
  expect(helpOf(asking({ [GPU]: 1 }, selecting))).toBe('did you mean NVIDIA-H100-80GB-HBM3?');
});

test('what only one cluster lacks is said of that one', () => {
  const empty = { catalogue, menu: menuOf([], catalogue) };
  const clusters = [
    { name: 'eks', known },
    { name: 'gke', known: empty },
  ];
  const object = asking(
    { [GPU]: 0.5 },
    { nodeSelector: { 'nvidia.com/gpu.product': 'OUR-OWN-CARD' } },
  );
  const said = lintsIn(expand(object, SETTINGS), { clusters, at });
  expect(said.map(({ rule, clusters: of }) => [rule, of])).toEqual([
    ['api-server/devices', ['eks', 'gke']],
    ['lint/node-label', ['gke']],
  ]);
});
