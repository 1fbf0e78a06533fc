/**
 * Which policies hold for a pod, out of a thousand and within microseconds. What a policy can ask
 * about is known beforehand, so the answer is remembered under exactly those answers of the pod:
 * pods of one workload ask once. Nothing remembered outlives the set, which is never changed but
 * replaced.
 */
import type { RuleId, WorkloadClass } from '../core/decision.ts';
import type { Labels } from '../core/pod.ts';
import type { GuardInForce, Guards, Subject, Terms } from '../core/terms.ts';
import type { World } from '../core/world.ts';
import { bounded } from '../core/bounded.ts';
import { narrowed, type Narrowed } from './narrow.ts';
import { canonical } from './canonical.ts';
import { goesAsFar, stricter, type Policy, type PolicyGuard } from './policies.ts';

export type Selection = Pick<World, 'assignedClass' | 'terms' | 'guards'>;

interface Answer {
  readonly terms: Terms | 'none';
  readonly guards: Guards;
}

type Assigned = ReturnType<World['assignedClass']>;

/** Some hundred bytes each; a cluster has fewer kinds of pods than this. */
export const REMEMBERED = 16_384;
/** These hold policies by the hundred. */
const NARROWED = 512;

/** `policies` in the order they win. */
export function selectionOf(policies: readonly Policy[]): Selection {
  const classing = asker(policies.filter((policy) => policy.class !== undefined));
  const granting = asker(
    policies.filter(({ terms, guards }) => terms !== undefined || guards.length > 0),
  );
  const assigned = bounded<Assigned>(REMEMBERED);
  const answers = bounded<Answer>(REMEMBERED);

  const answer = (subject: Subject, of: WorkloadClass): Answer => {
    const key = granting.keyOf(subject, of);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const found = { sure: granting.matching(subject, of), perhaps: granting.perhaps(subject, of) };
    const made = answerOf(found, subject.namespace, of);
    answers.set(key, made);
    return made;
  };

  return {
    assignedClass(subject) {
      const key = classing.keyOf(subject, 'unknown');
      const known = assigned.get(key);
      if (known !== undefined) return known;
      const [first] = classing.matching(subject, 'unknown');
      const made = first?.class === undefined ? 'none' : { class: first.class, policy: first.name };
      assigned.set(key, made);
      return made;
    },
    terms: (subject, of) => answer(subject, of).terms,
    guards: (subject, of) => answer(subject, of).guards,
  };
}

interface Found {
  readonly sure: readonly Policy[];
  /** And those of which nobody can tell. */
  readonly perhaps: readonly Policy[];
}

/** Terms of the one winner, guards of all: who could not be asked is not let through for it. */
function answerOf({ sure, perhaps }: Found, namespace: string, of: WorkloadClass): Answer {
  const guards = new Map<RuleId, readonly Held[]>();
  for (const policy of perhaps)
    for (const guard of policy.guards)
      if (!guard.except(namespace))
        guards.set(guard.rule, withOneMore(guards.get(guard.rule) ?? [], guard, policy.name));
  const winner = sure.find(({ terms }) => terms !== undefined);
  return { terms: winner?.terms?.(of) ?? 'none', guards };
}

/** With the names of those that were left out for it: there may be hundreds. */
interface Held extends GuardInForce {
  readonly also: string[];
}

/**
 * Where two hold a rule to the same, the stricter acts, and the first of equals has said it. One may
 * find more and the other set more: a policy that enforces may say nothing of what it finds.
 */
function withOneMore(
  named: readonly Held[],
  { severity, written, mode, parameters }: PolicyGuard,
  policy: string,
): readonly Held[] {
  const more: Held = { severity, written, mode, parameters, policy, also: [] };
  const held = canonical(parameters);
  const alike = named.filter((one) => canonical(one.parameters) === held);
  const stronger = alike.find((one) => covers(one, more));
  if (stronger !== undefined) return named.with(named.indexOf(stronger), strictest(stronger, more));
  const weaker = alike.find((one) => covers(more, one));
  return weaker === undefined
    ? [...named, more]
    : named.with(named.indexOf(weaker), strictest(more, weaker));
}

function strictest(acts: Held, { written, policy, also }: Held): Held {
  acts.also.push(policy, ...also);
  return { ...acts, written: stricter(acts.written, written) };
}

const covers = (one: GuardInForce, other: GuardInForce): boolean =>
  stricter(one.severity, other.severity) === one.severity && goesAsFar(one.mode, other.mode);

interface Asker {
  /** Equal for subjects that no policy here can tell apart. */
  keyOf(subject: Subject, of: WorkloadClass): string;
  matching(subject: Subject, of: WorkloadClass): readonly Policy[];
  /** As `matching`, with those that ask what nobody can answer. */
  perhaps(subject: Subject, of: WorkloadClass): readonly Policy[];
}

export function asker(policies: readonly Policy[]): Asker {
  const namespaceKeys = keysOf(policies.map(({ match }) => match.namespaceLabels));
  const podKeys = keysOf(policies.map(({ match }) => match.podLabels));
  const byOwnerName = policies.some(({ match }) => match.byOwnerName);
  const narrowings = bounded<Narrowed>(NARROWED);
  const everyone = narrowed(policies);

  const narrow = (subject: Subject, of: WorkloadClass): Narrowed => {
    const key = `${subject.namespace}\n${subject.ownerKind}\n${of}`;
    const known = narrowings.get(key);
    if (known !== undefined) return known;
    const left = policies.filter((policy) => couldMatch(policy, subject, of));
    const made = left.length === policies.length ? everyone : narrowed(left);
    narrowings.set(key, made);
    return made;
  };

  const known = bounded<readonly Policy[]>(REMEMBERED);
  const asksMore = policies.some(asksOfPod);

  const fitting = (subject: Subject, of: WorkloadClass): readonly Policy[] =>
    narrow(subject, of)
      .near(subject)
      .filter((policy) => doesMatch(policy, subject))
      .toSorted((a, b) => a.rank - b.rank);

  /** Only of pods that they would match otherwise do policies ask more. */
  const answersOf = (key: string, subject: Subject, of: WorkloadClass): string => {
    const asking = known.get(key) ?? fitting(subject, of).filter(asksOfPod);
    known.set(key, asking);
    return asking.map((policy) => SIGN[ask(policy, subject)]).join('');
  };

  return {
    keyOf(subject, of) {
      let key = `${subject.namespace}\n${subject.ownerKind}\n${of}`;
      if (byOwnerName) key += `\n${subject.ownerName}`;
      for (const name of namespaceKeys) key += valueIn(subject.namespaceLabels, name);
      for (const name of podKeys) key += valueIn(subject.podLabels, name);
      return asksMore ? `${key}\n${answersOf(key, subject, of)}` : key;
    },
    matching: (subject, of) =>
      fitting(subject, of).filter((policy) => ask(policy, subject) === 'holds'),
    perhaps: (subject, of) =>
      fitting(subject, of).filter((policy) => ask(policy, subject) !== 'fails'),
  };
}

const asksOfPod = ({ match }: Policy): boolean => match.more !== 'nothing';

function ask({ match: { more } }: Policy, subject: Subject): 'holds' | 'fails' | 'unknown' {
  const answer = more === 'nothing' ? 'holds' : more(subject);
  return typeof answer === 'string' ? answer : 'unknown';
}

const SIGN = { holds: '1', fails: '0', unknown: '?' } as const;

const keysOf = (pairs: readonly Policy['match']['podLabels'][]): string[] => [
  ...new Set(pairs.flat().map(([key]) => key)),
];

/** No label holds a line break or a slash in its value; absent is not the same as empty. */
const valueIn = (labels: Labels, name: string): string => {
  const value = labels[name];
  return value === undefined ? '\n/' : `\n${value}`;
};

/** What namespace, owner kind and class decide. */
function couldMatch(
  { match }: Policy,
  { namespace, ownerKind }: Subject,
  of: WorkloadClass,
): boolean {
  return (
    match.namespace(namespace) &&
    (match.ownerKinds.length === 0 || match.ownerKinds.includes(ownerKind)) &&
    (match.classes.length === 0 || match.classes.includes(of))
  );
}

/** The rest. */
const doesMatch = ({ match }: Policy, subject: Subject): boolean =>
  match.ownerName(subject.ownerName) &&
  has(subject.podLabels, match.podLabels) &&
  has(subject.namespaceLabels, match.namespaceLabels);

function has(labels: Labels, wanted: Policy['match']['podLabels']): boolean {
  for (const [key, value] of wanted) if (labels[key] !== value) return false;
  return true;
}
