/** What a change changes, in words that every page of it shares, as plain text: whoever prints it spells it. */
import { counted, gpus } from '../../../core/text.ts';
import type { Comparison, Side, TeamChange } from '../../report.ts';
import { podsOf } from '../../title.ts';
import { amountsOf, fromTo, verdictOf } from './words.ts';

/** E.g. `main (0123abc, where this work left it)`. */
export function baseOf({ base, commit }: Comparison): string {
  if (commit === undefined) return base;
  const short = commit.hash.slice(0, 10);
  return `${base} (${short}, ${commit.is === 'tip' ? TIP : 'where this work left it'})`;
}

const TIP = 'its tip, since no commit is known here where this work left it';

/** E.g. `2 objects new, 1 changed; 1 finding new, 3 no more`. */
export function changesOf({ objects, newFindings, goneFindings }: Comparison): string {
  const kinds = (['new', 'gone', 'changed'] as const)
    .map((change) => ({ change, count: objects.filter((one) => one.change === change).length }))
    .filter(({ count }) => count > 0)
    .map(({ change, count }, nth) => `${nth === 0 ? counted(count, 'object') : count} ${change}`);
  const found = [
    `${counted(newFindings.length, 'finding')} new`,
    ...(goneFindings.length === 0 ? [] : [`${goneFindings.length} no more`]),
  ];
  return [
    kinds.join(', ') || 'no object that asks for GPUs comes out otherwise',
    found.join(', '),
  ].join('; ');
}

export interface Sides {
  readonly before: string;
  readonly after: string;
}

const NOT_THERE = 'not there';

/** Memory is told where nothing else differs. */
export function sidesOf({
  before,
  after,
}: {
  readonly before?: Side;
  readonly after?: Side;
}): Sides {
  const [was, is] = [sideOf(before, gpusOf), sideOf(after, gpusOf)];
  return was === is
    ? { before: sideOf(before, memoryOf), after: sideOf(after, memoryOf) }
    : { before: was, after: is };
}

/** E.g. `refused, 100 pods, 88 refused, 100 → 12 GPU`. What is refused gets nothing. */
function sideOf(side: Side | undefined, holds: (side: Side) => string): string {
  if (side === undefined) return NOT_THERE;
  const { pods, atOnce, chosen, verdict, inForce } = side;
  const refused = pods.judged - pods.admitted;
  const some = refused > 0 && pods.admitted > 0 ? ` (${refused} of ${pods.judged} refused)` : '';
  const gets = chosen === '' || (verdict === 'refused' && inForce) ? '' : ` ${chosen}`;
  return `${verdictOf(side)}${gets}, ${podsOf(atOnce)}${some}, ${holds(side)}`;
}

const gpusOf = ({ asked, claim, verdict, inForce, pods }: Side): string =>
  verdict === 'refused' && inForce && pods.admitted === 0
    ? `${gpus(asked.milliGPU)} GPU asked`
    : `${fromTo(gpus(asked.milliGPU), gpus(claim.milliGPU))} GPU`;

const memoryOf = (side: Side): string =>
  `${gpusOf(side)}, ${fromTo(String(side.asked.MiB), String(side.claim.MiB))} MiB`;

export const neededOf = ({ before, after }: TeamChange): string =>
  `${gpus(before.milliGPU)} → ${gpus(after.milliGPU)} GPU`;

export const costOf = ({ money }: TeamChange): string =>
  money === undefined ? '' : amountsOf(money.before, money.after);
