/** Guardrails of one rule that both refuse, where no pod can please both. */
import type { Document } from '../documents.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';
import { RANK } from '../policies.ts';
import { apart } from './figures.ts';
import { finding, whereIs, type Finding } from './finding.ts';
import { looksWherever, namedBy, type Named, type NamedGuard } from './named.ts';

export function contradictions(policies: readonly Document<GpuPolicy>[]): Finding[] {
  const all = policies.flatMap(namedBy).filter(({ strength }) => strength === RANK.deny);
  return all.flatMap((one, i) =>
    all.slice(0, i).flatMap((other) => {
      const says = meets(one, other) ? against(one.guard, other.guard) : undefined;
      if (says === undefined) return [];
      return [
        finding('lint/contradict', one.policy, {
          at: `/spec/guards/${one.at}/parameters`,
          says: `cannot be met together with those of ${whereIs(other.policy)}: ${says}`,
          help: 'let the two agree, or match different pods',
        }),
      ];
    }),
  );
}

/** All that the narrower looks at the wider looks at too. */
const meets = (one: Named, other: Named): boolean =>
  one.guard.rule === other.guard.rule && (looksWherever(one, other) || looksWherever(other, one));

function against(one: NamedGuard, other: NamedGuard): string | undefined {
  const bounds = apart(one, other);
  if (bounds !== undefined)
    return `no pod has ${bounds.least} of one and ${bounds.most} of the other`;
  return one.rule === 'guard/products' ? otherCards(one, other) : undefined;
}

/** Without `strict` a pod passes that might land on the cards of both; whoever selects one is refused. */
function otherCards({ parameters: ours }: NamedGuard, { parameters: theirs }: NamedGuard) {
  const [a, b] = [namesIn(ours?.products), namesIn(theirs?.products)];
  if (a.some((name) => b.includes(name))) return undefined;
  return ours?.strict === true || theirs?.strict === true
    ? 'they have no product in common, so every pod is refused'
    : 'they have no product in common, so every pod that selects a card is refused';
}

const namesIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
