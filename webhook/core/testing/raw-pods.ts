/** Pods as JSON, drawn: GPU containers in every seat, every spelling, and fields nobody here has heard of. */
import type { Draw } from './draw.ts';
import { replicaMeta } from './pods.ts';

export type Raw = Record<string, unknown>;

const NAMES = ['server', 'a', 'constructor', 'b-0', 'x'.repeat(63), 'worker', 'y'.repeat(63)];

export function rawPod(draw: Draw): Raw {
  const containers = Array.from({ length: 1 + draw.int(3) }, (_, i) =>
    containerOf(draw, NAMES[i] ?? '', i === 0 ? 19 : 5),
  );
  const initContainers = Array.from({ length: draw.oneOf(0, 0, 1, 2) }, (_, i) => ({
    ...containerOf(draw, NAMES[i + 3] ?? '', 6),
    ...(draw.int(2) === 0 ? {} : { restartPolicy: 'Always' }),
  }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadataOf(draw),
    spec: {
      containers,
      ...(initContainers.length > 0 ? { initContainers } : {}),
      ...placementOf(draw),
      ...draw.oneOf<Raw>(
        {},
        { tolerations: [] },
        { tolerations: TOLERATIONS.slice(0, 1) },
        {
          tolerations: TOLERATIONS,
        },
      ),
      ...(draw.rarely(15) ? { schedulerName: draw.oneOf('volcano', 'kai-scheduler') } : {}),
      ...(draw.rarely(10) ? { securityContext: { runAsUser: 1000 } } : {}),
      ...(draw.rarely(25) ? { nodeName: 'n0' } : {}),
      ...(draw.rarely(25)
        ? { resourceClaims: [{ name: 'mine', resourceClaimTemplateName: 'small' }] }
        : {}),
      fieldOfTomorrow: { x: [1, null, 'é'] },
    },
    status: {},
  };
}

const TOLERATIONS = [
  { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'team', operator: 'Equal', value: 'speech', effect: 'NoSchedule', tolerationSeconds: 1 },
  { operator: 'Exists', key: 'soft' },
];

const metadataOf = (draw: Draw): Raw => ({
  ...draw.oneOf<Raw>(
    { ...replicaMeta },
    { ...replicaMeta },
    { generateName: 'try-', labels: { app: 'try' } },
    { name: 'one' },
  ),
  ...(draw.rarely(20) ? { labels: { 'kueue.x-k8s.io/queue-name': 'q' } } : {}),
  ...draw.oneOf<Raw>(
    {},
    { annotations: {} },
    { annotations: { 'team/note~1': 'x/y', 'b/c': 'd' } },
  ),
  ...(draw.rarely(20) ? { annotations: { 'tranche.dev/keep': 'original' } } : {}),
  managedFields: [{ manager: 'kubectl' }],
});

const IMAGES = [
  'registry.local/asr:1.4',
  'registry.local/asr:1.5',
  'vllm/vllm-openai:v1',
  'nvcr.io/nvidia/jax:25.10-py3',
] as const;

/** It has a GPU `likely` times out of twenty. */
function containerOf(draw: Draw, name: string, likely: number): Raw {
  const gpu = draw.int(20) < likely;
  return {
    name,
    image: draw.oneOf(...IMAGES),
    ...(gpu ? { resources: gpuOf(draw) } : draw.oneOf<Raw>({}, { resources: {} })),
    ...draw.oneOf<Raw>(
      {},
      { args: ['--max-model-len', '8192\n\u202e'] },
      { env: [{ name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'video,compute' }] },
    ),
    ...(draw.rarely(50) ? { securityContext: { privileged: true } } : {}),
    volumeMounts: [{ name: 'v', mountPath: '/v' }],
  };
}

function gpuOf(draw: Draw): Raw {
  const count = draw.rarely(15)
    ? draw.oneOf<string | number>('2', '0', 'x')
    : draw.oneOf<string | number>('1', 1, '1000m', '1e0');
  const name = draw.rarely(40) ? 'nvidia.com/mig-1g.10gb' : 'nvidia.com/gpu';
  const other = draw.oneOf<Raw>({}, { cpu: '500m', memory: '1Gi' }, { cpu: 2 });
  const limits = { [name]: count, ...other };
  return draw.oneOf<Raw>(
    { limits, requests: { ...other, [name]: count } },
    { limits },
    { limits, requests: { [name]: count }, claims: [] },
  );
}

const required = (...nodeSelectorTerms: Raw[]): Raw => ({
  affinity: {
    podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] },
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: {} }],
    },
  },
});
const zone = (value: string): Raw => ({ key: 'zone', operator: 'In', values: [value] });

/** Every operator, on labels that fleets have, lack and have as numbers or words. */
function expressionOf(draw: Draw): Raw {
  const key = draw.oneOf('zone', 'team', 'rack', 'gone', 'constructor', 'nvidia.com/gpu.product');
  const operator = draw.oneOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt');
  if (operator === 'Exists' || operator === 'DoesNotExist') return { key, operator };
  if (operator === 'Gt' || operator === 'Lt')
    return { key: draw.oneOf('rack', 'rack', 'zone'), operator, values: [draw.oneOf('1', '2')] };
  const values = draw.oneOf(['a', 'speech'], ['b'], ['a', 'b', 'NVIDIA-L4', 'vision']);
  return { key, operator, values };
}

/** Of one to three expressions, of a field, of both, or of nothing: the last selects no node. */
function termOf(draw: Draw): Raw {
  const matchExpressions = Array.from({ length: 1 + draw.int(3) }, () => expressionOf(draw));
  const operator = draw.oneOf('In', 'NotIn');
  const matchFields = [{ key: 'metadata.name', operator, values: [draw.oneOf('n0', 'n3')] }];
  return draw.oneOf<Raw>(
    { matchExpressions },
    { matchExpressions },
    { matchFields },
    { matchExpressions, matchFields },
    { matchExpressions: [], matchFields },
    {},
    { matchExpressions: [] },
  );
}

const WISHES = [
  { weight: 100, preference: { matchExpressions: [zone('b')] }, fieldOfTomorrow: 1 },
  { weight: 1, preference: {} },
  { weight: 3, preference: { matchExpressions: [zone('b')] } },
];

function affinityOf(draw: Draw): Raw {
  const nodeSelectorTerms = Array.from({ length: 1 + draw.int(4) }, () => termOf(draw));
  const wishes = WISHES.slice(0, draw.int(WISHES.length + 1));
  return {
    ...draw.oneOf<Raw>({}, {}, { nodeSelector: { zone: 'a' } }, { nodeSelector: { team: 'x' } }),
    affinity: {
      ...draw.oneOf<Raw>({}, { podAffinity: {} }),
      nodeAffinity: {
        ...(draw.int(4) === 3
          ? {}
          : { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } }),
        ...(wishes.length === 0 && draw.int(2) === 0
          ? {}
          : { preferredDuringSchedulingIgnoredDuringExecution: wishes }),
      },
    },
  };
}

const placementOf = (draw: Draw): Raw =>
  draw.int(3) === 2 ? affinityOf(draw) : knownPlacementOf(draw);

const knownPlacementOf = (draw: Draw): Raw =>
  draw.oneOf<Raw>(
    {},
    {},
    {},
    {},
    { nodeSelector: { zone: 'a' } },
    { nodeSelector: {} },
    { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } } },
    { affinity: {} },
    { affinity: { podAffinity: {} } },
    required({ matchExpressions: [zone('a')] }),
    required(
      { matchExpressions: [zone('b')] },
      { matchExpressions: [{ key: 'gone', operator: 'Exists' }] },
    ),
    required({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n0'] }] }, {}),
    required({ matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['vision'] }] }),
    {
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{}] } },
    },
  );
