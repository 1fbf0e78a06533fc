/**
 * Reserved is not needed: an engine that fills the card it sees reserves more than it ever uses, and
 * only it can say how much that is (webhook/usage/engines). Where a policy lets engines be told their
 * share, slices go by what it needs; else it is told how much could be handed back.
 */
import type { Reason } from '../decision.ts';
import { containerRevision } from '../identity/revision.ts';
import type { Container } from '../pod.ts';
import type { Profile } from '../profile.ts';
import type { Question } from '../question.ts';
import { longestMiB } from '../models/longest.ts';
import { ownersCache, type Cache } from '../settings/cache.ts';
import { engineOf } from '../settings/engine.ts';
import type { Terms } from '../terms.ts';
import { inForce } from './in-force.ts';
import { roomWhileYoung } from './young.ts';

export interface Unreserved {
  readonly needMiB: number;
  readonly reservedMiB: number;
  /** For which the engine has told of itself. */
  readonly hours: number;
}

/** Of what an engine counts; what a policy asks for at the least, counts where it is more. */
const ROOM = 1.15;

export const roomFor = (terms: Terms): number => Math.max(terms.headroom, ROOM);

/** A Reason where it cannot be gone by; `none` where it reserves no more than it needs. */
export function unreserved(
  container: Container,
  profile: Profile,
  terms: Terms,
  minHours: number,
): Unreserved | Reason | 'none' {
  const { engine, vramMaxMiB } = profile;
  if (engine === undefined || engineOf(container)?.fills !== true) return 'none';
  const { needMiB, hours, says, name } = engine;
  const reserved = `${container.name}: ${name} reserved ${vramMaxMiB} MiB`;
  if (needMiB === undefined)
    return told(`${reserved}; how much of that it needs is not known: ${says}`);
  if (needMiB >= vramMaxMiB) return 'none';
  const needs = `${reserved} and needs ${needMiB} MiB (${says})`;
  if (hours < minHours)
    return told(`${needs}, as it says for ${hours} h; the policy asks for ${minHours} h`);
  const cache = ownersCache(container);
  if (cache !== undefined) return told(`${needs}; its owner gives it ${cache}, which counts`);
  return terms.settings === 'rewrite'
    ? { needMiB, reservedMiB: vramMaxMiB, hours }
    : told(`${needs}; sharing.settings: rewrite would have slices go by that`);
}

const told = (says: string): Reason => ({ rule: 'evidence/reserved', says });

/**
 * What an engine is told of its cache on a slice that could not hold all that it reserved. Where one has
 * died, whatever of, the next one is left to the engine: the larger slice shall not be as tight.
 */
export function cacheFor(
  container: Container,
  profile: Profile | 'unknown',
  question: Question,
  terms: Terms,
): Cache | undefined {
  if (profile === 'unknown' || terms.settings === 'leave') return undefined;
  const { engine, vramMaxMiB, revision } = profile;
  if (engine?.kvMiB === undefined || revision !== containerRevision(container)) return undefined;
  if (hasFailed(container, question, terms) || engine.kvMiB < leastFor(container, question))
    return undefined;
  return {
    MiB: Math.ceil(engine.kvMiB * roomFor(terms) * roomWhileYoung(engine.hours)),
    // A slice that holds it with the policy's own headroom is left to the engine.
    beyondMiB: Math.ceil(vramMaxMiB * terms.headroom),
  };
}

const hasFailed = (container: Container, question: Question, terms: Terms): boolean =>
  inForce(question, terms).some(
    ({ container: name, revision }) =>
      name === container.name && revision === containerRevision(container),
  );

/** MiB with which it starts at all, as far as that is known; a figure that somebody wrote may be less. */
function leastFor(container: Container, { pod, asks, models }: Question): number {
  // A label is the pod's, and of several containers nobody knows whose.
  const alone = asks.every(({ seat }) => seat.container === container);
  const longest = longestMiB(container, alone ? pod.metadata.labels : undefined, models);
  return typeof longest === 'number' ? longest : 0;
}
