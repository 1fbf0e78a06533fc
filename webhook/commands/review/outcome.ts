/** What became of a template in one cluster, in the words of a report. */
import { nothing, times, type Claim } from '../../core/claim.ts';
import type { Decision, Reason } from '../../core/decision.ts';
import { resourceClaims } from '../../core/never-slice/access.ts';
import { readPod } from '../../core/read-pod.ts';
import { counted } from '../../core/text.ts';
import { tellsHowMany } from '../../expand/api-server.ts';
import { colours } from '../../report/colour.ts';
import { outcome } from '../../report/explain.ts';
import { podDiff } from '../../report/pod-view.ts';
import type { Outcome } from '../../review/report.ts';
import type { Rehearsal } from '../../rehearse.ts';
import type { Told } from '../replicas.ts';
import { isRefused } from '../turn.ts';

export type Judged = Omit<Told, 'notes' | 'begins' | 'policies'>;

const PLAIN = colours(false);

export function outcomeOf(told: Judged, cluster: string): Outcome {
  const { proposed, submitted, admitted, ops, claim, judgedPods, admittedPods } = told;
  const { mode, class: kind, team, policy, id } = proposed;
  const stored = told.apiServer === undefined;
  return {
    cluster,
    ...verdictOf(told),
    mode,
    class: kind,
    team,
    policy,
    asked: listed(proposed, ({ asked }) => asked),
    chosen: chosenBy(told),
    because: becauseOf(told),
    claimAsked: stored ? claim.asked : askedOfNone(told),
    claimFinal: stored ? claim.final : nothing,
    pods: { judged: judgedPods, admitted: admittedPods },
    id,
    diff: podDiff(submitted, admitted, PLAIN),
    patch: ops,
  };
}

/** What pods ask for that the API server stores none of; nothing where nobody can tell how many devices that are. */
export function askedOfNone({ submitted, judged, judgedPods }: Judged): Claim {
  const read = readPod(submitted);
  return read.ok && tellsHowMany(read.pod) ? times(judged.claimAsked, judgedPods) : nothing;
}

/** What would be refused, were its policy to enforce, is told before what would be rewritten. */
function verdictOf(told: Judged): Pick<Outcome, 'verdict' | 'inForce'> {
  const { proposed, judged, apiServer } = told;
  if (apiServer !== undefined) return { verdict: 'refused', inForce: true };
  const word = outcome(proposed, judged);
  const foretold = word === 'would rewrite' || word === 'left';
  if (foretold && objectedTo(told) !== undefined) return { verdict: 'refused', inForce: false };
  if (word === 'would rewrite') return { verdict: 'rewritten', inForce: false };
  return { verdict: word, inForce: true };
}

/** Of all that is said of a pod, what its outcome hangs on. */
function becauseOf(told: Judged): Reason {
  const { judged, apiServer } = told;
  if (apiServer !== undefined) return apiServer;
  if (verdictOf(told).verdict === 'refused') return (objectedTo(told)?.judged ?? judged).because;
  return keptFor(told);
}

/** Of a pod that is let in. */
export function keptFor({ proposed, judged, submitted }: Rehearsal): Reason {
  const claimed = judged.claimAsked.milliGPU > 0 && proposed.because.rule === 'visit/no-gpu';
  return (claimed ? ofClaims(submitted) : undefined) ?? proposed.because;
}

/** The first that is refused, or would be: of replicas the quota may hold all but the last. */
const objectedTo = ({ each }: Judged): Rehearsal | undefined =>
  each.find(({ judged }) => judged.verdict === 'refuse');

/** Of those let in; where they are given different shapes, how many are given each. */
function chosenBy({ proposed, each }: Judged): string {
  const shapes = new Map<string, number>();
  for (const one of each.filter((pod) => !isRefused(pod))) {
    const shape = listed(one.proposed, ({ chosen }) => chosen);
    shapes.set(shape, (shapes.get(shape) ?? 0) + one.pods);
  }
  const all = [...shapes];
  const [first] = all;
  if (first === undefined) return listed(proposed, ({ chosen }) => chosen);
  return all.length === 1 ? first[0] : all.map(([shape, pods]) => `${pods} × ${shape}`).join(', ');
}

/** Only its claims say that it asks for a GPU, and the first visit never sees a pod that names none. */
function ofClaims(submitted: unknown): Reason | undefined {
  const read = readPod(submitted);
  const claims = read.ok ? (read.pod.spec.resourceClaims?.length ?? 0) : 0;
  if (claims === 0) return undefined;
  const { id, about } = resourceClaims;
  return {
    rule: id,
    says: `it has ${counted(claims, 'resource claim')}; ${about.replace(/\.$/, '')}`,
  };
}

/** E.g. `nvidia.com/gpu: 1`, and `2 containers nvidia.com/gpu: 1` of two alike. */
function listed(
  { containers }: Decision,
  of: (container: Decision['containers'][number]) => string,
): string {
  const counts = new Map<string, number>();
  for (const container of containers)
    counts.set(of(container), (counts.get(of(container)) ?? 0) + 1);
  return [...counts]
    .map(([words, count]) => (count === 1 ? words : `${counted(count, 'container')} ${words}`))
    .join(', ');
}

/** A pod that nobody asks about, in a cluster. */
export const unasked = (cluster: string, says: string, pods: number): Outcome => ({
  cluster,
  verdict: 'never sent',
  inForce: true,
  mode: 'observe',
  class: 'unknown',
  team: 'unassigned',
  policy: 'none',
  asked: '',
  chosen: '',
  because: { rule: 'lint/never-sent', says },
  claimAsked: nothing,
  claimFinal: nothing,
  pods: { judged: pods, admitted: pods },
  id: '',
  diff: [],
  patch: [],
});
