/**
 * When a profile is written again. A figure that a pod may be sized by is written as it moves; what
 * moves with each minute (hours, samples, percentiles for people, what is kept to go on from) once an
 * hour; and of a workload that nothing new was seen of, once a day how far it was read. So a fleet at
 * rest writes two small objects per workload and hour, and what is gone two a day.
 *
 * What was not written is read again next time. `readFrom` says from where.
 */
import { isOurs, type Published, type StandingProfile } from '../../usage/profiling/published.ts';
import type { Checkpoint } from '../../usage/statistics/checkpoint.ts';
import type { Row } from '../../usage/statistics/row.ts';

export const HOUR_S = 3600;
export const DAY_S = 86_400;

type Due = 'now' | 'later' | 'same';

export type Sifted = Readonly<Record<Due, readonly Published[]>>;

export function sifted(profiles: readonly Published[], stands: readonly StandingProfile[]): Sifted {
  const known = new Map(stands.map((one) => [keyOf(one), one]));
  const sorted: Record<Due, Published[]> = { now: [], later: [], same: [] };
  for (const one of profiles) sorted[dueOf(one, known.get(keyOf(one.metadata)))].push(one);
  return sorted;
}

/** Seconds since the epoch from which on there are readings that nobody has kept. */
export function readFrom(
  unkept: readonly Published[],
  stands: readonly StandingProfile[],
  until: number,
): number {
  const keys = new Set(unkept.map(({ metadata }) => keyOf(metadata)));
  return stands
    .filter((one) => keys.has(keyOf(one)))
    .flatMap(({ checkpoints }) => checkpoints.map(({ readTo }) => readTo))
    .reduce((earliest, readTo) => Math.min(earliest, readTo), until);
}

const keyOf = ({ namespace, name }: { namespace: string; name: string }): string =>
  `${namespace}/${name}`;

function dueOf({ spec, status }: Published, stands: StandingProfile | undefined): Due {
  if (stands === undefined) return 'now';
  const rows = stands.containers.filter(isOurs);
  if (spec.containers.filter(isOurs).some((row) => movesSizes(row, nameIn(rows, row))))
    return 'now';
  const changes = status.checkpoints.map((one) => changeOf(one, nameIn(stands.checkpoints, one)));
  const due = changes.some(({ seen, after }) => after >= (seen ? HOUR_S : DAY_S));
  if (due) return 'now';
  return changes.some(({ seen }) => seen) ? 'later' : 'same';
}

const nameIn = <T extends { readonly name: string }>(
  all: readonly T[],
  { name }: { name: string },
) => all.find((one) => one.name === name);

const SIZING: readonly (keyof Row)[] = [
  'revision',
  'tag',
  'measuredOn',
  'sharing',
  'attribution',
  'vramMaxMiB',
  'weightsMiB',
  'smP95',
  'smNeed',
  'smBoundedAt',
  'computeBy',
  'devicesPerPod',
  'oomEvents',
];

const movesSizes = (row: Row, stands: Row | undefined): boolean =>
  stands === undefined || SIZING.some((name) => row[name] !== stands[name]);

function changeOf(now: Checkpoint, stands: Checkpoint | undefined) {
  if (stands === undefined) return { seen: true, after: Infinity };
  const { readTo: ends, ...of } = now;
  const { readTo: ended, ...before } = stands;
  return { seen: inOrder(of) !== inOrder(before), after: ends - ended };
}

/** An API server gives keys back in an order of its own. */
const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
