/** Whom Prometheus scrapes, and what it makes of labels that the target and the metric both have. */
import { nodesOf, type FleetScript } from './script.ts';
import { ofEngine, ofObjects, onNode, type Exposed } from './exposition.ts';

export interface Target {
  readonly path: string;
  /** Prometheus' own of this target: job, instance and, as an operator adds them, the pod's. */
  readonly labels: Readonly<Record<string, string>>;
  readonly honorLabels: boolean;
  readonly exposed: (script: FleetScript, at: number) => readonly Exposed[];
}

/** `honorLabels` is of the exporters on nodes; kube-state-metrics is scraped with its labels honoured, as it asks for. */
export const targetsOf = (script: FleetScript, honorLabels: boolean): readonly Target[] => [
  ...nodesOf(script).map((node) => ({
    path: `/nodes/${node}/metrics`,
    labels: {
      job: 'dcgm',
      instance: `${node}:9400`,
      namespace: 'gpu-operator',
      pod: `dcgm-exporter-${node}`,
      container: 'exporter',
    },
    honorLabels,
    exposed: (of: FleetScript, at: number) => onNode(of, node, at),
  })),
  {
    path: '/objects/metrics',
    labels: {
      job: 'objects',
      instance: 'kube-state-metrics:8080',
      namespace: 'monitoring',
      pod: 'kube-state-metrics-0',
      container: 'kube-state-metrics',
    },
    honorLabels: true,
    exposed: ofObjects,
  },
  // As a PodMonitor has it.
  ...(script.engines ?? []).map((engine) => ({
    path: `/engines/${engine.holder.pod}/metrics`,
    labels: {
      job: `${engine.holder.namespace}/engines`,
      instance: '10.0.3.4:8000',
      namespace: engine.holder.namespace,
      pod: engine.holder.pod,
      container: engine.holder.container,
    },
    honorLabels: false,
    exposed: (_: FleetScript, at: number) => ofEngine(engine, at),
  })),
];

/** As a scrape would store them: the loser of a clash is renamed, and an empty label is none. */
export function stored(target: Target, scraped: Exposed['labels']): Exposed['labels'] {
  const labels: Record<string, string> = { ...scraped };
  for (const [name, value] of Object.entries(target.labels)) {
    if (target.honorLabels && name in labels) continue;
    const clashing = labels[name] ?? '';
    if (clashing !== '') labels[`exported_${name}`] = clashing;
    labels[name] = value;
  }
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}
