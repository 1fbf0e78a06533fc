/**
 * Tells whoever looks at a policy, quota or profile what became of it, by the status of the object.
 *
 * By level, not by event: every second, what should stand there is compared with what was last seen
 * to stand there, and what differs is written, a few at a time. So nothing is lost by an outage, a
 * change of leader or a conflict; it is only later. Nothing here is on the road of a review.
 */
import { served } from '../../policy/schema/kinds.ts';
import { API_VERSION } from '../../policy/schema/words.ts';
import type { Condition, Status } from '../../policy/schema/status.ts';
import { statusOf, type Api } from '../cluster/api.ts';
import { sourceOf, type SeenObject } from '../cluster/seen-object.ts';
import type { Settled } from '../policy-store.ts';
import { faultText, type Tell } from '../tell.ts';
import { findingsOf, type Finding } from './finding.ts';

export interface StatusParts {
  readonly api: Api;
  /** Whether this replica is the one that writes. */
  readonly leads: () => boolean;
  readonly tell: Tell;
  readonly everyMs?: number;
}

export interface StatusWriter {
  /** An object as it stands now, with its status. */
  saw(object: SeenObject): void;
  /** What became of all objects that there are. */
  settled(objects: readonly SeenObject[], outcome: Settled): void;
  start(): void;
  stop(): void;
}

const EVERY_MS = 1_000;
/** Of one look; a fleet of a thousand quotas is told in a minute and a half, in peace. */
const MOST_AT_ONCE = 10;
/** After so long without seeing what we wrote, it is written again. */
const UNSEEN_MS = 30_000;
const MOST_BACKOFF_MS = 60_000;
/** Whoever owns fields by this name is us. */
const MANAGER = 'tranche-status';

export const statusWriter = (parts: StatusParts): StatusWriter => new Writer(parts);

interface Wanted {
  readonly object: SeenObject;
  readonly findings: readonly Finding[];
}

class Writer implements StatusWriter {
  readonly #parts: StatusParts;
  /** By uid. */
  #wanted = new Map<string, Wanted>();
  /** What stands there, by uid. */
  readonly #seen = new Map<string, Status>();
  /** What we wrote and have not seen yet, by uid. */
  readonly #written = new Map<string, { readonly status: Status; readonly at: number }>();
  /** Kinds that take no status, told once. */
  readonly #without = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #writing = false;
  #restUntil = 0;
  #backoffMs = EVERY_MS;

  constructor(parts: StatusParts) {
    this.#parts = parts;
  }

  saw({ metadata, status }: SeenObject): void {
    this.#seen.set(metadata.uid, status);
    const written = this.#written.get(metadata.uid);
    if (written !== undefined && says(status, written.status)) this.#written.delete(metadata.uid);
  }

  settled(objects: readonly SeenObject[], outcome: Settled): void {
    const there = new Set(objects.map(({ metadata }) => metadata.uid));
    for (const uid of this.#seen.keys())
      if (!there.has(uid)) {
        this.#seen.delete(uid);
        this.#written.delete(uid);
      }
    const blamed = new Set(
      [...outcome.faults, ...outcome.apart].flatMap(({ file, also }) => [file, also?.file]),
    );
    const told = objects.filter(
      (object) =>
        // Profiles are many and change by the hour: only those that were ever at fault are told.
        object.kind !== 'GpuProfile' ||
        blamed.has(sourceOf(object)) ||
        this.#standing(object.metadata.uid).conditions.length > 0,
    );
    this.#wanted = new Map(
      told.map((object) => [
        object.metadata.uid,
        { object, findings: findingsOf(object, outcome) },
      ]),
    );
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#look(), this.#parts.everyMs ?? EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    if (this.#writing || !this.#parts.leads() || performance.now() < this.#restUntil) return;
    this.#writing = true;
    try {
      for (const wanted of this.#differing()) await this.#write(wanted);
      this.#backoffMs = EVERY_MS;
    } catch (fault) {
      this.#parts.tell('status-failed', { fault: faultText(fault) });
      this.#restUntil = performance.now() + this.#backoffMs;
      this.#backoffMs = Math.min(2 * this.#backoffMs, MOST_BACKOFF_MS);
    } finally {
      this.#writing = false;
    }
  }

  #differing(): readonly Wanted[] {
    const found: Wanted[] = [];
    for (const wanted of this.#wanted.values()) {
      if (found.length >= MOST_AT_ONCE) break;
      if (this.#isOwed(wanted)) found.push(wanted);
    }
    return found;
  }

  #isOwed({ object, findings }: Wanted): boolean {
    const stands = this.#standing(object.metadata.uid);
    return !says(stands, { observedGeneration: object.generation, conditions: findings });
  }

  /** Our own word counts until it is seen, or should have been. */
  #standing(uid: string): Status {
    const written = this.#written.get(uid);
    if (written !== undefined && performance.now() - written.at < UNSEEN_MS) return written.status;
    return this.#seen.get(uid) ?? NONE;
  }

  async #write({ object, findings }: Wanted): Promise<void> {
    const { uid, name, namespace } = object.metadata;
    const status = statusFrom(object.generation, findings, this.#standing(uid).conditions);
    const metadata = namespace === '' ? { name, uid } : { name, namespace, uid };
    const value = { apiVersion: API_VERSION, kind: object.kind, metadata, status };
    try {
      await this.#parts.api.ask({
        method: 'PATCH',
        path: `${pathOf(object)}/status`,
        query: { fieldManager: MANAGER, force: 'true' },
        body: { type: 'application/apply-patch+yaml', value },
      });
    } catch (fault) {
      // Gone, or another of that name by now: a reading without it is on its way.
      if (statusOf(fault) !== 409 && statusOf(fault) !== 404) throw fault;
      this.#notTaken(object, fault);
    }
    this.#written.set(uid, { status, at: performance.now() });
  }

  /** What is there still and takes no status is of a CRD that was installed before there was one. */
  #notTaken({ kind, metadata }: SeenObject, fault: unknown): void {
    if (statusOf(fault) !== 404 || !this.#seen.has(metadata.uid) || this.#without.has(kind)) return;
    this.#without.add(kind);
    const help = `apply manifests/crds/ anew: the CRD of ${kind} knows no status`;
    this.#parts.tell('status-unknown-to-crd', { kind, name: metadata.name, help });
  }
}

const NONE: Status = { conditions: [] };

interface Said {
  readonly observedGeneration?: number;
  readonly conditions: readonly Finding[];
}

/** But for times. Conditions of types that are not ours are somebody else's. */
function says(stands: Said, wanted: Said): boolean {
  const ours = stands.conditions.filter(({ type }) => OURS.includes(type));
  return (
    stands.observedGeneration === wanted.observedGeneration &&
    ours.length === wanted.conditions.length &&
    wanted.conditions.every((one) => ours.some((other) => isSame(one, other)))
  );
}

const OURS: readonly string[] = ['Accepted', 'Ready', 'Stalled'];

const isSame = (a: Finding, b: Finding): boolean =>
  a.type === b.type &&
  a.status === b.status &&
  a.observedGeneration === b.observedGeneration &&
  a.reason === b.reason &&
  a.message === b.message;

/** What was so before keeps the time since which it has been so. */
function statusFrom(
  observedGeneration: number,
  findings: readonly Finding[],
  before: readonly Condition[],
): Status {
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  const conditions = findings.map((finding) => {
    const same = before.find(
      ({ type, status }) => type === finding.type && status === finding.status,
    );
    return { ...finding, lastTransitionTime: same?.lastTransitionTime || now };
  });
  return { observedGeneration, conditions };
}

function pathOf({ kind, metadata }: SeenObject): string {
  const plural = Object.entries(served).find(([known]) => known === kind)?.[1].plural ?? '';
  const within = metadata.namespace === '' ? '' : `namespaces/${metadata.namespace}/`;
  return `/apis/${API_VERSION}/${within}${plural}/${metadata.name}`;
}
