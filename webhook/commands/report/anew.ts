/**
 * Who runs on more than they would be given today: decided before anybody had measured them, or before
 * there was a smaller slice. Judged as a scan judges, because two answers to one question would be none.
 */
import type { Document } from '../../policy/documents.ts';
import { lineOf } from '../../policy/render.ts';
import { NEVER_SENT } from '../../scan/aside.ts';
import type { PoliciesBy, Row } from '../../scan/report.ts';
import { rowsOf } from '../../scan/rows.ts';
import { releasable } from '../../scan/sums.ts';
import type { Published } from '../../usage/profiling/published.ts';
import type { Standing } from '../../usage/profiling/standing.ts';
import { judgedBy } from '../scan/policies.ts';
import { withProfiles, worldsOf } from '../scan/worlds.ts';

export interface Anew {
  readonly policies: PoliciesBy;
  /** What would release most comes first. */
  readonly rows: readonly Row[];
}

export interface Asked {
  readonly documents: readonly Document[];
  /** Of a run just now. */
  readonly measured: readonly Published[];
  readonly standing: Standing;
  readonly whose: 'cluster' | 'files';
  readonly excluded: readonly string[];
  readonly now: number;
}

/** Or why nobody can tell. */
export function anewOf({ documents, measured, standing, ...asked }: Asked): Anew | string {
  const { by, says, documents: chosen } = judgedBy(documents, [], asked.whose);
  const worlds = worldsOf(withProfiles(chosen, measured), asked.now);
  if (!('standing' in worlds)) {
    const [first] = worlds;
    return `what each would be given anew cannot be told${first === undefined ? '' : `: ${lineOf(first)}`}`;
  }
  const pods = standing.pods.flatMap(({ pod, runningSince }) =>
    runningSince === 'no' ? [] : [pod],
  );
  const rows = rowsOf(pods, {
    ...worlds,
    templates: new Map(),
    silent: new Map(),
    backTest: { days: 0, trials: [] },
    excluded: new Set([...NEVER_SENT, ...asked.excluded]),
  });
  return { policies: { by, says }, rows: rows.filter((row) => releasable(row) > 0) };
}
