/** What pods of a template cost in a cluster, as they are written and as they would be stored. */
import { nothing, plus, times } from '../../core/claim.ts';
import type { Pod } from '../../core/pod.ts';
import { readPod } from '../../core/read-pod.ts';
import { ofKind } from '../../policy/documents.ts';
import { moneyOf } from '../../review/money.ts';
import type { Counted, TeamQuota } from '../../review/sums.ts';
import { isRefused } from '../replicas.ts';
import type { Stage } from '../standing.ts';
import type { Judged } from './outcome.ts';

/** What is refused, by the API server or by us, is left out of what both sides cost. */
export function costOf(
  { lots, each, judged, judgedPods, apiServer }: Judged,
  stage: Stage | 'unseen',
): Pick<Counted, 'refused' | 'before' | 'after'> {
  const letIn = lots.filter(({ outcome }) => outcome !== 'refused');
  const before = letIn.flatMap(({ pods, first }) => many(first.submitted, pods));
  const after = letIn.flatMap(({ pods, first }) => many(first.admitted, pods));
  const turnedAway =
    apiServer === undefined
      ? each.filter(isRefused).map((one) => one.judged.claimAsked)
      : [times(judged.claimAsked, judgedPods)];
  const refused = turnedAway.reduce(plus, nothing);
  if (stage === 'unseen') return { refused, before: 'unknown', after: 'unknown' };
  const world = stage.source.current();
  return { refused, before: moneyOf(before, world), after: moneyOf(after, world) };
}

function many(pod: unknown, count: number): Pod[] {
  const read = readPod(pod);
  return read.ok ? Array.from({ length: count }, () => read.pod) : [];
}

/** As it is before anything is judged; of each team of the cluster. */
export function quotasOf({ documents, source, ledger }: Stage): ReadonlyMap<string, TeamQuota> {
  const world = source.current();
  return new Map(
    ofKind(documents, 'GpuQuota').flatMap(({ value }) => {
      const [first] = value.spec.namespaces;
      const quota = first === undefined ? 'unassigned' : world.quota(first);
      if (quota === 'unassigned') return [];
      return [[quota.team, { limits: quota.limits, used: ledger.peek(quota.team) }] as const];
    }),
  );
}
