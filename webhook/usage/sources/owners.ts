/**
 * Whose figure a series is. Prometheus keeps the exporter's own `pod` and moves the workload's to
 * `exported_pod` unless told to honour the scraped one, so the same label is the workload in one
 * cluster and the exporter in another. What the series of one scrape job have among them tells which:
 * of a GPU that nobody holds there is no `exported_pod`, and its `pod` must not pass for a workload.
 */
import type { Labels } from '../../core/pod.ts';
import type { Series } from '../measured.ts';
import { firstOf, type OwnerLabels } from './table.ts';

export interface Owner {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The labels that name the workload in the series of one scrape job. */
export type Layout = Readonly<Record<keyof OwnerLabels, string>>;

const jobOf = (labels: Labels): string => labels['job'] ?? '';

/**
 * Of one metric, by scrape job: two exporters in one cluster need not be scraped alike, and HAMi's old
 * and new names differ in their labels, too.
 */
export function layoutsOf(all: Iterable<Series>, owner: OwnerLabels): ReadonlyMap<string, Layout> {
  const found = new Map<string, Set<string>>();
  for (const { labels } of all) {
    const there = found.get(jobOf(labels)) ?? new Set();
    found.set(jobOf(labels), there);
    for (const key of [...owner.namespace, ...owner.pod, ...owner.container])
      if ((labels[key] ?? '') !== '') there.add(key);
  }
  return new Map(
    [...found].map(([job, there]) => [
      job,
      {
        namespace: best(owner.namespace, there),
        pod: best(owner.pod, there),
        container: best(owner.container, there),
      },
    ]),
  );
}

const best = (keys: readonly string[], there: ReadonlySet<string>): string =>
  keys.find((key) => there.has(key)) ?? keys[0] ?? '';

export function ownerOf(labels: Labels, layouts: ReadonlyMap<string, Layout>): Owner | 'nobody' {
  const layout = layouts.get(jobOf(labels));
  if (layout === undefined) return 'nobody';
  const {
    [layout.namespace]: namespace,
    [layout.pod]: pod,
    [layout.container]: container,
  } = labels;
  const complete = namespace && pod && container;
  if (!complete || isExporter(labels, { pod, container })) return 'nobody';
  return { namespace, pod, container };
}

/**
 * An exporter whose kubelet does not answer serves series without a workload, and a scrape that honours
 * labels fills in the exporter's own. Its pod is named after the service or the job it is scraped by.
 */
function isExporter(labels: Labels, own: Pick<Owner, 'pod' | 'container'>): boolean {
  if (labels['pod'] !== own.pod) return false;
  const names = [firstOf(labels, ['service']), labels['job']?.split('/').at(-1)];
  return (
    /(^|-)exporter(-|$)/.test(own.container) ||
    names.some((name) => name !== undefined && name !== '' && own.pod.startsWith(`${name}-`))
  );
}
