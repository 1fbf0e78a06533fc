/**
 * Whether all that one match fits another fits too, and whether two can fit one pod. Told from the
 * documents alone, so both answers are on the safe side: `covers` is true only where it is certain,
 * `disjoint` likewise.
 */
import { globHolds } from '../../core/classify.ts';
import { canonical } from '../canonical.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';

export type Match = GpuPolicy['spec']['match'];
type Labels = Readonly<Record<string, string>>;

/** A field that is not here is the same for both, or asks for nothing in the wider one. */
const FIELDS = {
  namespaces: 'globs',
  ownerNames: 'globs',
  images: 'globs',
  ownerKinds: 'names',
  classes: 'names',
  namespaceLabels: 'labels',
  podLabels: 'labels',
} as const;

const isNamed = (field: string): field is keyof typeof FIELDS => Object.hasOwn(FIELDS, field);

export function covers(wide: Match, narrow: Match): boolean {
  const theirs: Readonly<Record<string, unknown>> = narrow;
  return Object.entries(wide).every(([field, asked]) =>
    isNamed(field)
      ? coversIn(field, wide, narrow)
      : asksNothing(asked) || canonical(asked) === canonical(theirs[field]),
  );
}

function coversIn(field: keyof typeof FIELDS, wide: Match, narrow: Match): boolean {
  if (field === 'namespaceLabels' || field === 'podLabels')
    return Object.entries(wide[field]).every(([key, value]) => narrow[field][key] === value);
  const [asked, theirs]: readonly (readonly string[] | undefined)[] = [wide[field], narrow[field]];
  if (asked === undefined || asked.length === 0) return true;
  if (theirs === undefined || theirs.length === 0) return false;
  return FIELDS[field] === 'globs'
    ? globsCover(asked, theirs)
    : theirs.every((name) => asked.includes(name));
}

/** A star of the narrower is a letter like others, which only a star of the wider can take. */
export const globsCover = (wide: readonly string[], narrow: readonly string[]): boolean =>
  narrow.every((glob) => wide.some((other) => globHolds(other, glob)));

const asksNothing = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** No pod fits both. */
export const disjoint = (a: Match, b: Match): boolean =>
  apart(a.namespaces, b.namespaces) ||
  apart(a.ownerNames, b.ownerNames) ||
  apart(a.ownerKinds, b.ownerKinds) ||
  apart(a.classes, b.classes) ||
  contradict(a.namespaceLabels, b.namespaceLabels) ||
  contradict(a.podLabels, b.podLabels);

const apart = (a: readonly string[], b: readonly string[]): boolean =>
  a.length > 0 && b.length > 0 && !a.some((one) => b.some((other) => mayMeet(one, other)));

/** Two globs can mean one name as far as their beginnings and ends say. */
function mayMeet(a: string, b: string): boolean {
  if (!a.includes('*')) return globHolds(b, a);
  if (!b.includes('*')) return globHolds(a, b);
  return (
    oneBegins(a.slice(0, a.indexOf('*')), b.slice(0, b.indexOf('*'))) &&
    oneEnds(a.slice(a.lastIndexOf('*') + 1), b.slice(b.lastIndexOf('*') + 1))
  );
}

const oneBegins = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);
const oneEnds = (a: string, b: string): boolean => a.endsWith(b) || b.endsWith(a);

const contradict = (a: Labels, b: Labels): boolean =>
  Object.entries(a).some(([key, value]) => b[key] !== undefined && b[key] !== value);
