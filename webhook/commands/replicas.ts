/**
 * The pods of one template, judged in turn and charged as they are let in, as the cluster would:
 * of three alike the quota may hold two. They are told as one story, the refused one's where one is,
 * and what became of each beneath it.
 */
import type { Considered } from '../core/considered.ts';
import type { Reason } from '../core/decision.ts';
import { readPod } from '../core/read-pod.ts';
import { refusedByApiServer } from '../expand/api-server.ts';
import type { Expanded } from '../expand/expand.ts';
import { MOST_COUNT, type Raw } from '../expand/raw.ts';
import { claimOfAll, lotsOf, type Claims, type Lot } from '../report/lots.ts';
import { rehearse, reviewOf, type Rehearsal, type Unreadable } from '../rehearse.ts';
import { inBulk } from './in-bulk.ts';
import type { Stage } from './standing.ts';
import { isRefused, type Turn } from './turn.ts';

/** Replicas of one template that are judged one by one, about a millisecond each. */
export const ONE_BY_ONE = 100;

export interface Told extends Rehearsal {
  /** Pods that were judged, one by one or in bulk, and those of them let in. */
  readonly judgedPods: number;
  readonly admittedPods: number;
  /** Of those judged, how many were one by one. */
  readonly oneByOne: number;
  /** How many there would be; more than were judged where no API takes so many. */
  readonly replicas: number;
  readonly lots: readonly Lot<Rehearsal>[];
  /** All that were judged, in turn. */
  readonly each: readonly Turn[];
  /** Of all that were judged. */
  readonly claim: Claims;
  /** Why the API server itself would not store such a pod. */
  readonly apiServer?: Reason;
  /** What else its reader should know. */
  readonly notes: readonly string[];
  /** YAML: how the profile begins that its evidence lacks. */
  readonly begins?: string;
  /** What became of each policy, where that was asked for. */
  readonly policies?: readonly Considered[];
}

export interface Template {
  readonly pods: readonly Raw[];
  readonly replicas: number;
  /** How many there are to be, where their controller numbers them. */
  readonly numbers?: NonNullable<Expanded['numbers']>;
  /** The node whose kubelet asks for them, if it is one. */
  readonly node?: string;
  /** Why the API server would not store what they are of. */
  readonly refusal?: Reason;
}

/** `from`: how many pods came before, so that no two of a call bear one name. */
export async function replicas(
  template: Template,
  stage: Stage,
  from: number,
): Promise<Omit<Told, 'notes' | 'begins' | 'policies'> | Unreadable | 'no pods'> {
  const { pods, replicas: wanted, numbers } = template;
  const turns: Turn[] = [];
  if (numbers !== undefined) stage.numbered(numbers);
  for (const [i, pod] of pods.entries()) {
    const why = apiServerOn(pod, template);
    const dryRun = why !== undefined;
    const asked = { admit: stage.admit, dryRun, ordinal: from + i };
    const one = await rehearse(pod, { ...asked, ...onNode(template) });
    if ('faults' in one) return one;
    // What is never stored takes nothing, and its siblings are refused alike.
    if (why !== undefined) return unstored(one, why, template);
    turns.push({ ...one, pods: 1 });
    if (!isRefused(one)) takePlace(one, stage);
  }
  const others = await beyond(template, stage, from);
  return 'faults' in others ? others : toldOf([...turns, ...others], wanted, pods.length);
}

const onNode = ({ node }: Template): Pick<Template, 'node'> => (node === undefined ? {} : { node });

function beyond(template: Template, stage: Stage, from: number): ReturnType<typeof inBulk> {
  const { pods, replicas: wanted } = template;
  const last = pods.at(-1);
  if (last === undefined) return Promise.resolve([]);
  // Templates of templates may multiply to more than the API takes of one.
  const many = Math.min(wanted, MOST_COUNT) - pods.length;
  const ordinal = from + pods.length;
  return inBulk({ pod: last, pods: many, ordinal, ...onNode(template) }, stage);
}

/** One story of all: the refused one's where one is. */
export function toldOf(turns: readonly Turn[], wanted: number, oneByOne: number) {
  const told = turns.find(isRefused) ?? turns[0];
  if (told === undefined) return 'no pods';
  const { pods: _pods, crowd: _crowd, ...one } = told;
  return { ...one, ...counts(turns, sumOf(turns), { wanted, oneByOne }) };
}

/** Of a pod that the API server would not store; its siblings are refused alike. */
export function unstored(one: Rehearsal, why: Reason, { pods, replicas: wanted }: Template) {
  const all = Math.max(pods.length, Math.min(wanted, MOST_COUNT));
  return { ...one, ...counts([], all, { wanted, oneByOne: all }), apiServer: why };
}

const counts = (
  turns: readonly Turn[],
  judgedPods: number,
  { wanted, oneByOne }: { readonly wanted: number; readonly oneByOne: number },
) => ({
  judgedPods,
  admittedPods: sumOf(turns.filter((one) => !isRefused(one))),
  oneByOne,
  replicas: wanted,
  lots: lotsOf(turns),
  each: turns,
  claim: claimOfAll(turns),
});

const sumOf = (turns: readonly Turn[]): number => turns.reduce((sum, { pods }) => sum + pods, 0);

/** What is to be known of those that were not placed one by one. */
export const crowdLines = ({
  oneByOne,
  judgedPods,
  replicas: wanted,
}: Pick<Told, 'oneByOne' | 'judgedPods' | 'replicas'>): string[] => [
  ...(judgedPods > oneByOne
    ? [
        `the first ${oneByOne} of ${judgedPods} were placed one by one; the others are taken to be placed as the last of these, and quota and guardrails are asked about all`,
      ]
    : []),
  ...(wanted > judgedPods
    ? [`there would be ${wanted}, which is more than any API takes, and ${judgedPods} are counted`]
    : []),
];

/** Of the object that it is of, else of the devices that it asks for. */
export function apiServerOn(pod: Raw, { refusal }: Pick<Template, 'refusal'>): Reason | undefined {
  if (refusal !== undefined) return refusal;
  const read = readPod(pod);
  const says = read.ok ? refusedByApiServer(read.pod) : undefined;
  return says === undefined ? undefined : { rule: OF_DEVICES, says };
}

/** As a lint of the same name tells it, with its place. */
export const OF_DEVICES = 'api-server/devices';

function takePlace({ admitted }: Rehearsal, stage: Stage): void {
  const read = reviewOf(admitted, { dryRun: false });
  if (read.ok) stage.admitted(read.review);
}
