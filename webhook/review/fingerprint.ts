/**
 * The name by which a finding is known again on the next run: for a baseline, and for forges that
 * track alerts. It hangs on what would still be true if somebody added a line above, or another
 * cluster to the pipeline; so neither line nor cluster nor figure is part of it.
 */
import { nameOf } from '../core/text.ts';
import { inPlace } from './order.ts';
import type { Finding } from './report.ts';

/** A finding before it has a name. */
export type Found = Omit<Finding, 'fingerprint' | 'known' | 'worse'>;

/** What a file is called wherever somebody stands: from the root of its work tree, say. */
export type PlaceOf = (file: string) => string;

const asNamed: PlaceOf = (file) => file;

/**
 * In the order given. The same rule may find the same container twice: the further ones, in the order
 * of the file, are told apart by a number, and the first keeps its name when a second comes. What hangs on
 * the day comes after what stays, or a baseline that knows a warning would hide today's refusal.
 */
export function fingerprinted(found: readonly Found[], placeOf: PlaceOf = asNamed): Finding[] {
  const seen = new Map<string, number>();
  const names = new Map<Found, string>();
  for (const one of lastingFirst(inPlace(found))) {
    const key = keyOf(one, placeOf(one.at.file));
    const ordinal = (seen.get(key) ?? 0) + 1;
    seen.set(key, ordinal);
    names.set(one, nameOf(ordinal === 1 ? key : `${key} ${ordinal}`));
  }
  return found.map((one) => ({ ...one, fingerprint: names.get(one) ?? '' }));
}

const lastingFirst = (found: readonly Found[]): Found[] => [
  ...found.filter(({ basis }) => basis === 'policy'),
  ...found.filter(({ basis }) => basis === 'today'),
];

/** JSON, so that no name can pretend to be two. A new version of the API is the same object. */
function keyOf({ rule, subject, container }: Found, file: string): string {
  const { apiVersion, kind, namespace, name, group } = subject;
  const apiGroup = apiVersion.includes('/') ? apiVersion.split('/', 1)[0] : '';
  return JSON.stringify([rule, apiGroup, kind, namespace, name, group, container ?? '', file]);
}
