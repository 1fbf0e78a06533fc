/** The pod of a KServe component: what it says itself, laid over the ServingRuntime that it names. */
import { isRecord, member, text, type Raw } from '../raw.ts';
import type { Asked, Pointers } from './kind.ts';
import { merged } from './merge.ts';
import { placed } from './pointers.ts';

export interface Server {
  readonly template: Raw;
  readonly writtenAt: Pointers;
  readonly untold?: string;
}

interface Wanted {
  readonly asked: Asked;
  readonly spec: Raw;
  readonly at: string;
  /** Of a runtime for several nodes, which of its pods. */
  readonly part: 'containers' | 'worker';
  /** The component, where that is not the spec. */
  readonly of?: Raw;
}

export const CONTAINER = 'kserve-container';
export const WORKER = 'worker-container';

/** Older spellings of `model`, by its format. */
const FORMATS = [
  'huggingface',
  'lightgbm',
  'onnx',
  'paddle',
  'pmml',
  'pytorch',
  'sklearn',
  'tensorflow',
  'triton',
  'xgboost',
];

/** Of a component that is no part of a pod spec. */
const OWN = new Set([
  ...FORMATS,
  'annotations',
  'autoScaling',
  'batcher',
  'canaryTrafficPercent',
  'containerConcurrency',
  'deploymentStrategy',
  'labels',
  'logger',
  'maxReplicas',
  'minReplicas',
  'model',
  'pipelineParallelSize',
  'scaleMetric',
  'scaleMetricType',
  'scaleTarget',
  'tensorParallelSize',
  'timeout',
  'workerSpec',
]);

export function serverIn(wanted: Wanted): Server {
  const { asked, spec, at, part, of = spec } = wanted;
  const field = ['model', ...FORMATS].find((one) => isRecord(of[one]));
  const model = field === undefined ? undefined : member(of, field);
  const { found, untold } = model === undefined ? NO_RUNTIME : runtimeFor(asked, model);
  const base = part === 'worker' ? member(found, 'workerSpec') : found;
  const pod = merged(podOf(base), ownOf(spec, part, model));
  // Workers load no model: they have their runtime's own container.
  const rows = [
    ...rowsOf(spec, pod, at),
    ...(part === 'worker' || model === undefined ? [] : rowsOfModel(model, pod, `${at}/${field}`)),
  ];
  const server = {
    template: { metadata: merged(metaOf(base), metaOf(of)), spec: pod },
    writtenAt: placed(rows, at),
  };
  return untold === undefined ? server : { ...server, untold };
}

function ownOf(spec: Raw, part: Wanted['part'], model: Raw | undefined): Raw {
  if (model === undefined) return podOf(spec);
  const one = part === 'worker' ? { name: WORKER } : { ...containerOf(model), name: CONTAINER };
  return merged(podOf(spec), { containers: [one] });
}

const metaOf = (of: Raw): Raw => ({
  labels: member(of, 'labels'),
  annotations: member(of, 'annotations'),
});

interface Runtime {
  readonly found: Raw;
  readonly untold?: string;
}

const NO_RUNTIME: Runtime = { found: {} };

function runtimeFor({ library, namespace }: Asked, model: Raw): Runtime {
  const name = text(model['runtime']);
  if (name === undefined)
    return {
      found: {},
      untold: 'its ServingRuntime is chosen by the format of the model, in the cluster',
    };
  const found =
    library('ServingRuntime', namespace, name) ?? library('ClusterServingRuntime', '', name);
  return found === undefined
    ? {
        found: {},
        untold: `ServingRuntime ${name}, which its containers come from, is not among the manifests`,
      }
    : { found: member(found, 'spec') };
}

/** Of a runtime or a component, the pod spec in it. */
const podOf = (of: Raw): Raw =>
  Object.fromEntries(Object.entries(of).filter(([key]) => !OWN.has(key) && !RUNTIMES.has(key)));
const RUNTIMES = new Set([
  'builtInAdapter',
  'disabled',
  'grpcDataEndpoint',
  'grpcEndpoint',
  'httpDataEndpoint',
  'multiModel',
  'protocolVersions',
  'replicas',
  'storageHelper',
  'supportedModelFormats',
]);

/** Of a model that is no part of a container. */
const OF_MODELS = new Set([
  'modelFormat',
  'protocolVersion',
  'runtime',
  'runtimeVersion',
  'storage',
  'storageUri',
  'storageUris',
  'name',
]);

const containerOf = (model: Raw): Raw =>
  Object.fromEntries(Object.entries(model).filter(([key]) => !OF_MODELS.has(key)));

type Row = readonly [string, string];

const containersIn = (pod: Raw): readonly unknown[] =>
  Array.isArray(pod['containers']) ? pod['containers'] : [];

const indexOf = (pod: Raw, name: unknown): number =>
  containersIn(pod).findIndex((one) => member(one)['name'] === name);

/** Fields of the component, and its containers wherever they came to lie. */
const rowsOf = (spec: Raw, pod: Raw, at: string): Row[] => [
  ...Object.keys(podOf(spec))
    .filter((key) => key !== 'containers')
    .map((key): Row => [`/spec/${key}`, `${at}/${key}`]),
  ...containersIn(spec).flatMap((one, i) =>
    Object.keys(member(one)).map((key): Row => {
      const inPod = indexOf(pod, member(one)['name']);
      return [`/spec/containers/${inPod}/${key}`, `${at}/containers/${i}/${key}`];
    }),
  ),
];

const rowsOfModel = (model: Raw, pod: Raw, at: string): Row[] => {
  const inPod = indexOf(pod, CONTAINER);
  return [
    [`/spec/containers/${inPod}`, at],
    ...Object.keys(containerOf(model)).map((key): Row => [
      `/spec/containers/${inPod}/${key}`,
      `${at}/${key}`,
    ]),
  ];
};
