/**
 * What a row of a GpuProfile says of an engine that fills its card: how much of what it reserved it
 * needs, of what that consists, or why nobody can tell. Headroom is the policy's and not in it.
 */
import { engineNeed, tokensTold, type Parts } from './need.ts';
import type { Unknown } from './parts.ts';
import type { EngineDay, EngineSeen } from './seen.ts';
import type { Engine } from './signs.ts';

export interface EngineRow {
  readonly name: Engine;
  /** Hours for which it was told of. */
  readonly hours: number;
  /** MiB of one device; absent where `says` tells why. */
  readonly needMiB?: number;
  /** What of that is its KV cache, with room for prefixes. */
  readonly kvMiB?: number;
  readonly peakTokens?: number;
  readonly says: string;
}

export function engineRow(
  seen: EngineSeen,
  parts: Parts | Unknown | undefined,
  reservedMiB: number,
): EngineRow {
  const head = { name: seen.engine, hours: Math.floor(seen.minutes / 6) / 10 };
  const day = inAll([...seen.days.values()]);
  const why = whyNot(seen, parts, day);
  if (why !== undefined || parts === undefined || 'unknown' in parts)
    return { ...head, says: why ?? '' };
  const pool = (day.capacity * parts.kvBytesPerToken) / 2 ** 20;
  if (pool > reservedMiB)
    return {
      ...head,
      says: `its KV cache of ${day.capacity} tokens would be more than all it reserved, so its model is not the one it is taken for`,
    };
  const { weightsMiB, activationsMiB, graphsMiB, contextMiB } = parts;
  const known = weightsMiB + activationsMiB + graphsMiB + contextMiB;
  // What it took beside its pool was seen; where that is more than is known of, it is needed too.
  const otherMiB = day.capacity === 0 ? 0 : Math.max(0, reservedMiB - pool - known);
  const need = engineNeed(signsOf(seen, day), { ...parts, otherMiB }, reservedMiB);
  if (need.verdict !== 'needs') return { ...head, says: need.says };
  const terms = need.terms.filter(({ name }) => name !== 'margin');
  const shown = terms.map(({ name, MiB }) => `${name} ${MiB}`).join(' + ');
  return {
    ...head,
    needMiB: terms.reduce((sum, { MiB }) => sum + MiB, 0),
    kvMiB: need.kvMiB,
    peakTokens: need.peakTokens,
    says: `${shown}; ${tokensTold(need.peakTokens, parts)}`,
  };
}

const NOTHING: EngineDay = { tokens: 0, capacity: 0, pressed: 0, prefixHits: 0 };

const inAll = (days: readonly EngineDay[]): EngineDay =>
  days.reduce(
    (all, day) => ({
      tokens: Math.max(all.tokens, day.tokens),
      capacity: Math.max(all.capacity, day.capacity),
      pressed: Math.max(all.pressed, day.pressed),
      prefixHits: Math.max(all.prefixHits, day.prefixHits),
    }),
    NOTHING,
  );

function whyNot(
  { engine, pools }: EngineSeen,
  parts: Parts | Unknown | undefined,
  { pressed }: EngineDay,
): string | undefined {
  if (pressed > 0)
    return 'it put requests back or let them wait while its KV cache was full, so what it used is not what it needs';
  // The models of one Triton have pools of their own on one card.
  if (engine === 'triton' && pools > 1) return `it has ${pools} models with a KV cache each`;
  if (parts === undefined) return 'what it takes beside its KV cache is not known';
  return 'unknown' in parts ? parts.unknown : undefined;
}

const signsOf = ({ engine }: EngineSeen, day: EngineDay) => ({
  engine,
  namespace: '',
  pod: '',
  container: '',
  part: '',
  preempted: 0,
  prefixHits: day.prefixHits,
  ...(day.capacity === 0 ? {} : { capacityTokens: day.capacity }),
  readings: [{ at: 0, tokens: day.tokens }],
});
