/** What a chosen option changes in the pod: resource names, placement, nothing else. */
import type { Edit } from '../decision.ts';
import { claimName } from '../fit/dra.ts';
import type { Option } from '../fit/options.ts';
import { tolerations } from '../fit/ground.ts';
import { handover, slotEdits } from '../fit/form.ts';
import type { MatchExpression, Pod } from '../pod.ts';
import { untolerated } from '../selector.ts';
import { sameExpression } from './original.ts';
import type { Slot } from '../fit/slots.ts';
import type { Terms } from '../terms.ts';
import { givenBy, trustOf } from '../fit/trust.ts';

export function editsFor(pod: Pod, slots: readonly Slot[], option: Option, terms: Terms): Edit[] {
  const edits: Edit[] = [];
  for (const [at, slot] of slots.entries()) {
    const offer = option.picks[at];
    if (offer !== undefined) edits.push(...slotEdits(slot, offer, terms, claimName(pod, edits)));
  }
  if (option.picks.some(({ mechanism }) => mechanism === 'fraction'))
    edits.push(...handover(pod, terms));
  const require = required(option, terms);
  // A term without expressions would select no node at all.
  if (require.length > 0) edits.push({ kind: 'nodeAffinity', require });
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
  const given = picks.flatMap(({ mechanism }) => {
    const trust = trustOf(mechanism, terms);
    return Object.entries((trust && givenBy(pool, trust)) ?? {}).map(
      ([key, value]): MatchExpression => ({ key, operator: 'In', values: [value] }),
    );
  });
  for (const expression of [...picks.flatMap(({ pins }) => pins), ...given, ...terms.require])
    if (!all.some((other) => sameExpression(other, expression))) all.push(expression);
  return all;
}
