/**
 * Every metric that there is: what a running server serves, what exporters and engines are read by and
 * what their fixtures have, what the recording rules make of it, and what neighbours document.
 */
import { globSync } from 'node:fs';
import { parse } from 'yaml';
import { sampleServer } from '../../webhook/commands/sample-server.ts';
import { engineMetricNames, engines } from '../../webhook/usage/engines/all.ts';
import { metricNames, sources } from '../../webhook/usage/sources/all.ts';
import { at, read } from '../generate/files.ts';

export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
}

export function rulesIn<R extends Rule>(path: string): R[] {
  const { groups }: { groups: readonly { readonly rules: R[] }[] } = parse(read(path));
  return groups.flatMap(({ rules }) => rules);
}

/** Of kube-state-metrics: docs/metrics/workload/{pod,job,replicaset}-metrics.md. */
const ofKubeStateMetrics = [
  'kube_pod_owner',
  'kube_pod_status_phase',
  'kube_pod_container_resource_requests',
  'kube_pod_container_status_restarts_total',
  'kube_replicaset_owner',
  'kube_job_owner',
];

/** Of dcgm-exporter: etc/default-counters.csv, on as it comes. */
const ofExporter = ['DCGM_FI_DEV_FB_FREE'];

/** Of XPU Manager: doc/Prometheus_Exported_Metrics.csv. */
const ofXpuManager = ['xpum_memory_ratio'];

/** Of the API server: kubernetes.io/docs/reference/instrumentation/metrics. */
const ofApiServer = ['apiserver_admission_webhook_fail_open_count'];

/** Prometheus' own. */
const ofScraping = ['up'];

/** Of a server that measures by itself, which the sample's does not. */
const ofProfiler = [
  'tranche_profiler_last_success_timestamp_seconds',
  'tranche_profiler_runs_total',
];

export async function exposed(): Promise<ReadonlySet<string>> {
  return new Set([
    ...(await ofServer()),
    ...Object.values(sources).flatMap(({ name }) => metricNames(name)),
    ...Object.values(engines).flatMap(({ name }) => engineMetricNames(name)),
    ...globSync('{sources,engines}/fixtures/*.prom', { cwd: at('webhook/usage') }).flatMap((file) =>
      samplesIn(read(`webhook/usage/${file}`)),
    ),
    ...rulesIn('manifests/prometheus/recording-rules.yaml').map(({ record = '' }) => record),
    ...ofKubeStateMetrics,
    ...ofExporter,
    ...ofXpuManager,
    ...ofApiServer,
    ...ofScraping,
    ...ofProfiler,
  ]);
}

async function ofServer(): Promise<string[]> {
  const server = await sampleServer();
  try {
    const answer = await fetch(`http://127.0.0.1:${server.adminPort}/metrics`);
    return samplesIn(await answer.text());
  } finally {
    await server.stop();
  }
}

const samplesIn = (text: string): string[] =>
  [...text.matchAll(/^([a-zA-Z_:][\w:]*)[{ ]/gm)].map(([, name = '']) => name);
