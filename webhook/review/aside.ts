/** Pods that no cluster is asked about are counted, not shown one by one. */
import type { Finding, Reviewed } from './report.ts';

export const isAside = ({ outcomes }: Reviewed): boolean =>
  outcomes.every(({ verdict }) => verdict === 'never sent');

/** Of several templates one object is one. */
export const objectsOf = (all: readonly Reviewed[]): number =>
  new Set(all.map(({ subject: { group: _group, ...of } }) => JSON.stringify(of))).size;

/** Of those no cluster is asked about; what is not expanded may be sent all the same, and is a finding. */
export function objectsAside(reviewed: readonly Reviewed[], findings: readonly Finding[]): number {
  const told = new Set(
    findings.flatMap(({ rule, subject }) =>
      rule === 'lint/not-expanded' ? JSON.stringify(subject) : [],
    ),
  );
  return objectsOf(
    reviewed.filter((one) => isAside(one) && !told.has(JSON.stringify(one.subject))),
  );
}
