/**
 * Decisions that go by what an engine said that it needs: the day that follows is not asked what the
 * engine reserved then, which is what it was given, but what it needed, of what it may fill here.
 */
import type { ContainerDecision } from '../../core/decision.ts';
import { isInherited, minHoursOf } from '../../core/fit/need.ts';
import { cacheFor, unreserved } from '../../core/fit/reserved.ts';
import type { Offer } from '../../core/menu.ts';
import type { Container } from '../../core/pod.ts';
import type { Profile } from '../../core/profile.ts';
import type { Question } from '../../core/question.ts';
import { containerRevision } from '../../core/identity/revision.ts';
import { cacheSettings, type Cache } from '../../core/settings/cache.ts';
import type { Terms } from '../../core/terms.ts';

/** MiB that it may fill of a slice that offers have by the name it was given; `reserved` where it goes by that. */
export function fillableMiB(
  { name, pointer }: Pick<ContainerDecision, 'name' | 'pointer'>,
  { asks, profiles, terms }: Question,
  offers: readonly Offer[],
): number | 'reserved' {
  const container = asks.find(({ seat }) => seat.container.name === name)?.seat.container;
  const profile = profiles.get(name) ?? 'unknown';
  if (container === undefined || profile === 'unknown' || terms === 'none') return 'reserved';
  if (!goesByNeed(container, profile, terms)) return 'reserved';
  const cache = cacheFor(container, profile, terms);
  const isTold = (offer: Offer) => cacheSettings(container, pointer, offer, cache).length > 0;
  return cache !== undefined && offers.some(isTold) ? withCache(profile, cache) : Infinity;
}

/** Requests wait for a cache that is full before the slice is. */
function withCache({ engine, vramMaxMiB }: Profile, cache: Cache): number {
  const { needMiB = vramMaxMiB, kvMiB = 0 } = engine ?? {};
  return needMiB - kvMiB + cache.MiB;
}

function goesByNeed(container: Container, profile: Profile, terms: Terms): boolean {
  if (profile.revision !== containerRevision(container)) return false;
  const minHours = minHoursOf(terms, isInherited(container, profile));
  const found = unreserved(container, profile, terms, minHours);
  return found !== 'none' && !('rule' in found);
}
