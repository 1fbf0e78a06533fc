/** Who controlled pods that are gone: kube-state-metrics said so while they lived. */
import type { SeriesSource, SeriesPatience } from '../../ports.ts';
import { firstOf } from '../../usage/sources/table.ts';
import { nameOf, type MakerOf } from '../../usage/profiling/whose.ts';
import type { Series } from '../../usage/measured.ts';
import type { Span } from './windows.ts';

export const POD_OWNER = 'kube_pod_owner';

/** A pod that nobody saw in any hour held no GPU for long. */
const HOUR_S = 3600;

export async function makersOf(
  source: SeriesSource,
  namespaces: readonly string[],
  { after, until }: Span,
  patience: SeriesPatience,
): Promise<MakerOf> {
  const makers = new Map<string, { kind: string; name: string }>();
  if (namespaces.length === 0) return makers;
  const wanted = {
    metrics: [{ name: POD_OWNER, over: 'last' }],
    namespaces,
    namespaceLabels: ['exported_namespace', 'namespace'],
    after,
    // The hour that has begun counts as well.
    until: Math.ceil(until / HOUR_S) * HOUR_S,
    everySeconds: HOUR_S,
  } as const;
  for await (const { series } of source.parts(wanted, patience))
    for (const one of series) note(one.labels, makers);
  return makers;
}

function note(labels: Series['labels'], makers: Map<string, { kind: string; name: string }>) {
  const namespace = firstOf(labels, ['exported_namespace', 'namespace']);
  const pod = firstOf(labels, ['exported_pod', 'pod']);
  const { owner_kind: kind = '', owner_name: name = '' } = labels;
  if (labels['owner_is_controller'] === 'true' && kind !== '' && name !== '')
    makers.set(nameOf(namespace, pod), { kind, name });
}
