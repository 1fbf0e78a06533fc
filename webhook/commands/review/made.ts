/** The pod templates of what was read, and what else a review keeps of each. */
import { NEVER_SENT } from '../../scan/aside.ts';
import type { Reason } from '../../core/decision.ts';
import { judged } from '../../core/governed.ts';
import { readPod } from '../../core/read-pod.ts';
import { expand, type Expanded, type Settings } from '../../expand/expand.ts';
import { ofNumbers } from '../../expand/kinds/found.ts';
import { member, text, type Raw } from '../../expand/raw.ts';
import { unknownKinds } from '../../review/lints/kinds.ts';
import type { At, Subject } from '../../review/report.ts';
import { asSubmitted, isLive, noteOn } from '../live-pod.ts';
import type { Written } from './read.ts';
import { stayOf } from './stay.ts';

interface Refused {
  /** Why the API server would not store the object. */
  readonly refusal?: Reason;
}

export interface Made extends Expanded, Refused {
  readonly subject: Subject;
  /** Where what a pointer names in its pods was written. */
  readonly place: (pointer: string) => At;
  readonly notes: readonly string[];
}

export function madeBy({ object, at }: Written, settings: Settings): Made[] {
  const expanded = expand(object, { ...settings, waking: true });
  const all = expanded.map((one) => ({ ...one, ...refusalOf(one.object) }));
  return all.map((one) => ({
    ...one,
    pods: isLive(one.object) ? podsOf(one).map(asSubmitted) : podsOf(one),
    notes: [...(stayOf(object) === 'template' ? [TEMPLATE] : []), ...notesOf(one)],
    subject: {
      apiVersion: text(one.object['apiVersion']) ?? '',
      ...one.source,
      group: one.group,
    },
    place: (pointer) => at(pointer === '' ? '' : one.writtenAt(pointer)),
  }));
}

/** Of what is scaled to none only what would ask for a GPU is looked at. */
const podsOf = ({ pods, asleep }: Expanded): readonly Raw[] =>
  asleep === true ? pods.filter(mayAsk) : pods;

/** Also where nobody can read it: that is told of in its place. */
export function mayAsk(pod: Raw): boolean {
  const read = readPod(pod);
  return !read.ok || judged(read.pod, true);
}

/** A kind that no cluster has: nothing becomes of its templates. */
function refusalOf(object: Raw): Refused {
  const [lint] = unknownKinds(object, []);
  return lint === undefined
    ? {}
    : { refusal: { rule: lint.rule, says: `${lint.says}; ${lint.help}` } };
}

const notesOf = ({ object, untold, asleep, resting, refusal }: Expanded & Refused): string[] => [
  ...(asleep === true ? [asleepFor(resting)] : []),
  ...(isSuspended(object) ? [SUSPENDED] : []),
  ...(isLive(object) ? [noteOn(object)] : []),
  ...(untold === undefined || refusal !== undefined ? [] : [untold]),
];

const TEMPLATE = 'a template: it counts where it is run, and by itself in no sum';
const SUSPENDED = 'it is suspended, and counted as if it ran';

/** Of itself, or in what it makes; operators of Kubeflow read `runPolicy`. */
function isSuspended({ spec }: Raw): boolean {
  const places = [member(spec), member(spec, 'runPolicy'), member(spec, 'jobTemplate', 'spec')];
  return places.some(({ suspend }) => suspend === true);
}

const asleepFor = (why: string | undefined): string =>
  `0 pods now${why === undefined ? '' : ` (${why})`}: one is judged as if it were scaled up, and holds nothing of a quota`;

/** Whether what its containers ask for may stand in the cluster alone; that nobody knows how many there are is no such thing. */
export const isElsewhere = ({ untold, source }: Made): boolean =>
  untold !== undefined && !ofNumbers.has(untold) && !NEVER_SENT.includes(source.namespace);

/** Why the cluster asks nobody about its pods, where that is so. */
export function unsent(made: Made): string | undefined {
  const {
    pods: [pod],
    source,
  } = made;
  const read = readPod(pod);
  if (!read.ok) return undefined;
  if (NEVER_SENT.includes(source.namespace))
    return `pods of ${source.namespace} are never sent to the webhook`;
  if (judged(read.pod, true)) return undefined;
  return isElsewhere(made) ? `it asks for no GPU here; ${made.untold}` : 'it asks for no GPU';
}
