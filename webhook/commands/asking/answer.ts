/** What became of the pods, why, and what would change it: from facts alone, so that each answer is a story with a test. */
import { member, text } from '../../expand/raw.ts';
import { profileBegins } from '../../report/profile-begins.ts';
import { change, type Advice } from './change.ts';
import type { Facts, Remembered } from './facts.ts';
import { isOfCreation, ofEvent, ofServer, storyOf, uidOf, type Story } from './story.ts';

export interface Answer {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly outcome: Story['outcome'] | 'no pods';
  readonly stories: readonly Story[];
  readonly advice: Advice;
  /** YAML: how the profile begins that one made anew would lack. */
  readonly profileBegins?: string;
  /** What could not be seen. */
  readonly notes: readonly string[];
}

export function answerOf(facts: Facts): Answer {
  const { kind, namespace, name } = facts;
  const stories = alike([...refusals(facts), ...facts.pods.map((pod) => storyOf(pod, facts))]);
  const [first] = stories;
  return {
    kind: kind.kind,
    namespace,
    name,
    outcome:
      first?.outcome ?? (facts.object.ok && facts.hidden.length === 0 ? 'no pods' : 'unknown'),
    stories,
    advice: change(facts, stories),
    ...beginning(facts),
    notes: notesOn(facts, first),
  };
}

/** Of what would be decided now: a profile may have come since. */
function beginning({ rehearsal }: Facts): Pick<Answer, 'profileBegins'> {
  const begins = rehearsal.ok ? profileBegins(rehearsal.value.proposed) : undefined;
  return begins === undefined ? {} : { profileBegins: begins };
}

/** 0 admitted, 1 refused, 2 it could not tell. */
export function exitCode({ outcome, stories }: Answer): 0 | 1 | 2 {
  if (outcome === 'unknown') return 2;
  return stories.some((story) => story.outcome === 'refused') ? 1 : 0;
}

/** The pods that stand tell their own; those that were refused are nobody's but the server's to tell. */
function refusals(facts: Facts): Story[] {
  const { memory, pods, failures, kind, object } = facts;
  const items = memory.ok ? memory.value.items.filter(isOfCreation) : [];
  const uids = new Set(pods.map((pod) => uidOf(pod)));
  const gone = items.filter(({ pod }) => !uids.has(pod.uid ?? ''));
  // Of a pod that stands, an earlier try of its name is history; of a workload, what came after is not.
  const newest = pods
    .map((pod) => text(member(pod, 'metadata')['creationTimestamp']) ?? '')
    .toSorted();
  const since = Date.parse(newest.at(-1) ?? '1970-01-01T00:00:00Z');
  const told = gone
    .filter((item) => isRefused(item) && Date.parse(item.at) >= since)
    .map((item) => ofServer(item));
  if (told.length > 0) return told;
  const denied = failures.flatMap((message) => ofEvent(message));
  if (denied.length > 0 && pods.length === 0) return denied.slice(0, 1);
  const lasting = !object.ok && kind.kind === 'Pod' ? gone.slice(0, 1) : [];
  return lasting.map((item) => ofServer(item));
}

const isRefused = ({ judged }: Remembered): boolean =>
  judged?.verdict === 'refuse' && judged.inForce;

/** One story for those that are told the same. */
function alike(stories: readonly Story[]): Story[] {
  const groups = new Map<string, Story>();
  for (const story of stories) {
    const { outcome, decision, rule } = story;
    const key = JSON.stringify([outcome, decision ?? story.says, rule]);
    const before = groups.get(key);
    if (before === undefined) groups.set(key, story);
    else groups.set(key, { ...before, pods: [...before.pods, ...story.pods] });
  }
  return [...groups.values()];
}

function notesOn(facts: Facts, first: Story | undefined): string[] {
  const { object, memory, labels, webhook, failures, hidden, kind, namespace, name } = facts;
  const reasoned = first?.from === 'what is seen of it';
  return [
    ...(object.ok ? [] : [`${kind.kind.toLowerCase()} ${namespace}/${name}: ${object.says}`]),
    ...(memory.ok ? nothingKnown(facts, first) : [`not asked: ${memory.says}`]),
    ...hidden,
    ...(first === undefined ? failures.slice(0, 1) : []),
    ...(reasoned && !labels.ok ? [`labels of the namespace are not seen: ${labels.says}`] : []),
    ...(reasoned && !webhook.ok
      ? [`how the webhook is registered is not seen: ${webhook.says}`]
      : []),
  ];
}

function nothingKnown({ memory, object }: Facts, first: Story | undefined): string[] {
  if (object.ok || first !== undefined || !memory.ok) return [];
  return [`the server remembers no such pod; it remembers since ${memory.value.since}`];
}
