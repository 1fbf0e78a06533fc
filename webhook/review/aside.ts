/** Pods that no cluster is asked about are counted, not shown one by one. */
import type { Reviewed } from './report.ts';

export const isAside = ({ outcomes }: Reviewed): boolean =>
  outcomes.every(({ verdict }) => verdict === 'never sent');

/** Of several templates one object is one. */
export const objectsOf = (all: readonly Reviewed[]): number =>
  new Set(all.map(({ subject: { group: _group, ...of } }) => JSON.stringify(of))).size;
