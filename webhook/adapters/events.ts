/**
 * Kubernetes Events: the one voice that reaches whoever owns a pod that a controller made, since a
 * warning ends in the controller's log. They are written after the answer, one for each owner and
 * decision, and are the first thing to go when there are too many.
 */
import { DECISION } from '../core/governed.ts';
import type { Decision } from '../core/decision.ts';
import { wasOnlySet } from '../core/missing/standing.ts';
import { isWarned } from '../core/told.ts';
import type { Review } from '../core/review.ts';
import type { OwnerOf } from '../core/identity/identify.ts';
import type { Announcer } from '../ports.ts';
import { statusOf, type Api } from './cluster/api.ts';
import { eventOf, type About } from './event.ts';
import { faultText, type Tell } from './tell.ts';
import { topOwner } from './top-owner.ts';

const MOST_WAITING = 1_000;
const MOST_REMEMBERED = 10_000;
/** One may wait two seconds for its owner; the others should not wait for that one. */
const AT_ONCE = 8;

export interface EventsParts {
  readonly api: Api;
  readonly ownerOf: OwnerOf;
  /** The decision in words. */
  readonly voice: (decision: Decision) => string;
  readonly tell: Tell;
  readonly patienceMs?: number;
}

export interface EventWriter extends Announcer {
  /** Not written because too many waited. */
  dropped(): number;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

interface News {
  readonly review: Review;
  readonly decision: Decision;
}

export const eventWriter = (parts: EventsParts): EventWriter => new Writer(parts);

class Writer implements EventWriter {
  readonly #parts: EventsParts;
  readonly #waiting: News[] = [];
  /** Owner uid and decision id of what was said, the oldest first. */
  readonly #said = new Set<string>();
  readonly #working = new Set<Promise<void>>();
  #dropped = 0;

  constructor(parts: EventsParts) {
    this.#parts = parts;
  }

  announce(review: Review, decision: Decision): void {
    if (!worthTelling(review, decision)) return;
    if (this.#waiting.length >= MOST_WAITING) {
      this.#dropped++;
      this.#parts.tell('event-dropped', { id: decision.id });
      return;
    }
    this.#waiting.push({ review, decision });
    this.#pump();
  }

  dropped(): number {
    return this.#dropped;
  }

  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  #pump(): void {
    while (this.#working.size < AT_ONCE) {
      const news = this.#waiting.shift();
      if (news === undefined) return;
      const work = this.#write(news).finally(() => {
        this.#working.delete(work);
        this.#pump();
      });
      this.#working.add(work);
    }
  }

  async #write({ review, decision }: News): Promise<void> {
    const { ownerOf, api, tell, voice, patienceMs } = this.#parts;
    const about = await aboutWhom(review, decision, ownerOf, patienceMs);
    if (about === 'nobody' || !this.#first(`${about.uid} ${decision.id}`)) return;
    const { namespace } = review;
    const value = eventOf({
      about,
      namespace,
      id: decision.id,
      type: decision.verdict === 'refuse' || isWarned(decision) ? 'Warning' : 'Normal',
      reason: reasonOf({ review, decision }),
      message: voice(decision),
    });
    const path = `/api/v1/namespaces/${namespace}/events`;
    try {
      await api.ask({ method: 'POST', path, body: { type: 'application/json', value } });
    } catch (fault) {
      // Another replica has said the same.
      if (statusOf(fault) !== 409)
        tell('event-failed', { id: decision.id, fault: faultText(fault) });
    }
  }

  #first(key: string): boolean {
    const known = this.#said.delete(key);
    this.#said.add(key);
    const [oldest] = this.#said;
    if (this.#said.size > MOST_REMEMBERED && oldest !== undefined) this.#said.delete(oldest);
    return !known;
  }
}

/** Where nothing is enforced or warned of, nobody has asked to hear from us. */
function worthTelling(review: Review, decision: Decision): boolean {
  if (review.dryRun || decision.visit !== 'validate') return false;
  if (review.operation !== 'CREATE' || review.subResource !== '') return false;
  // What a guardrail of another policy sets is set, whatever the mode of sharing.
  const set = decision.supplied !== undefined;
  return decision.mode !== 'observe' || refused(decision) || set;
}

const refused = ({ verdict, inForce }: Decision): boolean => verdict === 'refuse' && inForce;

async function aboutWhom(
  { pod, namespace }: Review,
  decision: Decision,
  ownerOf: OwnerOf,
  patienceMs?: number,
): Promise<About | 'nobody'> {
  const owner = await topOwner(pod.metadata, namespace, ownerOf, patienceMs);
  if (owner !== 'none') return owner;
  const { name = '', uid = '' } = pod.metadata;
  // A bare pod that was refused was never stored: there is nothing to look at.
  if (refused(decision) || name === '' || uid === '') return 'nobody';
  return { apiVersion: 'v1', kind: 'Pod', name, uid };
}

function reasonOf({ review, decision }: News): string {
  switch (decision.verdict) {
    case 'refuse':
      return decision.inForce ? 'TrancheRefused' : 'TrancheWarned';
    case 'hold':
      return 'TrancheHeld';
    case 'rewrite':
      return 'TrancheRewrote';
    case 'leave':
      if (isWarned(decision)) return 'TrancheWarned';
      // The second visit only looks; what the first one did stands in the annotation.
      if (review.pod.metadata.annotations?.[DECISION] === undefined) return 'TrancheLeft';
      return wasOnlySet(review.pod) ? 'TrancheSetRequests' : 'TrancheRewrote';
    default:
      return decision.verdict satisfies never;
  }
}
