/**
 * The pods of one template, judged in turn and charged as they are let in, as the cluster would:
 * of three alike the quota may hold two. They are told as one story, the refused one's where one is,
 * and what became of each beneath it.
 */
import type { Considered } from '../core/considered.ts';
import { readPod } from '../core/read-pod.ts';
import { refusedByApiServer } from '../expand/api-server.ts';
import type { Expanded } from '../expand/expand.ts';
import type { Raw } from '../expand/raw.ts';
import { claimOfAll, lotsOf, type Claims, type Lot } from '../report/lots.ts';
import { rehearse, reviewOf, type Rehearsal, type Unreadable } from '../rehearse.ts';
import type { Stage } from './standing.ts';

export interface Told extends Rehearsal {
  /** Pods that were judged, and those of them let in. */
  readonly judgedPods: number;
  readonly admittedPods: number;
  /** How many there would be; more than were judged where that is very many. */
  readonly replicas: number;
  readonly lots: readonly Lot<Rehearsal>[];
  /** All that were judged, in turn. */
  readonly each: readonly Rehearsal[];
  /** Of all that were judged. */
  readonly claim: Claims;
  /** Why the API server itself would not store such a pod. */
  readonly apiServer?: string;
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
}

export const isRefused = ({ judged }: Rehearsal): boolean =>
  judged.verdict === 'refuse' && judged.inForce;

/** `from`: how many pods came before, so that no two of a call bear one name. */
export async function replicas(
  { pods, replicas: wanted, numbers, node }: Template,
  stage: Stage,
  from: number,
): Promise<Omit<Told, 'notes' | 'begins' | 'policies'> | Unreadable | 'no pods'> {
  const judged: Rehearsal[] = [];
  if (numbers !== undefined) stage.numbered(numbers);
  for (const [i, pod] of pods.entries()) {
    const why = apiServerOn(pod);
    const dryRun = why !== undefined;
    const asked = { admit: stage.admit, dryRun, ordinal: from + i };
    const one = await rehearse(pod, node === undefined ? asked : { ...asked, node });
    if ('faults' in one) return one;
    // What is never stored takes nothing, and its siblings are refused alike.
    if (why !== undefined) return unstored(one, why, { pods, replicas: wanted });
    judged.push(one);
    if (!isRefused(one)) takePlace(one, stage);
  }
  return toldOf(judged, wanted);
}

/** One story of all: the refused one's where one is. */
export function toldOf(judged: readonly Rehearsal[], wanted: number) {
  const told = judged.find(isRefused) ?? judged[0];
  return told === undefined ? 'no pods' : { ...told, ...counts(judged, judged.length, wanted) };
}

/** Of a pod that the API server would not store; its siblings are refused alike. */
export const unstored = (one: Rehearsal, why: string, { pods, replicas: wanted }: Template) => ({
  ...one,
  ...counts([], pods.length, wanted),
  apiServer: why,
});

const counts = (judged: readonly Rehearsal[], judgedPods: number, wanted: number) => ({
  judgedPods,
  admittedPods: judged.filter((one) => !isRefused(one)).length,
  replicas: wanted,
  lots: lotsOf(judged),
  each: judged,
  claim: claimOfAll(judged),
});

export function apiServerOn(pod: Raw): string | undefined {
  const read = readPod(pod);
  return read.ok ? refusedByApiServer(read.pod) : undefined;
}

function takePlace({ admitted }: Rehearsal, stage: Stage): void {
  const read = reviewOf(admitted, { dryRun: false });
  if (read.ok) stage.admitted(read.review);
}
