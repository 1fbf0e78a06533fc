/**
 * Who runs on more than they would be given today: decided before anybody had measured them, or before
 * there was a smaller slice. Judged as a scan judges, because two answers to one question would be none.
 */
import { NEVER_SENT } from '../../scan/aside.ts';
import type { PoliciesBy, Row } from '../../scan/report.ts';
import { rowsOf } from '../../scan/rows.ts';
import { releasable } from '../../scan/sums.ts';
import type { Standing } from '../../usage/profiling/standing.ts';
import type { Worlds } from '../scan/worlds.ts';

export interface Anew {
  readonly policies: PoliciesBy;
  /** What would release most comes first. */
  readonly rows: readonly Row[];
}

export interface Asked {
  readonly standing: Standing;
  readonly worlds: Worlds;
  readonly excluded: readonly string[];
}

export function anewOf({ standing, worlds, excluded }: Asked): readonly Row[] {
  const pods = standing.pods.flatMap(({ pod, runningSince }) =>
    runningSince === 'no' ? [] : [pod],
  );
  const rows = rowsOf(pods, {
    ...worlds,
    templates: new Map(),
    silent: new Map(),
    backTest: { days: 0, trials: [] },
    excluded: new Set([...NEVER_SENT, ...excluded]),
  });
  return rows.filter((row) => releasable(row) > 0);
}
