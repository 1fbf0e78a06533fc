/**
 * How old a snapshot is that something is decided in, what of the cluster is not in it, and for
 * whom it was made: whoever reads a decision of last week's cluster should know that it is one.
 */
import { ofKind, type Document } from '../../policy/documents.ts';
import { counted, oneLine } from '../../core/text.ts';

const MOST_MISSING = 5;

/** A World that somebody wrote by hand is of no age: its time is there to make it stand still. */
export const ageLines = (documents: readonly Document[], now: number): string[] =>
  ofKind(documents, 'World').flatMap((world) => {
    const { readAt, cluster, hashes, teams, missing = [] } = world.value.spec ?? {};
    if (hashes === undefined || readAt === undefined) return [];
    const { file } = world.at('');
    const of = cluster === undefined ? '' : ` of ${oneLine(cluster)}`;
    return [
      `decided in ${file}, a snapshot${of} read ${ago(now - Date.parse(readAt))} (${readAt})`,
      ...(teams === undefined ? [] : [`${file} was made for ${oneLine(teams.join(', '))} alone`]),
      ...missing.slice(0, MOST_MISSING).map((line) => `not in ${file}: ${oneLine(line)}`),
      ...(missing.length > MOST_MISSING
        ? [`not in ${file}: ${missing.length - MOST_MISSING} more, in its header`]
        : []),
    ];
  });

/** To stderr, since what is printed may be for a program. */
export function tellAge(documents: readonly Document[]): void {
  for (const line of ageLines(documents, Date.now())) process.stderr.write(`tranche: ${line}\n`);
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

function ago(milliseconds: number): string {
  if (milliseconds < 0) return 'in the future';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(milliseconds / size);
    if (count > 0) return `${counted(count, unit)} ago`;
  }
  return 'a moment ago';
}
