/** Whose requests are nobody's to write, however little they say. */
import type { Reason } from '../decision.ts';
import { exempting } from '../exemption.ts';
import { NOBODY, queued, refusedAnyway, toldToLeave, tooMany } from '../fit/blocked.ts';
import { placedByEngine } from '../fit/fraction.ts';
import { neverSlice } from '../never-slice/all.ts';
import type { NeverSlice } from '../never-slice/rule.ts';
import type { Question } from '../question.ts';
import type { Wish } from './wishes.ts';

export function leftAlone(question: Question, { rule }: Wish): Reason | undefined {
  const { terms, pod, exemptions, readAt } = question;
  const optOut = terms === 'none' ? 'allowed' : terms.optOut;
  const kueue = terms === 'none' ? 'leave' : terms.kueue;
  const said =
    tooMany(question) ??
    refusedAnyway(question) ??
    toldToLeave(question, optOut) ??
    queued(pod, kueue);
  if (said !== undefined) return said.because;
  const exemption = exempting(exemptions, rule, readAt);
  return exemption === undefined
    ? placedElsewhere(question)
    : { rule, says: `GpuExemption ${exemption.name} of ${exemption.owner} lets it past ${rule}` };
}

/**
 * Where a request would be read by somebody whose room we do not know: another engine or scheduler, the
 * kubelet of a node that was chosen by hand and that turns down what it has no room for, the allocator of
 * claims, and whoever places a gang all together. A slice by name, many GPUs, a privileged container
 * and the like are no reason: kube-scheduler counts what they request as it counts everybody's.
 */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'never/invalid-count',
  'never/resource-claims',
  'never/other-engine',
  'never/placed-by-hand',
  'never/other-scheduler',
  'never/gang',
]);

const READERS: readonly NeverSlice[] = neverSlice.filter(({ id }) => ELSEWHERE.has(id));

function placedElsewhere({ pod, asks, catalogue, terms, workload }: Question): Reason | undefined {
  const owner = workload === 'unknown' ? NOBODY : workload;
  for (const { id, check } of READERS) {
    if (id === 'never/other-scheduler' && terms !== 'none' && placedByEngine(pod, terms)) continue;
    const says = check({ pod, asks, workload: owner, catalogue });
    if (says !== undefined) return { rule: id, says };
  }
  return undefined;
}
