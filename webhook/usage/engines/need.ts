/**
 * What a server of language models really needs of a device that it fills by design: its weights, the
 * most its KV cache ever held or one request may take, and what its process takes beside. The terms are the answer as much as
 * their sum is, since whoever hands memory back wants to see from where.
 */
import type { EngineReading, EngineSigns } from './signs.ts';

/** MiB of one device, of one process. */
export interface Parts {
  readonly weightsMiB: number;
  readonly activationsMiB: number;
  readonly graphsMiB: number;
  /** Context, NCCL and workspaces. */
  readonly contextMiB: number;
  /** What it took beside all these, where somebody has seen that. */
  readonly otherMiB?: number;
  /** Of one device, already divided where a tensor-parallel group shares it. */
  readonly kvBytesPerToken: number;
  /** Tokens of its longest request, in whole blocks: with less room than that it does not start. */
  readonly longestTokens: number;
  /** Tokens that its flags allow at most: sequences × context. */
  readonly mostTokens?: number;
}

export interface Term {
  readonly name:
    'weights' | 'kv' | 'activations' | 'graphs' | 'context' | 'other' | 'prefix' | 'margin';
  readonly MiB: number;
}

export type EngineNeed =
  | {
      readonly verdict: 'needs';
      readonly MiB: number;
      readonly peakTokens: number;
      /** What the KV cache is to be given, for the engines that can be told: never less than one request may take. */
      readonly kvMiB: number;
      /** They add up to `MiB`. */
      readonly terms: readonly Term[];
      /** Reserved and not needed; 0 where the need is all of it. */
      readonly spareMiB: number;
      readonly says: string;
    }
  /** It was kept from using more, so what it used is not what it needs. */
  | { readonly verdict: 'truncated'; readonly says: string }
  | { readonly verdict: 'unknown'; readonly says: string };

/** Between two scrapes of a gauge there are peaks that nobody saw. */
const UNSEEN_PEAKS = 1.2;
const MARGIN = 1.15;
/** A prefix cache that is of use loses it if the pool is cut to what requests hold. */
const PREFIXES_FROM = 0.3;
const PREFIX_ROOM = 0.25;

const BYTES = 1024 ** 2;

export function engineNeed(signs: EngineSigns, parts: Parts, reservedMiB: number): EngineNeed {
  const held = pressure(signs);
  if (held !== undefined) return { verdict: 'truncated', says: `${titleOf(signs)} ${held}` };
  const peak = peakOf(signs);
  if (peak === undefined)
    return {
      verdict: 'unknown',
      says: `${titleOf(signs)} does not say how many tokens its KV cache held`,
    };
  const most = Math.min(signs.capacityTokens ?? Infinity, parts.mostTokens ?? Infinity);
  const peakTokens = Math.ceil(Math.min(peak * UNSEEN_PEAKS, Math.max(most, peak)));
  const terms = termsOf(signs, parts, peakTokens);
  const MiB = terms.reduce((sum, term) => sum + term.MiB, 0);
  const spareMiB = Math.max(0, Math.floor(reservedMiB) - MiB);
  return {
    verdict: 'needs',
    MiB,
    peakTokens,
    kvMiB: miBOf(terms, 'kv') + miBOf(terms, 'prefix'),
    terms,
    spareMiB,
    says: sentence(signs, { terms, MiB, reservedMiB, tokens: tokensTold(peakTokens, parts) }),
  };
}

/** What the cache is to hold, in words. */
export const tokensTold = (peakTokens: number, { longestTokens: longest }: Parts): string =>
  `KV of ${peakTokens} tokens at the peak` +
  (longest > peakTokens ? `, and room for ${longest}, which one request may have` : '');

const titleOf = ({ engine, namespace, pod, part }: EngineSigns): string =>
  `${engine} of ${namespace}/${pod}${part === '' ? '' : ` (${part})`}`;

const miBOf = (terms: readonly Term[], wanted: Term['name']): number =>
  terms.find(({ name }) => name === wanted)?.MiB ?? 0;

export function peakOf({ readings, capacityTokens }: EngineSigns): number | undefined {
  let peak: number | undefined;
  for (const { kvUse, tokens } of readings) {
    const held =
      kvUse === undefined || capacityTokens === undefined ? tokens : kvUse * capacityTokens;
    if (held !== undefined) peak = Math.max(peak ?? 0, held);
  }
  return peak;
}

/** Each rounded up, so that the sum a reader makes of them is the one that is used. */
function termsOf(signs: EngineSigns, parts: Parts, peakTokens: number): Term[] {
  const kv = (tokens: number): number => (tokens * parts.kvBytesPerToken) / BYTES;
  const { prefixHits = 0, capacityTokens = 0 } = signs;
  const prefix = prefixHits > PREFIXES_FROM ? kv(capacityTokens) * PREFIX_ROOM : 0;
  const needed: Term[] = [
    { name: 'weights', MiB: Math.ceil(parts.weightsMiB) },
    { name: 'kv', MiB: Math.ceil(kv(Math.max(peakTokens, parts.longestTokens))) },
    { name: 'activations', MiB: Math.ceil(parts.activationsMiB) },
    { name: 'graphs', MiB: Math.ceil(parts.graphsMiB) },
    { name: 'context', MiB: Math.ceil(parts.contextMiB) },
    { name: 'other', MiB: Math.ceil(parts.otherMiB ?? 0) },
    { name: 'prefix', MiB: Math.ceil(prefix) },
  ];
  const sum = needed.reduce((all, { MiB }) => all + MiB, 0);
  const margin: Term = { name: 'margin', MiB: Math.ceil(sum * (MARGIN - 1)) };
  return [...needed, margin].filter(({ MiB }) => MiB > 0);
}

/** Nearly full; from there on requests wait for memory, not for compute. */
const FULL = 0.9;

/** What kept it from using more, in words. */
export function pressure({ preempted, readings }: EngineSigns): string | undefined {
  if (preempted > 0) return `put ${Math.ceil(preempted)} requests back for want of memory`;
  const waiting = readings.filter(isFull).map((reading) => reading.waiting ?? 0);
  return p95(waiting) > 0
    ? 'let requests wait while its KV cache was full, as far as it says'
    : undefined;
}

/** One that does not say how full it is may be. */
const isFull = ({ kvUse = 1 }: EngineReading): boolean => kvUse > FULL;

const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;

interface Sum {
  readonly terms: readonly Term[];
  readonly MiB: number;
  readonly reservedMiB: number;
  readonly tokens: string;
}

function sentence(signs: EngineSigns, { terms, MiB, reservedMiB, tokens }: Sum): string {
  const shown = terms.map(({ name, MiB: of }) => `${name} ${of}`).join(' + ');
  const reserved = `${titleOf(signs)} reserved ${Math.round(reservedMiB)} MiB`;
  const needed = `${MiB} MiB (${shown}; ${tokens})`;
  return MiB < reservedMiB
    ? `${reserved} and needs ${needed}`
    : `${reserved} and needs no less: ${needed}`;
}
