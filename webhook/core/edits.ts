/** What a chosen option changes in the pod: resource names, placement, nothing else. */
import type { Edit } from './decision.ts';
import { givenBy } from './legal.ts';
import type { Option } from './options.ts';
import { tolerations } from './options.ts';
import { seats, type MatchExpression, type Pod } from './pod.ts';
import { requiredTerms, selects, untolerated } from './selector.ts';
import { sameExpression } from './original.ts';
import type { Slot } from './slots.ts';
import type { Terms } from './terms.ts';

export function editsFor(pod: Pod, slots: readonly Slot[], option: Option, terms: Terms): Edit[] {
  const edits: Edit[] = [];
  for (const [at, slot] of slots.entries()) {
    const { asked } = slot;
    const to = option.picks[at]?.resource ?? asked;
    if (to !== asked)
      for (const { container, pointer } of slot.seats)
        edits.push({ kind: 'resource', pointer, container: container.name, from: asked, to });
  }
  edits.push({ kind: 'nodeAffinity', require: required(option, terms) });
  const own = pod.spec.tolerations ?? [];
  for (const toleration of tolerations(terms)) {
    const needed = untolerated(option.pool.taints, own).some(
      (taint) => taint.key === toleration.key,
    );
    if (needed) edits.push({ kind: 'toleration', key: toleration.key ?? '' });
  }
  return edits;
}

function required({ picks, pool }: Option, terms: Terms): MatchExpression[] {
  const all: MatchExpression[] = [];
  // Another team's pool may be shared in the same way: only its labels tell them apart.
  const shared = picks.some(({ mechanism }) => mechanism === 'timeSlice');
  const given = Object.entries((shared ? givenBy(pool, terms) : undefined) ?? {}).map(
    ([key, value]): MatchExpression => ({ key, operator: 'In', values: [value] }),
  );
  for (const expression of [...picks.flatMap(({ pins }) => pins), ...given, ...terms.require])
    if (!all.some((other) => sameExpression(other, expression))) all.push(expression);
  return all;
}

/** Whether the pod already is as the edits would make it. */
export function applied(pod: Pod, edits: readonly Edit[]): boolean {
  return edits.every((edit) => {
    switch (edit.kind) {
      case 'resource':
        return holdsOne(pod, edit.container, edit.to, edit.from);
      case 'nodeAffinity':
        return pinnedTo(pod, edit.require);
      case 'toleration':
        return (
          pod.spec.tolerations?.some(
            ({ key, operator, effect }) =>
              key === edit.key && operator === 'Exists' && effect === 'NoSchedule',
          ) === true
        );
      case 'annotate':
      case 'unannotate':
        return true;
      default:
        return edit satisfies never;
    }
  });
}

function pinnedTo(pod: Pod, expressions: readonly MatchExpression[]): boolean {
  const terms = (requiredTerms(pod) ?? []).filter(selects);
  return (
    terms.length > 0 &&
    terms.every((term) =>
      expressions.every(
        (wanted) => term.matchExpressions?.some((has) => sameExpression(has, wanted)) === true,
      ),
    )
  );
}

/** The container asks for exactly one `resource` in both maps, and no longer for `not`. */
export function holdsOne(pod: Pod, name: string, resource: string, not?: string): boolean {
  const container = seats(pod).find((seat) => seat.container.name === name)?.container;
  const lists = [container?.resources?.limits, container?.resources?.requests];
  return lists.every(
    (list) => String(list?.[resource]) === '1' && (not === undefined || list?.[not] === undefined),
  );
}
