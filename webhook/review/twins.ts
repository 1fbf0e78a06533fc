/** Which findings of two reports are one and the same, and whether that one has become worse. */
import { harderThan, worseThan } from './extent.ts';
import type { Recall } from './recall.ts';
import type { Finding, Report, Subject } from './report.ts';
import { spread, spreadSays } from './spread.ts';

/** Without the version of the API, and without the file: what was moved is the same. */
export const subjectKey = ({ apiVersion, kind, namespace, name, group }: Subject): string =>
  JSON.stringify([apiVersion.replace(/\/?[^/]*$/, ''), kind, namespace, name, group]);

export interface Since {
  /** Of those that are in both; a finding of today among them, since both were judged by one snapshot. */
  readonly recall: Recall;
  readonly gone: Finding[];
}

type Side = Pick<Report, 'findings' | 'clusters'>;

/** `where` is the earlier of the two, e.g. `in main`. */
export function since(before: Side, after: Pick<Side, 'findings'>, where: string): Since {
  const byPrint = paired(before.findings, after.findings, ({ fingerprint }) => fingerprint);
  const moved = paired(byPrint.was, byPrint.is, movedKey);
  const pairs = [...byPrint.pairs, ...moved.pairs];
  const spreading = spread(pairs, {
    all: before.findings,
    asked: before.clusters.map(({ name }) => name),
    keyOf: (was) => `${movedKey(was)} ${was.at.file}`,
  });
  const worse = ([was, is]: Pair): string[] => [
    ...worseOf(was, is, where),
    ...spreadSays(was, spreading.get(is), where),
  ];
  return {
    recall: new Map(pairs.map((pair) => [pair[1].fingerprint, worse(pair)])),
    gone: moved.was,
  };
}

/** A file that was renamed changes the fingerprint alone. */
const movedKey = ({ rule, subject, container }: Finding): string =>
  JSON.stringify([rule, subjectKey(subject), container ?? '']);

type Pair = readonly [was: Finding, is: Finding];

interface Paired {
  readonly pairs: readonly Pair[];
  /** What has no twin on the other side; one twin each. */
  readonly was: Finding[];
  readonly is: Finding[];
}

function paired(
  was: readonly Finding[],
  is: readonly Finding[],
  keyOf: (finding: Finding) => string,
): Paired {
  const waiting = new Map<string, Finding[]>();
  for (const one of was) waiting.set(keyOf(one), [...(waiting.get(keyOf(one)) ?? []), one]);
  const pairs: Pair[] = [];
  const alone = is.filter((one) => {
    const twin = waiting.get(keyOf(one))?.shift();
    if (twin !== undefined) pairs.push([twin, one]);
    return twin === undefined;
  });
  const found = new Set(pairs.map(([twin]) => twin));
  return { pairs, was: was.filter((one) => !found.has(one)), is: alone };
}

function worseOf(was: Finding, is: Finding, where: string): string[] {
  return [
    ...harderThan(was.level, is.level, where),
    ...(is.basis === 'policy' && was.basis === 'today'
      ? [`whatever else runs, only as the cluster stands today ${where}`]
      : []),
    ...(was.extent === undefined || is.extent === undefined
      ? []
      : worseThan(was.extent, is.extent, { where, level: is.level })),
  ];
}
