/** What a reader must know before the first verdict: that it is of no cluster of theirs, or nobody knows of what day. */
import type { Cluster, Report } from './report.ts';

/** `Cluster.from` of the default that is in the program. */
export const EMBEDDED = 'the embedded sample';

/** A line each, as plain text that begins with a word of ours: a page writes it with a capital, and no name. */
export const headsOf = ({ clusters }: Report): string[] =>
  clusters.flatMap((cluster) => headOf(cluster));

function headOf({ name, from, age }: Cluster): string[] {
  if (from === EMBEDDED)
    return ['judged before the embedded sample, not your cluster: give --snapshot'];
  return age === undefined
    ? []
    : [`the World ${name} was written by hand (${from}) and is no snapshot: its age is unknown`];
}
