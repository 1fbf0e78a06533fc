/** Servers: KServe, Knative, LeaderWorkerSet, Ray Serve, notebooks. */
import { nameOf } from '../../text.ts';
import { made, named, owner, type Chain, type Run } from './chain.ts';

const replicaSet = (deployment: string, run: Run) =>
  owner('ReplicaSet', `${deployment}-${run.hash}`, 'apps/v1', run);

const KSERVE = 'serving.kserve.io';
const inference = { [`${KSERVE}/inferenceservice`]: 'llama', [`${KSERVE}/component`]: 'predictor' };
const standard = (run: Run, labels = {}) =>
  made(replicaSet('llama-predictor', run), run, {
    app: 'isvc.llama-predictor',
    'pod-template-hash': run.hash,
    ...inference,
    ...labels,
  });

/** As long as an MD5 sum, and as different from others. */
const sumOf = (text: string): string => nameOf(text) + nameOf(`${text} `);

/** As Knative names a child whose parent is too long: see `ChildName` in knative.dev/pkg/kmeta. */
const child = (parent: string, rest: string): string =>
  parent.length + rest.length <= 63
    ? parent + rest
    : parent.slice(0, 31 - rest.length) + sumOf(parent) + rest;

/** A revision's name counts up with each rollout. */
const revision = (service: string, run: Run) =>
  child(service, `-${String(run.ordinal + 1).padStart(5, '0')}`);
const LONG = 'customer-support-llama-3-8b-instruct-fp8-in-three-languages-eu';
const knative = (service: string, run: Run, labels = {}) =>
  made(replicaSet(child(revision(service, run), '-deployment'), run), run, {
    'pod-template-hash': run.hash,
    'serving.knative.dev/revision': revision(service, run),
    'serving.knative.dev/configuration': service,
    'serving.knative.dev/service': service,
    ...labels,
  });

const llm = (component: string) => ({
  'app.kubernetes.io/name': 'llama',
  'app.kubernetes.io/part-of': 'llminferenceservice',
  'app.kubernetes.io/component': `llminferenceservice-workload${component}`,
});

const LWS = 'leaderworkerset.sigs.k8s.io';
const inSet = (set: string, run: Run, worker: number) => ({
  [`${LWS}/name`]: set,
  [`${LWS}/group-index`]: `${run.ordinal}`,
  [`${LWS}/worker-index`]: `${worker}`,
  [`${LWS}/template-revision-hash`]: run.hash,
});
const leader = (set: string, run: Run, labels = {}) =>
  named(`${set}-${run.ordinal}`, owner('StatefulSet', set, 'apps/v1', run), run, {
    ...inSet(set, run, 0),
    ...labels,
  });
const worker = (set: string, run: Run, labels = {}) => {
  const group = `${set}-${run.ordinal}`;
  return named(`${group}-1`, owner('StatefulSet', group, 'apps/v1', run), run, {
    ...inSet(set, run, 1),
    ...labels,
  });
};

const ray = (kind: string, cluster: string, run: Run, name = 'voice') =>
  made(owner('RayCluster', cluster, 'ray.io/v1', run), run, {
    'ray.io/cluster': cluster,
    'ray.io/group': 'gpu',
    'ray.io/node-type': 'worker',
    'ray.io/originated-from-cr-name': name,
    'ray.io/originated-from-crd': kind,
  });

const notebook = (name: string, run: Run, labels: Readonly<Record<string, string>>) =>
  named(`${name}-0`, owner('StatefulSet', name, 'apps/v1', run), run, {
    'controller-revision-hash': `${name}-${run.hash}`,
    ...labels,
  });

export const serving: readonly Chain[] = [
  {
    name: 'KServe in mode Standard',
    pod: standard,
    want: `InferenceService/llama by label ${KSERVE}/inferenceservice`,
  },
  {
    name: 'KServe in mode Standard, the Deployment seen',
    pod: standard,
    seen: (run) => ({
      [`ReplicaSet/llama-predictor-${run.hash}`]: owner(
        'Deployment',
        'llama-predictor',
        'apps/v1',
        run,
      ),
    }),
    want: `InferenceService/llama by label ${KSERVE}/inferenceservice`,
  },
  {
    name: 'a Deployment that says it is another’s InferenceService',
    pod: (run) => standard(run, { [`${KSERVE}/inferenceservice`]: 'whisper' }),
    want: 'Deployment/llama-predictor by replicaset-name',
  },
  {
    name: 'an InferenceService whose component is not the Deployment’s',
    pod: (run) => standard(run, { [`${KSERVE}/component`]: 'transformer' }),
    want: 'Deployment/llama-predictor by replicaset-name',
  },
  {
    name: 'KServe in mode Knative',
    pod: (run) => knative('llama-predictor', run, inference),
    want: `InferenceService/llama by label ${KSERVE}/inferenceservice`,
  },
  {
    name: 'a Knative Service',
    pod: (run) => knative('asr', run),
    want: 'Service/asr by label serving.knative.dev/service',
  },
  {
    name: 'a Knative Service whose revisions have names too long for a Deployment',
    pod: (run) => knative('customer-support-llama-3-8b-instruct-fp8-long', run),
    want: 'Service/customer-support-llama-3-8b-instruct-fp8-long by label serving.knative.dev/service',
  },
  {
    name: 'a Knative Service whose own name is too long for a revision',
    pod: (run) => knative(LONG, run),
    want: `Service/${LONG} by label serving.knative.dev/service`,
  },
  {
    name: 'a Knative Service of another name than its Configuration: the Configuration',
    pod: (run) => knative('asr', run, { 'serving.knative.dev/service': 'whisper' }),
    want: 'Configuration/asr by label serving.knative.dev/configuration',
  },
  {
    name: 'KServe’s LLMInferenceService on one node',
    pod: (run) =>
      made(replicaSet('llama-kserve', run), run, { 'pod-template-hash': run.hash, ...llm('') }),
    want: 'LLMInferenceService/llama by label app.kubernetes.io/name',
  },
  {
    name: 'its prefill',
    pod: (run) =>
      made(replicaSet('llama-kserve-prefill', run), run, {
        'pod-template-hash': run.hash,
        ...llm('-prefill'),
      }),
    want: 'LLMInferenceService/llama by label app.kubernetes.io/name',
  },
  {
    name: 'KServe’s LLMInferenceService on several nodes',
    pod: (run) => worker('llama-kserve-mn', run, llm('-worker')),
    want: 'LLMInferenceService/llama by label app.kubernetes.io/name',
  },
  {
    name: 'a Deployment with a common name label is nobody else',
    pod: (run) =>
      made(replicaSet('llama-kserve', run), run, {
        'pod-template-hash': run.hash,
        'app.kubernetes.io/name': 'llama',
      }),
    want: 'Deployment/llama-kserve by replicaset-name',
  },
  {
    name: 'the leader of a LeaderWorkerSet',
    pod: (run) => leader('vllm', run),
    want: `LeaderWorkerSet/vllm by label ${LWS}/name`,
  },
  {
    name: 'a worker of a LeaderWorkerSet, whose StatefulSet hangs on its leader',
    pod: (run) => worker('vllm', run),
    want: `LeaderWorkerSet/vllm by label ${LWS}/name`,
  },
  {
    name: 'a StatefulSet that says it is of another set',
    pod: (run) => leader('vllm', run, { [`${LWS}/name`]: 'sglang' }),
    want: 'StatefulSet/vllm by owner',
  },
  {
    name: 'a RayService, whose cluster has another name after each upgrade',
    pod: (run) => ray('RayService', `voice-${run.five}`, run),
    want: 'RayService/voice by label ray.io/originated-from-cr-name',
  },
  {
    name: 'a RayService as KubeRay named its clusters before 1.4',
    pod: (run) => ray('RayService', `voice-raycluster-${run.five}`, run),
    want: 'RayService/voice by label ray.io/originated-from-cr-name',
  },
  {
    name: 'a RayCluster that says it comes from a RayService of another name',
    pod: (run) => ray('RayService', 'mine', run),
    want: 'RayCluster/mine by owner',
  },
  {
    name: 'a Kubeflow Notebook',
    pod: (run) => notebook('ada', run, { 'notebook-name': 'ada' }),
    want: 'Notebook/ada by label notebook-name',
  },
  {
    name: 'a StatefulSet that says it is another’s notebook',
    pod: (run) => notebook('ada', run, { 'notebook-name': 'bob' }),
    want: 'StatefulSet/ada by owner',
  },
];
