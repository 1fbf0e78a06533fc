/**
 * What pods take of a node that a World does not hold one by one: `status.taken` of the Node, in
 * the words of `status.allocatable`. A hundred pods that ask for no device are one line.
 */
import type { Amounts } from '../../core/fit/room.ts';
import { isRecord, recordIn, type Raw } from '../raw.ts';
import { metaOf } from '../seen.ts';
import type { SeenPod } from '../seen-pod.ts';
import { quantity, unitsOf } from './quantity.ts';

export function takenIn(node: unknown): Amounts {
  const status = isRecord(node) ? recordIn(node, 'status') : {};
  return Object.fromEntries(
    Object.entries(recordIn(status, 'taken')).map(([name, text]) => [name, unitsOf(name, text)]),
  );
}

export const takenText = (taken: Amounts): Raw =>
  Object.fromEntries(
    Object.entries(taken)
      .filter(([, amount]) => amount > 0)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, amount]) => [name, quantity(name, amount)]),
  );

/** As one pod on it; no pod of a cluster is in a namespace without a name. */
export function takers(node: unknown): SeenPod | 'none' {
  const requests = takenIn(node);
  if (Object.keys(requests).length === 0) return 'none';
  const { name } = metaOf(node);
  const metadata = { name, namespace: '', uid: `taken-of-${name}`, resourceVersion: '' };
  return { metadata, node: name, live: true, requests, avoids: [], labels: {} };
}
