/**
 * Which pod templates of an object are new, by what is written in them: what their controller signs pods
 * with may name how many there are, or hand on labels of the object. How many pods there are to be is no
 * part of a template, wherever it stands, nor when somebody last asked for a restart, nor what tells
 * revisions apart.
 */
import { expand, type Expanded } from '../expand/expand.ts';
import { isRecord, member, type Raw } from '../expand/raw.ts';

/** An object of megabytes may hold thousands; whoever wrote those has other means to look. */
const MOST_TEMPLATES = 16;

/** Of any day: by so many minutes its Job is named, and by them it is known for a CronJob's. */
const MINUTE = 29_918_880;

export function newTemplates(object: Raw, old: Raw | 'none', namespace: string): Expanded[] {
  const before = new Set(old === 'none' ? [] : firstPods(old, namespace).flatMap(known));
  return firstPods(object, namespace)
    .filter((one) => !known(one).some((name) => before.has(name)))
    .slice(0, MOST_TEMPLATES);
}

/** With one pod each, where it is known which; also of what is scaled to none: once it grows nobody applies it. */
const firstPods = (object: Raw, namespace: string): Expanded[] =>
  expand(object, { namespace, minute: MINUTE, most: 1, waking: true }).filter(
    ({ pods }) => pods.length > 0,
  );

/** By its group, which may have moved in a list, and by its place, where a second group may begin to take it from. */
function known(one: Expanded): string[] {
  const written = substance(one);
  return [`group ${one.group} ${written}`, `at ${one.writtenAt('')} ${written}`];
}

function substance({ template }: Expanded): string {
  const { labels, annotations } = member(template, 'metadata');
  return JSON.stringify([
    without(labels, OF_REVISIONS),
    without(annotations, OF_THE_MOMENT),
    member(template, 'spec'),
  ]);
}

const OF_REVISIONS = /^(pod-template|controller-revision)-hash$/;
/** Knative keeps its scale here, and its client the time at which it wrote. */
const OF_THE_MOMENT =
  /^(kubectl\.kubernetes\.io\/restartedAt$|autoscaling\.knative\.dev\/|client\.knative\.dev\/)/;

const without = (words: unknown, names: RegExp): Raw =>
  Object.fromEntries(
    Object.entries(isRecord(words) ? words : {}).filter(([name]) => !names.test(name)),
  );
