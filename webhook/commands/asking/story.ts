/** What became of one pod, and from whom that is known: the server, the pod itself, an Event, or what is seen of it. */
import type { Decision } from '../../core/decision.ts';
import { DECISION, ORIGINAL } from '../../core/governed.ts';
import { wasOnlySet } from '../../core/missing/standing.ts';
import { readPod } from '../../core/read-pod.ts';
import { gpus } from '../../core/text.ts';
import { isRecord, member, text, type Raw } from '../../expand/raw.ts';
import { outcome as outcomeOf, standingOf, type Outcome } from '../../report/explain.ts';
import { changes, reasonLine, refusalText } from '../../report/lines.ts';
import type { Facts, Remembered } from './facts.ts';
import { whyUnsent } from './why-unsent.ts';

/** Of pods that were treated alike. */
export interface Story {
  readonly outcome: Outcome | 'would refuse' | 'never sent' | 'unknown';
  readonly pods: readonly string[];
  /** RFC 3339, of the latest. */
  readonly at?: string;
  readonly rule?: string;
  readonly says: string;
  /** E.g. `main: nvidia.com/gpu: 1 -> H100-80GB nvidia.com/mig-1g.10gb`. */
  readonly changed?: string;
  readonly grounds?: string;
  readonly mode?: Decision['mode'];
  readonly policy?: string;
  readonly decision?: string;
  readonly policyHash?: string;
  /** What it says is known from. */
  readonly from: 'the server' | 'its annotation' | 'an Event' | 'what is seen of it';
  /** Known without looking up the rule. */
  readonly change: readonly string[];
}

export const isOfCreation = ({ operation, dryRun }: Remembered): boolean =>
  operation === 'CREATE' && !dryRun;

export const uidOf = (pod: Raw): string => text(member(pod, 'metadata')['uid']) ?? '';
const nameOf = (pod: Raw): string => text(member(pod, 'metadata')['name']) ?? '';

export function storyOf(pod: Raw, facts: Facts): Story {
  const { memory } = facts;
  const uid = uidOf(pod);
  const item = memory.ok
    ? memory.value.items.find((one) => one.pod.uid === uid && isOfCreation(one))
    : undefined;
  if (item !== undefined) return ofServer(item);
  const annotation = text(member(pod, 'metadata', 'annotations')[DECISION]);
  return annotation === undefined ? ofNothing(pod, facts) : ofAnnotation(pod, annotation);
}

export function ofServer({ at, pod, proposed, judged }: Remembered): Story {
  const decision = judged ?? proposed;
  const name = pod.name ?? `${pod.generateName ?? ''}*`;
  const first = { pods: [name], at, from: 'the server', change: [] } as const;
  if (decision === undefined)
    return { ...first, outcome: 'unknown', says: 'no decision is on record' };
  const story = toldBy(proposed ?? decision, decision);
  // What was proposed says whose terms those were; a refusal, whose guardrail.
  const told = decision.verdict === 'refuse' ? decision : (proposed ?? decision);
  const { policy, mode, policyHash, id, workload } = told;
  const knownAs = `${workload.kind}/${workload.name}`;
  return {
    ...first,
    ...story,
    mode,
    policy,
    policyHash,
    decision: id,
    grounds: `known as ${knownAs}, ${standingOf(told)}`,
  };
}

/** Both visits in the words of `explain -f`; and what a guardrail would do, were it enforced. */
function toldBy(
  proposed: Decision,
  judged: Decision,
): Pick<Story, 'outcome' | 'rule' | 'says' | 'changed'> {
  const changed = changes(proposed);
  const what = changed === '' ? {} : { changed };
  if (judged.verdict === 'refuse') {
    const outcome = judged.inForce ? 'refused' : 'would refuse';
    return { outcome, rule: judged.because.rule, says: refusalText(judged), ...what };
  }
  const { rule, says } = proposed.because;
  const claim = `${gpus(judged.claimAsked.milliGPU)} -> ${gpus(judged.claimFinal.milliGPU)} GPU`;
  return {
    outcome: outcomeOf(proposed, judged),
    rule,
    says: `${reasonLine({ rule, says })}; claim ${claim}`,
    ...what,
  };
}

/** Written by `/mutate`, and kept from being forged by a guardrail where that is enforced. */
function ofAnnotation(pod: Raw, says: string): Story {
  const original = text(member(pod, 'metadata', 'annotations')[ORIGINAL]) ?? '';
  const id = idIn(original);
  return {
    outcome: hasOnlyRequests(pod) ? 'requests set' : 'rewritten',
    pods: [nameOf(pod)],
    at: text(member(pod, 'metadata')['creationTimestamp']) ?? '',
    says,
    from: 'its annotation',
    change: [],
    ...(id === undefined ? {} : { decision: id }),
  };
}

function hasOnlyRequests(pod: Raw): boolean {
  const read = readPod(pod);
  return read.ok && wasOnlySet(read.pod);
}

function idIn(original: string): string | undefined {
  try {
    const value: unknown = JSON.parse(original);
    return isRecord(value) ? text(value['id']) : undefined;
  } catch {
    return undefined;
  }
}

function ofNothing(pod: Raw, facts: Facts): Story {
  const { outcome, says, change: what } = whyUnsent(pod, facts);
  return { outcome, pods: [nameOf(pod)], says, from: 'what is seen of it', change: what };
}

const DENIED =
  /admission webhook "[^"]*tranche\.dev" denied the request: (([a-z-]+\/[a-z-]+): .*)$/s;

/** What a controller was told, where the server cannot be asked any more. */
export function ofEvent(message: string): Story[] {
  const [, says, rule] = DENIED.exec(message) ?? [];
  if (says === undefined || rule === undefined) return [];
  return [{ outcome: 'refused', pods: [], rule, says, from: 'an Event', change: [] }];
}
