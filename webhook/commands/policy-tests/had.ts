/** What became of a case's pods, in the words in which a case says what should. */
import type { Decision, Reason, RuleOutcome } from '../../core/decision.ts';
import { readPod } from '../../core/read-pod.ts';
import { requiredTerms } from '../../core/selector.ts';
import type { Container, Pod } from '../../core/pod.ts';
import type { Raw } from '../../expand/raw.ts';
import { reasonLine, warningLine } from '../../report/lines.ts';
import type { Told } from '../replicas.ts';

export interface Had {
  readonly verdict: Decision['verdict'];
  readonly inForce: boolean;
  readonly mode: Decision['mode'];
  readonly class: Decision['class'];
  readonly policy: string;
  readonly team: string;
  readonly because: string;
  readonly admitted: number;
  readonly claim: Decision['claimFinal'];
  readonly rules: ReadonlyMap<string, RuleOutcome['outcome']>;
  /** By container and name. */
  readonly resources: ReadonlyMap<string, Readonly<Record<string, string | number>>>;
  /** By key of the label; one that is not there holds the pod to nothing. */
  readonly pins: ReadonlyMap<string, readonly string[]>;
  /** The whole pod. */
  readonly stored: Raw;
  readonly sentences: readonly string[];
  readonly warnings: readonly string[];
}

type Visits = Pick<Told, 'proposed' | 'judged' | 'admitted' | 'admittedPods'>;

export function hadOf(told: Visits): Had {
  const { proposed, judged } = told;
  const refused = judged.verdict === 'refuse';
  const said = refused ? judged : proposed;
  const pod = podOf(told.admitted);
  return {
    verdict: said.verdict,
    inForce: said.inForce,
    mode: proposed.mode,
    class: proposed.class,
    policy: proposed.policy,
    team: proposed.team,
    because: said.because.rule,
    admitted: told.admittedPods,
    claim: judged.claimFinal,
    rules: new Map(
      [...requestRules(proposed), ...judged.rules].map(({ id, outcome }) => [id, outcome]),
    ),
    resources: new Map(
      containersOf(pod).map(({ name, resources }) => [name, { ...resources?.limits }]),
    ),
    pins: pinsOf(pod),
    stored: told.admitted,
    sentences: sentencesOf(told, said.because),
    warnings: [proposed, judged].flatMap((decision) => warningLine(decision) ?? []),
  };
}

function podOf(raw: unknown): Pod {
  const read = readPod(raw);
  // It was read a moment ago, to be judged.
  if (!read.ok) throw new Error(read.faults.map(({ says }) => says).join('; '));
  return read.pod;
}

const containersOf = ({ spec }: Pod): readonly Container[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
];

/** What was found missing, and what became of it, is told at the first visit. */
const requestRules = ({ rules }: Decision): readonly RuleOutcome[] =>
  rules.filter(({ id }) => id.startsWith('request/'));

/** The one told first comes first. */
function sentencesOf({ proposed, judged }: Visits, first: Reason): string[] {
  const reasons = [
    first,
    ...proposed.containers.flatMap((container) => container.reasons),
    ...[...requestRules(proposed), ...judged.rules]
      .filter(({ reason }) => reason !== '')
      .map(({ id, reason }) => ({ rule: id, says: reason })),
  ];
  return [...new Set(reasons.map(reasonLine))];
}

/** A label holds the pod where each of its terms names values for it. */
function pinsOf(pod: Pod): Map<string, readonly string[]> {
  const terms = (requiredTerms(pod) ?? [{}]).map((term) => {
    const held = new Map(
      Object.entries(pod.spec.nodeSelector ?? {}).map(([key, one]) => [key, [one]]),
    );
    for (const { key, operator, values = [] } of term.matchExpressions ?? [])
      if (operator === 'In') held.set(key, [...values]);
    return held;
  });
  const [first = new Map<string, string[]>(), ...others] = terms;
  const pins = new Map<string, readonly string[]>();
  for (const [key, values] of first)
    if (others.every((term) => term.has(key)))
      pins.set(
        key,
        [...new Set([...values, ...others.flatMap((term) => term.get(key) ?? [])])].toSorted(),
      );
  return pins;
}
