/**
 * The last visits, in memory, for whoever asks later why. A visit leaves nothing but references
 * here; they are put in order once its answer has left, and put into words when somebody asks.
 *
 * The two visits of a pod are one entry. At `/mutate` it has no UID, and without a name of its own no
 * name, so they are matched by what both know: the name or its beginning, and the decision's id.
 * Replicas that are made at the same time are alike in both, and then it matters to nobody which
 * proposal was whose.
 */
import type { Decision } from '../../core/decision.ts';
import { DECISION } from '../../core/governed.ts';
import type { Review } from '../../core/review.ts';
import type { Clock, Recollected, Recollection, Witness } from '../../ports.ts';
import { weightOf } from './weight.ts';

export interface RecentOptions {
  readonly clock: Clock;
  readonly most?: number;
  /** Of all that is kept, as if nothing were shared. */
  readonly mostBytes?: number;
}

export interface Recent extends Witness, Recollection {
  size(): number;
}

type Entry = { -readonly [Key in keyof Recollected]: Recollected[Key] } & { weight: number };

interface Sighting {
  readonly at: number;
  readonly review: Review;
  readonly decision: Decision;
}

const MOST = 1000;
const MOST_BYTES = 8 * 1024 * 1024;
/** So many entries back the first visit of a pod is looked for: more than are ever in flight. */
const LOOK_BACK = 512;
/** What an entry weighs without its decisions. */
const ALONE = 256;

export const recent = (options: RecentOptions): Recent => new InMemory(options);

class InMemory implements Recent {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #mostBytes: number;
  #waiting: Sighting[] = [];
  /** The oldest first. */
  readonly #entries: Entry[] = [];
  #bytes = 0;
  #since: number;

  constructor({ clock, most = MOST, mostBytes = MOST_BYTES }: RecentOptions) {
    this.#clock = clock;
    this.#most = most;
    this.#mostBytes = mostBytes;
    this.#since = clock.now();
  }

  saw(review: Review, decision: Decision): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#settle());
    this.#waiting.push({ at: this.#clock.now(), review, decision });
  }

  about(namespace: string, names: readonly string[]): readonly Recollected[] {
    this.#settle();
    const wanted = new Set(names);
    const found = this.#entries.filter(
      (entry) =>
        entry.pod.namespace === namespace && namesOf(entry).some((name) => wanted.has(name)),
    );
    return found
      .filter((entry) => !isRepeated(entry, found))
      .map(({ weight: _weight, ...told }) => told)
      .toReversed();
  }

  since(): number {
    return this.#since;
  }

  size(): number {
    this.#settle();
    return this.#entries.length;
  }

  #settle(): void {
    const sightings = this.#waiting;
    this.#waiting = [];
    for (const sighting of sightings) this.#add(sighting);
    while (this.#entries.length > this.#most || this.#bytes > this.#mostBytes) this.#forget();
  }

  #add({ at, review, decision }: Sighting): void {
    const first = this.#firstVisitOf(review, decision);
    const weight = weightOf(decision);
    this.#bytes += weight;
    if (first !== undefined) {
      Object.assign(first, { at, pod: podOf(review), ...decided(decision) });
      first.weight += weight;
      return;
    }
    const { operation, subResource, dryRun } = review;
    const pod = podOf(review);
    const alone = ALONE + weightOf(pod);
    this.#bytes += alone;
    const about = { at, pod, operation, subResource, dryRun };
    this.#entries.push({ ...about, ...decided(decision), weight: alone + weight });
  }

  /** Where this is its second, or `/mutate` is called again because a neighbour changed it. */
  #firstVisitOf(review: Review, decision: Decision): Entry | undefined {
    if (review.operation !== 'CREATE' || review.subResource !== '') return undefined;
    if (decision.visit === 'mutate' && !wasOurs(review)) return undefined;
    const until = Math.max(0, this.#entries.length - LOOK_BACK);
    for (let i = this.#entries.length - 1; i >= until; i--) {
      const entry = this.#entries[i];
      if (entry !== undefined && isFirstOf(entry, review, decision)) return entry;
    }
    return undefined;
  }

  #forget(): void {
    const oldest = this.#entries.shift();
    if (oldest === undefined) return;
    this.#bytes -= oldest.weight;
    this.#since = oldest.at;
  }
}

/** As it came: by now our patch has been tried on `pod` itself, and each one carries our annotation. */
const wasOurs = ({ alike }: Review): boolean =>
  Object.hasOwn(alike.metadata.annotations ?? {}, DECISION);

const decided = (decision: Decision): Pick<Recollected, 'proposed' | 'judged'> =>
  decision.visit === 'mutate' ? { proposed: decision } : { judged: decision };

function isFirstOf(entry: Entry, { namespace, pod, dryRun }: Review, decision: Decision): boolean {
  const { proposed, judged } = entry;
  if (proposed === undefined || judged !== undefined) return false;
  const { generateName, name } = pod.metadata;
  const { pod: seen } = entry;
  if (seen.namespace !== namespace || entry.dryRun !== dryRun) return false;
  if (generateName !== undefined)
    return seen.generateName === generateName && proposed.id === decision.id;
  return seen.name === name;
}

function podOf({ namespace, pod: { metadata } }: Review): Recollected['pod'] {
  const { name, generateName, uid, ownerReferences = [] } = metadata;
  const owner = ownerReferences.find(({ controller }) => controller === true);
  return {
    namespace,
    ...(name === undefined ? {} : { name }),
    ...(generateName === undefined ? {} : { generateName }),
    ...(uid === undefined ? {} : { uid }),
    ...(owner === undefined ? {} : { owner: `${owner.kind}/${owner.name}` }),
  };
}

function namesOf({ pod: { name, owner }, proposed, judged }: Entry): string[] {
  const workload = (judged ?? proposed)?.workload;
  return [
    ...(name === undefined ? [] : [`Pod/${name}`]),
    ...(owner === undefined ? [] : [owner]),
    ...(workload === undefined ? [] : [`${workload.kind}/${workload.name}`]),
  ];
}

/** A proposal of a pod that was then seen again, where the second visit could not be matched. */
const isRepeated = (entry: Entry, all: readonly Entry[]): boolean =>
  entry.judged === undefined &&
  entry.pod.name !== undefined &&
  all.some((other) => other.judged !== undefined && other.pod.name === entry.pod.name);
