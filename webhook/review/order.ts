/** One order of what is found, whatever order it was found in: two runs of a pipeline print the same bytes. */
import { levels, type Finding } from './report.ts';

type Sorted = Pick<
  Finding,
  'rule' | 'level' | 'at' | 'subject' | 'container' | 'says' | 'clusters'
>;
type Key = string | number;

/** Errors first, then by file, line, column and rule; what is still alike by whose it is and what it says. */
export const inOrder = <T extends Sorted>(findings: readonly T[]): T[] =>
  findings.toSorted((a, b) => compare(keysOf(a), keysOf(b)));

/** As in a file, whatever their level. */
export const inPlace = <T extends Omit<Sorted, 'level'>>(findings: readonly T[]): T[] =>
  findings.toSorted((a, b) => compare(placeOf(a), placeOf(b)));

const keysOf = (finding: Sorted): Key[] => [levels.indexOf(finding.level), ...placeOf(finding)];

const placeOf = ({
  at,
  rule,
  subject,
  container,
  says,
  clusters,
}: Omit<Sorted, 'level'>): Key[] => [
  at.file,
  at.line,
  at.column,
  rule,
  subject.namespace,
  subject.name,
  subject.kind,
  subject.group,
  container ?? '',
  says,
  clusters.join(' '),
];

/** By code units, never by a locale: a pipeline's may differ from a laptop's. */
function compare(a: readonly Key[], b: readonly Key[]): number {
  for (const [i, key] of a.entries()) {
    const other = b[i] ?? '';
    if (key !== other) return key < other ? -1 : 1;
  }
  return 0;
}
