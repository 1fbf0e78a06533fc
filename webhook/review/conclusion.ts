/** What a whole review comes to: one sentence and one exit status, the same in every output. */
import { counted } from '../core/text.ts';
import {
  levels,
  type Conclusion,
  type FailOn,
  type Finding,
  type Level,
  type Unread,
} from './report.ts';

export interface Concluded {
  readonly findings: readonly Finding[];
  /** Documents that could not be read, and whatever else keeps it from being sure: a stale snapshot, faulty policies. */
  readonly unread: readonly Pick<Unread, 'file' | 'document'>[];
  readonly unsure?: readonly string[];
  readonly objects: number;
  readonly pods: number;
  readonly failOn: FailOn;
  readonly includesToday: boolean;
}

export function conclude(of: Concluded): Conclusion {
  const { findings, failOn, includesToday, objects, pods } = of;
  const fresh = findings.filter(({ known }) => known === undefined);
  const number = (level: Level) => fresh.filter((one) => one.level === level).length;
  return {
    exit: exitOf(of, fresh),
    failOn,
    includesToday,
    objects,
    pods,
    counts: { error: number('error'), warning: number('warning'), note: number('note') },
    known: findings.length - fresh.length,
    says: sentence(of, fresh),
  };
}

/** Not to know outweighs what was found: whoever waves a 1 through would wave through what nobody saw. */
function exitOf(of: Concluded, fresh: readonly Finding[]): Conclusion['exit'] {
  if (of.unread.length > 0 || (of.unsure ?? []).length > 0) return 2;
  return fresh.some((one) => fails(one, of)) ? 1 : 0;
}

/** Whether a finding, if nobody knew of it, would fail the run. */
export function fails(
  { level, basis }: Pick<Finding, 'level' | 'basis'>,
  { failOn, includesToday }: Pick<Conclusion, 'failOn' | 'includesToday'>,
): boolean {
  if (failOn === 'none' || (basis === 'today' && !includesToday)) return false;
  return levels.indexOf(level) <= levels.indexOf(failOn);
}

/** E.g. `5 objects, 7 pods: 2 errors (1 of today), 1 note, 1 known; 1 document could not be read`. */
function sentence(
  { objects, pods, findings, unread, unsure }: Concluded,
  fresh: readonly Finding[],
) {
  const known = findings.length - fresh.length;
  const found = [
    ...levels.flatMap((level) => ofLevel(level, fresh)),
    ...(known > 0 ? [`${known} known`] : []),
  ];
  return [
    `${counted(objects, 'object')}, ${counted(pods, 'pod')}: ${found.join(', ') || 'nothing found'}`,
    ...(unread.length > 0 ? [`${counted(documentsIn(unread), 'document')} could not be read`] : []),
    ...(unsure ?? []),
  ].join('; ');
}

/** However many faults each has. */
function documentsIn(unread: Concluded['unread']): number {
  const whole = unread.filter(({ document }) => document === undefined);
  const parts = unread.filter(({ document }) => document !== undefined);
  const named = parts.map(({ file, document }) => JSON.stringify([file, document]));
  return whole.length + new Set(named).size;
}

function ofLevel(level: Level, fresh: readonly Finding[]): string[] {
  const all = fresh.filter((one) => one.level === level);
  const today = all.filter(({ basis }) => basis === 'today').length;
  if (all.length === 0) return [];
  const aside = today === 0 ? '' : ` (${today} of today)`;
  return [`${counted(all.length, level)}${aside}`];
}
