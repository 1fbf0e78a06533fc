/** Which notes say of an object only why it comes out as it does: where each object stands with its reason, they would say it twice. */
import type { Finding, Report } from '../../report.ts';

/** Of what was found, what can be told in those terms. */
export type Reasons = ReadonlySet<string>;

/** Where no object is shown. */
export const noReasons: Reasons = new Set();

export const reasonsAbove = ({ reviewed }: Report): Reasons =>
  new Set(
    reviewed.flatMap(({ subject, at, outcomes }) =>
      outcomes.map(({ cluster, because }) => keyOf([subject, at.file, cluster, because])),
    ),
  );

/** With help, or worse than before, it says more than the reason does. */
export const isAbove = (
  { level, rule, says, help, worse, subject, at, clusters }: Finding,
  reasons: Reasons,
): boolean =>
  level === 'note' &&
  help === undefined &&
  worse === undefined &&
  clusters.every((cluster) => reasons.has(keyOf([subject, at.file, cluster, { rule, says }])));

const keyOf = (of: readonly unknown[]): string => JSON.stringify(of);
