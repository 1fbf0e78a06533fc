/** Where a pod may go, without what we added; parents that we made go with what we put there. */
import { sameExpression, type Original } from './original.ts';
import type { Affinity, MatchExpression, NodeSelectorTerm, Pod } from '../pod.ts';
import { selects } from '../selector.ts';

export function unplaced({ spec: placed }: Pod, original: Original): Pod['spec'] {
  const { tolerations, affinity, ...spec } = placed;
  const kept = (tolerations ?? []).filter(
    ({ key, operator, effect }) =>
      !(operator === 'Exists' && effect === 'NoSchedule' && original.tolerate.includes(key ?? '')),
  );
  const left = affinity && affinityLeft(affinity, original);
  return {
    ...spec,
    ...(kept.length > 0 ? { tolerations: kept } : {}),
    ...(left === undefined || Object.keys(left).length === 0 ? {} : { affinity: left }),
  };
}

function affinityLeft({ nodeAffinity, ...others }: Affinity, original: Original): Affinity {
  if (nodeAffinity === undefined) return others;
  const left = {
    ...required(nodeAffinity[REQUIRED]?.nodeSelectorTerms, original),
    ...unwished(nodeAffinity, original.prefer ?? []),
  };
  return Object.keys(left).length === 0 ? others : { ...others, nodeAffinity: left };
}

/** Where the only term was ours, what a neighbour has added to it since is left, or nothing. */
function required(
  terms: readonly NodeSelectorTerm[] | undefined,
  { affinity, require }: Original,
): NodeAffinity {
  const unpinnedTerms = (terms ?? []).map((term) => unpinned(term, require));
  const left = affinity ? unpinnedTerms : unpinnedTerms.filter(selects);
  return terms === undefined || (left.length === 0 && !affinity)
    ? {}
    : { [REQUIRED]: { nodeSelectorTerms: left } };
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Its user's wishes, without the last of each that is ours. */
function unwished(nodeAffinity: NodeAffinity, ours: readonly unknown[]): NodeAffinity {
  const left = ours.reduce((wishes: readonly unknown[], wish) => {
    const text = JSON.stringify(wish);
    const at = wishes.findLastIndex((other) => JSON.stringify(other) === text);
    return at < 0 ? wishes : wishes.toSpliced(at, 1);
  }, nodeAffinity[PREFERRED] ?? []);
  return left.length === 0 ? {} : { [PREFERRED]: left };
}

type NodeAffinity = NonNullable<Affinity['nodeAffinity']>;

/** A term that had matchFields only has no expressions again. */
function unpinned(term: NodeSelectorTerm, ours: readonly MatchExpression[]): NodeSelectorTerm {
  const { matchExpressions = [], ...fields } = term;
  const left = [...matchExpressions];
  for (const expression of ours) {
    const at = left.findLastIndex((other) => sameExpression(other, expression));
    if (at >= 0) left.splice(at, 1);
  }
  return left.length === 0 && matchExpressions.length > 0
    ? fields
    : { ...term, ...(term.matchExpressions === undefined ? {} : { matchExpressions: left }) };
}
