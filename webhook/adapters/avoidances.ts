/** Required anti-affinity of live pods. Replicas share theirs, so a term is kept once, with their number. */
import type { Avoidance } from '../core/fit/avoided.ts';
import type { MatchExpression } from '../core/pod.ts';
import { interner } from './intern.ts';
import { isRecord, listIn, recordIn, textIn, textsIn, type Raw } from './raw.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

const shared = interner<readonly Avoidance[]>();
const NONE: readonly Avoidance[] = [];

/** One list for all pods that write it alike. */
export function avoidancesIn(spec: Raw, namespace: string): readonly Avoidance[] {
  const terms = listIn(recordIn(recordIn(spec, 'affinity'), 'podAntiAffinity'), REQUIRED);
  if (terms.length === 0) return NONE;
  return shared(terms.filter(isRecord).flatMap((term) => avoidanceOf(term, namespace)));
}

/** Without a label selector nobody is meant; with an empty one, everybody. */
function avoidanceOf(term: Raw, namespace: string): Avoidance[] {
  const { labelSelector: selector } = term;
  if (!isRecord(selector)) return [];
  const named = listIn(term, 'namespaces').filter((name) => typeof name === 'string');
  const namespaces = named.length === 0 ? [namespace] : named;
  const equal = Object.entries(textsIn(selector, 'matchLabels')).map(
    ([key, value]): MatchExpression => ({ key, operator: 'In', values: [value] }),
  );
  const others = listIn(selector, 'matchExpressions').filter(isRecord).flatMap(expressionOf);
  return [
    {
      namespaces: isRecord(term['namespaceSelector']) ? 'any' : namespaces,
      labels: [...equal, ...others],
    },
  ];
}

/** An operator we do not know narrows nothing: rather too many are avoided than too few. */
function expressionOf(expression: Raw): MatchExpression[] {
  const [key, operator] = [textIn(expression, 'key'), textIn(expression, 'operator')];
  const values = listIn(expression, 'values').filter((value) => typeof value === 'string');
  return operator === 'In' ||
    operator === 'NotIn' ||
    operator === 'Exists' ||
    operator === 'DoesNotExist'
    ? [{ key, operator, values }]
    : [];
}

export class Avoidances {
  readonly #counts = new Map<readonly Avoidance[], number>();
  #list: readonly Avoidance[] | undefined = NONE;

  add(terms: readonly Avoidance[]): void {
    this.#count(terms, 1);
  }

  remove(terms: readonly Avoidance[]): void {
    this.#count(terms, -1);
  }

  /** The same reference until it says something else. */
  freeze(): readonly Avoidance[] {
    this.#list ??= [...this.#counts.keys()].flat();
    return this.#list;
  }

  #count(terms: readonly Avoidance[], by: number): void {
    if (terms.length === 0) return;
    const before = this.#counts.get(terms) ?? 0;
    if (before + by > 0) this.#counts.set(terms, before + by);
    else this.#counts.delete(terms);
    if (before === 0 || before + by === 0) this.#list = undefined;
  }
}
