/**
 * Which pod templates of an object are new. How many pods there are to be is no part of them, nor when
 * somebody last asked for a restart, nor what their controller writes on them to tell its revisions apart.
 */
import { expand, type Expanded } from '../expand/expand.ts';
import { isRecord, member, type Raw } from '../expand/raw.ts';

/** An object of megabytes may hold thousands; whoever wrote those has other means to look. */
const MOST_TEMPLATES = 16;

/** Of any day: by so many minutes its Job is named, and by them it is known for a CronJob's. */
const MINUTE = 29_918_880;

export function newTemplates(object: Raw, old: Raw | 'none', namespace: string): Expanded[] {
  const made = firstPods(object, namespace);
  const before = old === 'none' ? new Map() : byGroup(firstPods(old, namespace));
  return made.filter((one) => before.get(one.group) !== substance(one)).slice(0, MOST_TEMPLATES);
}

/** With one pod each, where it is known which; also of what is scaled to none: once it grows nobody applies it. */
function firstPods(object: Raw, namespace: string): Expanded[] {
  const spec = member(object, 'spec');
  const awake = spec['replicas'] === 0 ? { ...object, spec: { ...spec, replicas: 1 } } : object;
  return expand(awake, { namespace, minute: MINUTE, most: 1 }).filter(
    ({ pods }) => pods.length > 0,
  );
}

const byGroup = (made: readonly Expanded[]): Map<string, string> =>
  new Map(made.map((one) => [one.group, substance(one)]));

const HASHES = ['pod-template-hash', 'controller-revision-hash'];
const RESTARTED = 'kubectl.kubernetes.io/restartedAt';

function substance({ pods: [pod] }: Expanded): string {
  const { labels, annotations } = member(pod, 'metadata');
  return JSON.stringify([
    without(labels, HASHES),
    without(annotations, [RESTARTED]),
    member(pod, 'spec'),
  ]);
}

const without = (words: unknown, keys: readonly string[]): Raw =>
  Object.fromEntries(
    Object.entries(isRecord(words) ? words : {}).filter(([key]) => !keys.includes(key)),
  );
