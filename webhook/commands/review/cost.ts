/** What pods of a template cost in a cluster, as they are written and as they would be stored. */
import { nothing, plus, times } from '../../core/claim.ts';
import { readPod } from '../../core/read-pod.ts';
import { ofKind } from '../../policy/documents.ts';
import { moneyOf, unpricedIn, type Many } from '../../review/money.ts';
import type { Counted, TeamQuota } from '../../review/sums.ts';
import { isRefused } from '../turn.ts';
import type { Stage } from '../standing.ts';
import { askedOfNone, type Judged } from './outcome.ts';

/** What is refused, by the API server or by us, is left out of what both sides cost. */
export function costOf(
  told: Judged,
  stage: Stage | 'unseen',
): Pick<Counted, 'refused' | 'before' | 'after' | 'unpriced'> {
  const { lots, each, apiServer } = told;
  const turnedAway =
    apiServer === undefined
      ? each.filter(isRefused).map((one) => times(one.judged.claimAsked, one.pods))
      : [askedOfNone(told)];
  const refused = turnedAway.reduce(plus, nothing);
  if (stage === 'unseen') return { refused, before: 'unknown', after: 'unknown' };
  const world = stage.source.current();
  const letIn = lots.filter(({ outcome }) => outcome !== 'refused');
  const before = moneyOf(podsOf(letIn, 'submitted'), world);
  const after = moneyOf(podsOf(letIn, 'admitted'), world);
  const unpriced = [
    ...(before === 'unknown' ? unpricedIn(podsOf(letIn, 'submitted'), world) : []),
    ...(after === 'unknown' ? unpricedIn(podsOf(letIn, 'admitted'), world) : []),
  ];
  return { refused, before, after, unpriced };
}

/** Read only once somebody prices them: most clusters set no prices. */
function* podsOf(lots: Judged['lots'], as: 'submitted' | 'admitted'): Iterable<Many> {
  for (const { pods, first } of lots) {
    const read = readPod(first[as]);
    if (read.ok) yield [read.pod, pods];
  }
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
