/**
 * What an expression of PromQL asks for, by Prometheus' own grammar: the names of its metrics, also
 * where a matcher of `__name__` has them, and whether it is an expression at all.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

export type Asked =
  | { readonly metrics: readonly string[] }
  /** What stands where the grammar has no place for it. */
  | { readonly fault: string };

export function askedBy(expr: string): Asked {
  const metrics = new Set<string>();
  let fault: string | undefined;
  parser.parse(expr).iterate({
    enter({ name, type, from, to, node }) {
      if (type.isError) fault ??= expr.slice(Math.max(0, from - 10), to + 10);
      if (name !== 'VectorSelector') return;
      for (const metric of namesIn(node, expr)) metrics.add(metric);
    },
  });
  return fault === undefined ? { metrics: [...metrics] } : { fault };
}

function namesIn(selector: SyntaxNode, expr: string): readonly string[] {
  const name = selector.getChild('Identifier');
  if (name !== null) return [expr.slice(name.from, name.to)];
  const matchers = selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  return matchers.flatMap((matcher) => {
    const [, words] = /^__name__=~?"(.+)"$/.exec(expr.slice(matcher.from, matcher.to)) ?? [];
    return words === undefined ? [] : spelled(words);
  });
}

/** Words of a list, such as `a_(b|c)|d`; a pattern that is more than that stays as it is, and no metric is called so. */
function spelled(words: string): string[] {
  const [, before = '', list, after = ''] = /^(.*?)\(([^()]*)\)(.*)$/.exec(words) ?? [];
  if (list === undefined) return words.split('|');
  return list.split('|').flatMap((word) => spelled(before + word + after));
}
