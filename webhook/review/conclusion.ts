/** What a whole review comes to: one sentence and one exit status, the same in every output. */
import { counted } from '../core/text.ts';
import { levels, type Conclusion, type FailOn, type Finding, type Level } from './report.ts';
import { unreadIn, type NotRead } from './unread-in.ts';

export interface Concluded {
  readonly findings: readonly Finding[];
  /** Documents that could not be read, and whatever else keeps it from being sure: a stale snapshot, faulty policies. */
  readonly unread: readonly NotRead[];
  readonly unsure?: readonly string[];
  /** False where there was no cluster to ask. */
  readonly judged?: boolean;
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

/** What was asked to count. */
type Counting = Pick<Conclusion, 'failOn' | 'includesToday'>;

/** Whether a finding, if nobody knew of it, would fail the run. */
export function fails(
  { level, basis }: Pick<Finding, 'level' | 'basis'>,
  { failOn, includesToday }: Counting,
): boolean {
  if (failOn === 'none' || (basis === 'today' && !includesToday)) return false;
  return levels.indexOf(level) <= levels.indexOf(failOn);
}

/** Would fail the run, did it not hang on what a cluster has left just now. */
export const isSpared = (finding: Pick<Finding, 'level' | 'basis'>, of: Counting): boolean =>
  !fails(finding, of) && fails({ ...finding, basis: 'policy' }, of);

/**
 * How loud it is told where whoever reads goes by the level alone, as code scanning does: an error that does
 * not count would turn a commit red there by what others happen to run.
 */
export const toldAs = (
  { level, basis }: Pick<Finding, 'level' | 'basis'>,
  { includesToday }: Pick<Counting, 'includesToday'>,
): Level => (level === 'error' && basis === 'today' && !includesToday ? 'warning' : level);

/** E.g. `5 objects, 7 pods: 2 errors (1 of today), 1 note, 1 known; 1 document could not be read`. */
function sentence(
  { objects, pods, findings, unread, unsure, judged = true }: Concluded,
  fresh: readonly Finding[],
) {
  const known = findings.length - fresh.length;
  const found = [
    ...levels.flatMap((level) => ofLevel(level, fresh)),
    ...(known > 0 ? [`${known} known`] : []),
  ];
  const all = `${counted(objects, 'object')}, ${counted(pods, 'pod')}`;
  return [
    ...(judged
      ? [`${all}: ${found.join(', ') || 'nothing found'}`]
      : ['not judged: no cluster could be read', ...(found.length > 0 ? [found.join(', ')] : [])]),
    ...unreadIn(unread),
    ...(unsure ?? []),
  ].join('; ');
}

function ofLevel(level: Level, fresh: readonly Finding[]): string[] {
  const all = fresh.filter((one) => one.level === level);
  const today = all.filter(({ basis }) => basis === 'today').length;
  if (all.length === 0) return [];
  const aside = today === 0 ? '' : ` (${today} of today)`;
  return [`${counted(all.length, level)}${aside}`];
}
