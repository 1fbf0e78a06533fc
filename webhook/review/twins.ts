/** Which findings of two reports are one and the same, and whether that one has become worse. */
import { harderThan, worseThan } from './extent.ts';
import type { Recall } from './recall.ts';
import type { Finding, Subject } from './report.ts';

/** Without the version of the API, and without the file: what was moved is the same. */
export const subjectKey = ({ apiVersion, kind, namespace, name, group }: Subject): string =>
  JSON.stringify([apiVersion.replace(/\/?[^/]*$/, ''), kind, namespace, name, group]);

export interface Since {
  /** Of those that are in both; a finding of today among them, since both were judged by one snapshot. */
  readonly recall: Recall;
  readonly gone: Finding[];
}

/** `where` is the earlier of the two, e.g. `in main`. */
export function since(before: readonly Finding[], after: readonly Finding[], where: string): Since {
  const byPrint = paired(before, after, ({ fingerprint }) => fingerprint);
  const moved = paired(byPrint.was, byPrint.is, movedKey);
  const pairs = [...byPrint.pairs, ...moved.pairs];
  return {
    recall: new Map(pairs.map(([was, is]) => [is.fingerprint, worseOf(was, is, where)])),
    gone: moved.was,
  };
}

/** A file that was renamed changes the fingerprint alone. */
const movedKey = ({ rule, subject, container }: Finding): string =>
  JSON.stringify([rule, subjectKey(subject), container ?? '']);

interface Paired {
  readonly pairs: readonly (readonly [was: Finding, is: Finding])[];
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
  const pairs: (readonly [Finding, Finding])[] = [];
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
