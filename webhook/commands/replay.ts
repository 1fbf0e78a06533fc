/** `tranche replay`: admissions on record, decided by two sets of policies; what differs is told, by workload. */
import { changesText, leavesOpen, type Outcomes } from '../report/changes.ts';
import { castOf, type Cast } from './replay/cast.ts';
import { failed, paintOf } from './terminal.ts';
import { tellAge } from './snapshot/age.ts';
import { tellWordless } from './wordless.ts';
import { recordsAt } from './replay/records.ts';
import { replayed } from './replay/replayed.ts';

export interface ReplayOptions {
  readonly policies: readonly string[];
  readonly world: readonly string[];
  readonly output: string;
}

export async function run(paths: readonly string[], options: ReplayOptions): Promise<void> {
  const { records, broken } = recordsAt(paths);
  if (broken > 0) process.stderr.write(`tranche: ${leftOut(broken)}\n`);
  // Two sets that were asked of nothing agree about nothing.
  if (records.length === 0) throw new Error(`no admission is on record in ${paths.join(', ')}`);
  const last = records.at(-1)?.at;
  const clock = { now: () => (last === undefined ? Date.now() : Date.parse(last)) };
  const sets = twoOf(options.policies);
  const casts: Cast[] = [];
  for (const set of sets) {
    const cast = castOf(set, options.world, clock);
    if (typeof cast === 'string') return failed(cast);
    casts.push(cast);
  }
  tellWorld(options.world, casts[0]?.read ?? []);
  const result = await replayed(records, casts);
  process.stdout.write(printed(result, options.output));
  process.exitCode = result.changes.length > 0 ? 1 : leavesOpen(result) ? 2 : 0;
}

function tellWorld(world: readonly string[], read: Cast['read']): void {
  tellWordless(world, read);
  tellAge(read);
}

const leftOut = (broken: number): string =>
  broken === 1
    ? '1 line is no record, and is left out'
    : `${broken} lines are no records, and are left out`;

function twoOf(policies: readonly string[]): readonly string[] {
  if (policies.length === 2) return policies;
  throw new Error('replay compares two sets: --policies OLD --policies NEW');
}

function printed(result: Outcomes, output: string): string {
  if (output === 'json') return `${JSON.stringify(result, null, 2)}\n`;
  return changesText(result, paintOf());
}
