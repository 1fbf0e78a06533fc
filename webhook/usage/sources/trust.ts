/**
 * Under which sharing a figure was taken, and whether it is the container's. When in doubt it is not:
 * a figure that is wrongly left out costs a whole GPU, one that is wrongly believed kills a pod.
 */
import type { Measured } from '../measured.ts';
import { figuresOf, sharersOf } from './crowd.ts';
import type { Doubt } from './doubt.ts';
import type { Ground } from './ground.ts';
import type { SourceTable } from './table.ts';
import type { Points, Told, ToldDevice } from './told.ts';

export type Trust = Pick<Measured, 'sharing' | 'attribution' | 'doubt'>;

export function trustOf(
  table: SourceTable,
  device: ToldDevice,
  ground: Ground,
): (told: Told) => Trust {
  const sharers = sharersOf(device.tellings);
  const figures = once(() => figuresOf(device));
  return (told) => {
    const sharing = sharingOf(told, { sharers, ground, table });
    if (table.own) return { sharing, attribution: 'perProcess' };
    if (sharing === 'whole' || sharing === 'mig') {
      const doubt = doubtOn(told, ground);
      return doubt === undefined
        ? { sharing, attribution: 'exact' }
        : { sharing, attribution: 'unknown', doubt };
    }
    const copied = told.replica || sharers.has(told);
    // Without a series for each replica, the device goes to whichever pod was seen last.
    if (!copied) return { sharing, attribution: 'unknown', doubt: lastSeenOn(told, ground, table) };
    // Under MPS processes may be told as the server's, so that the parts would be nobody's.
    const parts = !table.merged && sharing === 'timeSlice' && figures() === 'split';
    return { sharing, attribution: parts ? 'perProcess' : 'duplicated' };
  };
}

/** Most devices are not shared, and what sharers have is found out for those that are. */
function once<T>(of: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: of() }).value;
}

/** Where a holder on the node is not told of, its figures may have gone to another one. */
function doubtOn(told: Told, ground: Ground): Doubt | undefined {
  if (ground.nodeless) return { of: 'nodes' };
  const node = ground.nodeOf(told);
  if (ground.handed(told) === 'unknown')
    return { of: 'node', ...(node === undefined ? {} : { node }) };
  if (node === undefined) return undefined;
  const silent = ground.lost.get(node);
  return silent && { of: 'neighbour', node, silent };
}

const lastSeenOn = (told: Told, ground: Ground, { name: source }: SourceTable): Doubt => ({
  of: 'lastSeen',
  node: ground.nodeOf(told) ?? '',
  source,
});

interface Around {
  readonly sharers: ReadonlySet<Told>;
  readonly ground: Ground;
  readonly table: SourceTable;
}

function sharingOf(told: Told, { sharers, ground, table }: Around): Measured['sharing'] {
  const handed = ground.handed(told);
  if (handed === 'mps' || handed === 'timeSlice') return handed;
  if (told.replica || sharers.has(told) || (table.own && !hasAll(told, ground))) return 'timeSlice';
  return told.device.migProfile === undefined ? 'whole' : 'mig';
}

/** What an engine does not tell of the driver's reserve. */
const NEARLY_ALL = 0.95;

/** An engine that divides cards may give one out undivided; its limit and the node's label say so. */
function hasAll(told: Told, ground: Ground): boolean {
  const card = Number(ground.labelsOf(told)?.['nvidia.com/gpu.memory']);
  const limit = most(told.limit);
  return limit !== undefined && limit >= NEARLY_ALL * card;
}

function most(points: Points): number | undefined {
  let found: number | undefined;
  for (const value of points.values()) found = Math.max(found ?? value, value);
  return found;
}
