/**
 * Takes back slices that prove too small: looks at containers that died, asks the policy how many
 * deaths are a sign, and has it written down where every replica reads it. Every replica remembers
 * the deaths, the leader alone writes, and who becomes leader goes through all of them; what is
 * written already is not written again, since it is read back like any other document.
 */
import { isLarger, isOver, type BackedOff, type Retreat } from '../../core/back-off.ts';
import type { OwnerOf } from '../../core/identity/identify.ts';
import type { World } from '../../core/world.ts';
import type { WorldSource } from '../../ports.ts';
import { statusOf, type Api } from '../cluster/api.ts';
import type { ReadPod } from '../missed/read-lots.ts';
import type { SeenPod } from '../seen-pod.ts';
import { faultText, type Tell } from '../tell.ts';
import { DeadPods, type DeadPod } from './died.ts';
import { announceRetreat, restartOf, retreatName, writeRetreats } from './retreat-writer.ts';
import { diedAlike, restarted, type Sign } from './sign.ts';
import { suspectIn, type Given, type Suspect } from './suspect.ts';

export interface BackOffParts {
  readonly api: Api;
  readonly pods: () => Iterable<SeenPod>;
  readonly read: ReadPod;
  readonly source: WorldSource;
  /** All that stand in the documents in force. */
  readonly retreats: () => readonly Retreat[];
  readonly leads: () => boolean;
  readonly tell: Tell;
  readonly everyMs?: number;
}

export interface BackOffWatch {
  saw(pod: SeenPod): void;
  look(): Promise<void>;
  /** Why nothing can be written down, or `on`. */
  state(): 'on' | { readonly off: string };
  start(): void;
  stop(): void;
}

const EVERY_MS = 2_000;
const AT_ONCE = 50;
const MOST_BACKOFF_MS = 60_000;
const MOST_TAKEN = 1_000;
/** What was written and is not read back by then was taken away. */
const UNSEEN_MS = 30_000;

export const backOffWatch = (parts: BackOffParts): BackOffWatch => new Watch(parts);

class Watch implements BackOffWatch {
  readonly #parts: BackOffParts;
  readonly #dead = new DeadPods();
  #written: readonly { readonly row: Retreat; readonly at: number }[] = [];
  /** Names under which somebody else's object stands, as far as it was told. */
  readonly #taken = new Set<string>();
  #fault: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #restUntil = 0;
  #restMs = EVERY_MS;

  constructor(parts: BackOffParts) {
    this.#parts = parts;
  }

  saw(pod: SeenPod): void {
    this.#dead.saw(pod);
  }

  state(): 'on' | { readonly off: string } {
    return this.#fault === undefined ? 'on' : { off: this.#fault };
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.look(), this.#parts.everyMs ?? EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async look(): Promise<void> {
    const { source, leads } = this.#parts;
    // Before all views are read, whose a pod is and what it was given may be told wrong.
    if (this.#looking || !leads() || performance.now() < this.#restUntil) return;
    if (source.missing().length > 0) return;
    this.#looking = true;
    try {
      const forbidden: unknown[] = [];
      for (const pod of this.#dead.news().slice(0, AT_ONCE))
        await this.#judge(pod).catch((fault: unknown) => {
          if (statusOf(fault) !== 403) return this.#refused(pod, fault);
          // By a quota of its namespace, perhaps, which says nothing of the others.
          this.#dead.later(pod);
          forbidden.push(fault);
        });
      if (forbidden.length > 0) throw forbidden[0];
      this.#restMs = EVERY_MS;
    } catch (fault) {
      this.#failed(fault);
    } finally {
      this.#looking = false;
    }
  }

  async #judge(pod: DeadPod): Promise<void> {
    const raw = await this.#parts.read(pod.namespace, pod.name);
    const world = this.#parts.source.current();
    const suspect = raw === 'gone' ? 'nobody' : suspectIn(raw, pod, world);
    if (suspect !== 'nobody')
      for (const [container, given] of suspect.given) {
        const sign = this.#signOf(pod, container, suspect);
        if (sign !== undefined) await this.#retreat(suspect, { container, given, sign }, world);
      }
    this.#dead.understood(pod);
  }

  #signOf(pod: DeadPod, container: string, { backOff, namespace }: Suspect): Sign | undefined {
    const own = pod.containers.get(container);
    if (own === undefined) return undefined;
    const again = pod.gone ? undefined : restarted(own, backOff);
    if (again !== undefined) return again;
    const group = this.#dead.group(pod.group);
    const last = group.flatMap((one) => one.containers.get(container)?.at(-1) ?? []);
    if (last.length < 2) return undefined;
    // Those that ended long ago are no part of what there is now.
    const newest = Math.max(...last.map(({ ended }) => ended));
    const gone = group.filter(
      (one) => one.gone && newest - lastDeath(one) <= backOff.within * 1000,
    ).length;
    return diedAlike(last, gone + this.#standing(namespace, pod.group), backOff);
  }

  /** Live replicas that its controller made, on whatever they stand. */
  #standing(namespace: string, group: string): number {
    const controller = group.slice(0, group.indexOf(' '));
    let count = 0;
    for (const { metadata, gpu } of this.#parts.pods())
      if (metadata.namespace === namespace && gpu !== undefined)
        if (gpu.pod.metadata.ownerReferences?.[0]?.uid === controller) count++;
    return count;
  }

  async #retreat(suspect: Suspect, failed: Failed, world: World): Promise<void> {
    const row = rowOf(suspect, failed);
    const known = this.#known(row);
    const { readAt } = world;
    if (isOver(row, readAt) || known.some((one) => covers(one, row, readAt))) return;
    const own = known.filter(({ by }) => by === row.by);
    const wrote = await writeRetreats(this.#parts.api, [...own, row], readAt);
    if (wrote === 'taken') return this.#passedBy(row, suspect);
    this.#taken.delete(titleOf(row));
    this.#fault = undefined;
    this.#written = [...this.#written, { row, at: performance.now() }];
    const { tell, api } = this.#parts;
    const ownerOf: OwnerOf = (namespace, owner) => world.ownerOf(namespace, owner);
    const { namespace, kind, name, container, slice, because, until } = row;
    const { command } = restartOf(suspect, ownerOf);
    const workload = `${kind}/${name}`;
    tell('workload-backed-off', {
      namespace,
      workload,
      container,
      slice: slice.name,
      because,
      until,
      command,
    });
    await announceRetreat({ api, ownerOf, tell }, suspect, row);
  }

  /** Of the same workload; what was just written may not have been read back yet. */
  #known({ namespace, kind, name }: Retreat): readonly Retreat[] {
    const now = performance.now();
    this.#written = this.#written.filter(({ at }) => now - at < UNSEEN_MS);
    const ours = this.#written.map(({ row }) => row);
    const all = this.#parts.retreats();
    return [...all, ...ours.filter((row) => !all.some((one) => isSame(one, row)))].filter(
      (one) => one.namespace === namespace && one.kind === kind && one.name === name,
    );
  }

  /** Once, however often its pods die. */
  #passedBy(row: Retreat, { pod }: Suspect): void {
    const { namespace, by, kind, name } = row;
    if (this.#taken.has(titleOf(row))) return;
    if (this.#taken.size >= MOST_TAKEN) this.#taken.clear();
    this.#taken.add(titleOf(row));
    this.#parts.tell('back-off-refused', {
      namespace,
      pod: pod.metadata.name ?? '',
      fault: `GpuProfile ${by} is of another workload than ${kind}/${name}: rename or delete it`,
    });
  }

  /** What the API server will never take must not stand before what it would. */
  #refused(pod: DeadPod, fault: unknown): void {
    if (!UNTAKEABLE.includes(statusOf(fault))) throw fault;
    this.#dead.understood(pod);
    this.#parts.tell('back-off-refused', {
      namespace: pod.namespace,
      pod: pod.name,
      fault: faultText(fault),
    });
  }

  #failed(fault: unknown): void {
    this.#fault = reasonFor(fault);
    this.#parts.tell('back-off-failed', { fault: faultText(fault) });
    this.#restUntil = performance.now() + this.#restMs;
    this.#restMs = Math.min(2 * this.#restMs, MOST_BACKOFF_MS);
  }
}

const titleOf = ({ namespace, by }: Retreat): string => `${namespace}/${by}`;

const lastDeath = ({ containers }: DeadPod): number =>
  Math.max(...[...containers.values()].flatMap((all) => all.at(-1)?.ended ?? []));

/** An owner may be called what no GpuProfile can say. */
const UNTAKEABLE = [400, 413, 422];

interface Failed {
  readonly container: string;
  readonly given: Given;
  readonly sign: Sign;
}

function rowOf(
  { workload, namespace, backOff }: Suspect,
  { container, given, sign }: Failed,
): Retreat {
  const { kind, name } = workload;
  const ends = Math.ceil(sign.at / 1000) + backOff.lasts;
  return {
    by: retreatName(workload),
    namespace,
    kind,
    name,
    container,
    ...given,
    since: timeOf(sign.at),
    until: timeOf(ends * 1000),
    ends,
    because: sign.says,
  };
}

const timeOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** It is given nothing as small already. */
const covers = (known: BackedOff, row: BackedOff, readAt: number): boolean =>
  !isOver(known, readAt) &&
  known.container === row.container &&
  known.revision === row.revision &&
  !isLarger(row.slice, known.slice);

const isSame = (a: Retreat, b: Retreat): boolean =>
  a.container === b.container &&
  a.revision === b.revision &&
  a.slice.name === b.slice.name &&
  a.since === b.since;

function reasonFor(fault: unknown): string {
  const status = statusOf(fault);
  if (status === 404) return 'the cluster serves no GpuProfile: apply manifests/crds/';
  return status === 403
    ? `the server may not write a GpuProfile, and its ClusterRole may be of an older release: ${faultText(fault)}`
    : `a GpuProfile could not be written: ${faultText(fault)}`;
}
