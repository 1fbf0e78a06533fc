/** A rule as GitHub shows it beside its alerts: always a short and a full description and a help, none empty. */
import { sayable } from '../../../report/sayable.ts';
import type { About, Finding, Wishes } from '../../report.ts';

/** GitHub's limit for a description, in characters. */
const MOST = 1024;

export function ruleOf(findings: readonly Finding[], { about }: Wishes): object {
  const id = findings[0]?.rule ?? 'review/none';
  const page = about?.(id);
  return {
    id,
    name: nameOf(id),
    shortDescription: { text: sayable(page?.symptom || id, MOST) },
    fullDescription: { text: sayable(page?.cause || id, MOST) },
    help: { text: helpOf(page ?? {}, findings) },
    properties: { tags: ['gpu', id.split('/')[0]] },
  };
}

function helpOf({ fix, undo }: Pick<About, 'fix' | 'undo'>, findings: readonly Finding[]): string {
  const helped = findings.find(({ help }) => help !== undefined);
  const helps = [
    fix ?? helped?.help ?? BY_EXPLAIN,
    ...(undo === undefined ? [] : [`To undo: ${undo}.`]),
  ];
  return helps.map((line) => sayable(line, MOST)).join('\n\n');
}

const BY_EXPLAIN = 'tranche explain says of one pod how it came to that.';

/** `guard/max-gpus` as `GuardMaxGpus`. */
const nameOf = (id: string): string =>
  id
    .split(/[/-]/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
