/**
 * What the corpus of deployed manifests is made of: a table of the projects people really run and of
 * the files that stand for them, held against the folder in both ways, so that neither can lose one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { expand } from '../expand/expand.ts';
import { libraryOf } from '../expand/library.ts';
import { manifestsIn } from '../expand/manifest.ts';
import { deployed, renderings } from './deployed-renderings.ts';

const root = fileURLToPath(new URL('deployed/manifests', import.meta.url));
const files = readdirSync(root).toSorted();

const projects: Readonly<Record<string, readonly string[]>> = {
  vLLM: ['vllm-single', 'vllm-small', 'vllm-tensor-parallel', 'vllm-parallel-mismatch'],
  'the production stack, with KEDA': ['vllm-production-stack'],
  SGLang: ['sglang-single', 'sglang-two-nodes'],
  TGI: ['tgi-single', 'tgi-sharded'],
  'servers of embeddings': ['tei-embeddings'],
  Triton: ['triton-models'],
  'TensorRT-LLM': ['tensorrt-llm-serve'],
  NIM: ['nim-deployment', 'nim-service'],
  Ollama: ['ollama'],
  LocalAI: ['localai'],
  'llama.cpp': ['llama-cpp'],
  Whisper: ['whisper-api', 'intel-whisper'],
  'pictures from words': ['stable-diffusion-webui', 'comfyui'],
  Milvus: ['milvus-gpu-index'],
  KubeRay: ['ray-cluster', 'ray-autoscaling', 'ray-job', 'ray-service', 'ray-workers-of-two-hosts'],
  KServe: [
    'kserve-model-and-runtime',
    'kserve-huggingface',
    'kserve-custom-predictor',
    'kserve-multi-node',
    'kserve-llm-service',
    'kserve-canary',
  ],
  Knative: ['knative-service'],
  'Kubeflow training': [
    'pytorchjob',
    'pytorchjob-elastic',
    'mpijob',
    'tfjob',
    'trainjob',
    'trainjob-runtime-elsewhere',
  ],
  'Kubeflow notebooks and pipelines': ['notebook', 'pipelines-run'],
  JobSet: ['jobset'],
  LeaderWorkerSet: ['leaderworkerset-vllm'],
  Volcano: ['volcano-job', 'volcano-vgpu-job'],
  Kueue: ['kueue-job'],
  'Argo Workflows': ['argo-workflow', 'argo-template-and-cron'],
  'Argo Rollouts': ['argo-rollout'],
  Tekton: ['tekton-task-run'],
  Airflow: ['airflow-pod-template', 'airflow-operator-pod'],
  JupyterHub: ['jupyterhub-singleuser', 'jupyterhub-hub'],
  Spark: ['spark-rapids', 'spark-scheduled'],
  Dask: ['dask-cluster'],
  Slurm: ['slurm-nodes'],
  'what runs the cards': ['dcgm-exporter', 'device-plugin'],
  HAMi: ['hami-pod'],
  'slices by name': ['mig-by-name', 'mig-nobody-has', 'time-sliced-by-name'],
  'claims for devices': ['dra-claim-template'],
  'cards of other makers': ['amd-vllm', 'intel-whisper'],
  'plain Kubernetes': [
    'indexed-job',
    'cronjob-batch-inference',
    'gpu-job-by-torchrun',
    'statefulset-inference',
    'daemonset-on-cards',
    'replication-controller',
    'a-list',
  ],
  'several containers': ['sidecars-and-init', 'two-gpu-containers'],
  quotas: ['native-quota', 'over-quota'],
  'what should be found': ['gpu-without-asking', 'pinned-to-a-node', 'requests-without-limits'],
};

test.each(Object.entries(projects))('%s stands in the corpus', (_, names) => {
  expect(files).toEqual(expect.arrayContaining(names.map((name) => `${name}.yaml`)));
});

test('no file is forgotten by the table', () => {
  const named = new Set(Object.values(projects).flat());
  expect(files.filter((file) => !named.has(file.replace(/\.yaml$/, '')))).toEqual([]);
  expect(files.length).toBeGreaterThanOrEqual(60);
});

test.each(files)('%s can be read, and says what it is shaped after', (file) => {
  const source = readFileSync(join(root, file), 'utf8');
  const { objects, faults } = manifestsIn(file, source);
  expect(faults).toEqual([]);
  expect(objects.length).toBeGreaterThan(0);
  expect(source.split('\n', 1)[0]).toMatch(/^# .+, after https:\/\/\S+$/);
});

/** Kinds that make no pods themselves; all others must tell theirs, or that only their controller can. */
const without = new Set([
  'ClusterTrainingRuntime',
  'ConfigMap',
  'HorizontalPodAutoscaler',
  'LimitRange',
  'NIMCache',
  'PersistentVolumeClaim',
  'ResourceClaimTemplate',
  'ResourceQuota',
  'ScaledObject',
  'Secret',
  'Service',
  'ServiceAccount',
  'ServingRuntime',
  'WorkflowTemplate',
]);

const everything = [
  ...files.map((file) => `manifests/${file}`),
  ...renderings.map(({ name }) => `rendered/${name}.yaml`),
];

test.each(everything)('%s holds no object that would be passed over in silence', (file) => {
  const { objects } = manifestsIn(file, readFileSync(join(deployed, file), 'utf8'));
  const library = libraryOf(objects, 'default');
  const silent = objects
    .flatMap((object) => expand(object, { namespace: 'default', minute: 0, most: 1, library }))
    .filter(({ pods, opaque, untold }) => pods.length === 0 && !opaque && untold === undefined)
    .map(({ source }) => source.kind)
    .filter((kind) => !without.has(kind));
  expect(silent).toEqual([]);
});
