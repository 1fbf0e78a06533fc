/**
 * What is due, and in which order. A leaf is renewed at two thirds of its life. A CA too, but never
 * at one stroke: for a moment everyone would trust the one and be shown the other, and no call
 * would get through. So: the new CA is published beside the old; when that is confirmed to be in
 * place, and has had time to settle, leaves are signed by the new one; and only then is the old one
 * withdrawn. At every instant the published bundle holds the CA of the leaf being shown.
 */
import type { Ca, Leaf, Life } from './issue.ts';

export interface Holding {
  readonly signing: Ca;
  readonly leaf: Leaf;
  /** Published beside `signing`, not signing yet. */
  readonly next?: Ca;
  /** No longer signing, not withdrawn yet. */
  readonly old?: { readonly ca: Ca; readonly since: number };
}

/** The bundle that is known to be in place, and since when. */
export interface Confirmed {
  readonly bundle: string;
  readonly since: number;
}

export type Due = 'new CA' | 'switch to the new CA' | 'drop the old CA' | 'new leaf' | 'nothing';

/** Oldest last, so that a reader of the bundle sees the one to come first. */
export const bundleOf = ({ signing, next, old }: Holding): string =>
  [next, signing, old?.ca].map((ca) => ca?.pem ?? '').join('');

export function due(
  holding: Holding,
  confirmed: Confirmed | 'never',
  settle: number,
  now: number,
): Due {
  const { signing, leaf, next, old } = holding;
  if (old !== undefined && now >= old.since + settle) return 'drop the old CA';
  if (next !== undefined && settled(holding, confirmed, settle, now)) return 'switch to the new CA';
  if (next === undefined && old === undefined && now >= renewAt(signing)) return 'new CA';
  if (now >= renewAt(leaf) && leaf.until < signing.until) return 'new leaf';
  return 'nothing';
}

const settled = (
  holding: Holding,
  confirmed: Confirmed | 'never',
  settle: number,
  now: number,
): boolean =>
  confirmed !== 'never' &&
  confirmed.bundle === bundleOf(holding) &&
  now >= confirmed.since + settle;

const renewAt = ({ madeAt, until }: Life): number => madeAt + ((until - madeAt) * 2) / 3;
