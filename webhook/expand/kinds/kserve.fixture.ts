/** KServe's two kinds. */
import { LIMITS, type Group, type Story } from './kinds.fixture.ts';

const object = (apiVersion: string, kind: string, spec: string, meta = ''): string =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x, namespace: team${meta}}, spec: {${spec}}}`;
const GPU = 'resources: {limits: {nvidia.com/gpu: 1}}';
const container = (name: string): string => `containers: [{name: ${name}, image: 'x:1', ${GPU}}]`;

const KSERVE = 'serving.kserve.io';
const isvc = (spec: string, meta = ''): string =>
  object(`${KSERVE}/v1beta1`, 'InferenceService', spec, meta);

const RUNTIME = `---
apiVersion: ${KSERVE}/v1alpha1
kind: ClusterServingRuntime
metadata: {name: vllm}
spec:
  nodeSelector: {disk: fast}
  containers: [{name: log, image: 'log:1'}, {name: kserve-container, image: 'vllm:1', args: [--port=80]}]
  workerSpec: {pipelineParallelSize: 2, containers: [{name: worker-container, image: 'vllm:1'}]}
`;

const predictor: Group = {
  group: 'predictor',
  pods: 1,
  owner: 'ReplicaSet/x-predictor-HASH',
  name: 'x-predictor-HASH-',
  labels: { [`${KSERVE}/inferenceservice`]: 'x', [`${KSERVE}/component`]: 'predictor' },
  limits: '/spec/predictor/model/resources/limits',
};

const kserve: readonly Story[] = [
  {
    name: 'an InferenceService whose model is laid over a runtime among the manifests',
    manifest: `${isvc(`predictor: {model: {modelFormat: {name: huggingface}, runtime: vllm, ${GPU}}}`)}\n${RUNTIME}`,
    groups: [predictor],
    workload: 'InferenceService/x',
  },
  {
    name: 'an InferenceService whose runtime is somewhere else',
    manifest: isvc(
      `predictor: {minReplicas: 2, maxReplicas: 5, model: {modelFormat: {name: huggingface}, runtime: vllm, ${GPU}}}`,
    ),
    groups: [
      {
        ...predictor,
        pods: 2,
        atOnce: { least: 2, most: 5 },
        untold: 'ServingRuntime vllm, which its containers come from, is not among the manifests',
      },
    ],
    workload: 'InferenceService/x',
  },
  {
    name: 'an InferenceService whose runtime the cluster chooses, by the older spelling',
    manifest: isvc(`predictor: {triton: {storageUri: 's3://m', ${GPU}}}`),
    groups: [
      {
        ...predictor,
        limits: '/spec/predictor/triton/resources/limits',
        untold: 'its ServingRuntime is chosen by the format of the model, in the cluster',
      },
    ],
    workload: 'InferenceService/x',
  },
  {
    name: 'an InferenceService with containers of its own, a transformer and a canary',
    manifest: isvc(
      `predictor: {${container('main')}}, transformer: {${container('pre')}}, canary: [{name: next, predictor: {${container('main')}}}]`,
    ),
    groups: [
      { ...predictor, limits: `/spec/predictor${LIMITS.slice('/spec'.length)}` },
      {
        group: 'transformer',
        pods: 1,
        owner: 'ReplicaSet/x-transformer-HASH',
        name: 'x-transformer-HASH-',
        limits: `/spec/transformer${LIMITS.slice('/spec'.length)}`,
      },
      {
        ...predictor,
        group: 'canary next',
        limits: `/spec/canary/0/predictor${LIMITS.slice('/spec'.length)}`,
      },
    ],
    workload: 'InferenceService/x',
  },
  {
    name: 'an InferenceService through Knative, down to none',
    manifest: isvc(
      `predictor: {minReplicas: 0, ${container('main')}}`,
      `, annotations: {${KSERVE}/deploymentMode: Serverless}`,
    ),
    groups: [
      {
        ...predictor,
        atOnce: { least: 0, most: 'unknown' },
        owner: 'ReplicaSet/x-predictor-00001-deployment-HASH',
        name: 'x-predictor-00001-deployment-HASH-',
        limits: `/spec/predictor${LIMITS.slice('/spec'.length)}`,
      },
    ],
    workload: 'InferenceService/x',
  },
  {
    name: 'an InferenceService over several nodes',
    manifest: `${isvc(`predictor: {model: {modelFormat: {name: huggingface}, runtime: vllm, ${GPU}}, workerSpec: {pipelineParallelSize: 3, containers: [{name: worker-container, ${GPU}}]}}`)}\n${RUNTIME}`,
    groups: [
      predictor,
      {
        group: 'predictor worker',
        pods: 2,
        owner: 'ReplicaSet/x-predictor-worker-HASH',
        name: 'x-predictor-worker-HASH-',
        limits: '/spec/predictor/workerSpec/containers/0/resources/limits',
        workload: 'Deployment/x-predictor-worker',
      },
    ],
    workload: 'InferenceService/x',
  },
];

const LLM = (spec: string): string => object(`${KSERVE}/v1alpha2`, 'LLMInferenceService', spec);
const llm: readonly Story[] = [
  {
    name: 'an LLMInferenceService, with prefill and a scheduler',
    manifest: LLM(
      `replicas: 2, template: {${container('main')}}, prefill: {replicas: 1, template: {${container('main')}}}, router: {scheduler: {template: {containers: [{name: epp, image: 'epp:1'}]}}}`,
    ),
    groups: [
      {
        group: '',
        pods: 2,
        owner: 'ReplicaSet/x-kserve-HASH',
        name: 'x-kserve-HASH-',
        labels: { 'app.kubernetes.io/part-of': 'llminferenceservice' },
        limits: '/spec/template/containers/0/resources/limits',
      },
      {
        group: 'prefill',
        pods: 1,
        owner: 'ReplicaSet/x-kserve-prefill-HASH',
        name: 'x-kserve-prefill-HASH-',
        limits: '/spec/prefill/template/containers/0/resources/limits',
      },
      {
        group: 'scheduler',
        pods: 1,
        owner: 'ReplicaSet/x-kserve-router-scheduler-HASH',
        name: 'x-kserve-router-scheduler-HASH-',
        limits: '/spec/router',
        workload: 'Deployment/x-kserve-router-scheduler',
      },
    ],
    workload: 'LLMInferenceService/x',
  },
  {
    name: 'an LLMInferenceService over two nodes',
    manifest: LLM(
      `parallelism: {data: 16, dataLocal: 8}, template: {${container('main')}}, worker: {${container('main')}}`,
    ),
    groups: [
      {
        group: 'leader',
        pods: 1,
        owner: 'StatefulSet/x-kserve-mn',
        name: 'x-kserve-mn-0',
        limits: '/spec/template/containers/0/resources/limits',
      },
      {
        group: 'worker',
        pods: 1,
        owner: 'StatefulSet/x-kserve-mn-0',
        name: 'x-kserve-mn-0-1',
        limits: '/spec/worker/containers/0/resources/limits',
      },
    ],
    workload: 'LLMInferenceService/x',
    gang: 'it carries leaderworkerset.sigs.k8s.io/name=x-kserve-mn',
  },
  {
    name: 'an LLMInferenceService that says its model and nothing of its pods',
    manifest: LLM(`model: {uri: 'hf://x'}, replicas: 1`),
    groups: [
      {
        group: '',
        pods: 1,
        owner: 'ReplicaSet/x-kserve-HASH',
        name: 'x-kserve-HASH-',
        limits: '',
        untold: "its template comes from KServe's presets, in the cluster",
      },
    ],
    workload: 'LLMInferenceService/x',
  },
];

export const byKServe: readonly Story[] = [...kserve, ...llm];
