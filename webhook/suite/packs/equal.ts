/**
 * Mutants that no pod can tell from the policy they were made of, by what the words mean:
 *
 * - what was left out has that value when it is not written, or the order of the winners is as it was;
 * - a severity above what the mode lets it act at is that of the mode;
 * - `whole` comes last on every ladder, written or not;
 * - the cheapest of all rungs is the cheapest in whatever order they stand;
 * - a rung of turns or of MPS leads nowhere where the policy neither gives a pool nor trusts all.
 *
 * So policies are compared as they are made ready, by what each of them answers.
 */
import { trustOf } from '../../core/fit/trust.ts';
import type { Terms } from '../../core/terms.ts';
import { ofKind, type Document } from '../../policy/documents.ts';
import { canonical } from '../../policy/canonical.ts';
import type { GpuPolicy } from '../../policy/schema/gpu-policy.ts';
import { classes } from '../../policy/schema/words.ts';
import { policiesOf } from '../../policy/policies.ts';
import { catalogueOf } from '../../policy/catalogue.ts';

export function sameMeaning(before: readonly Document[], after: readonly Document[]): boolean {
  return meaningOf(before) === meaningOf(after);
}

function meaningOf(documents: readonly Document[]): string {
  const written = ofKind(documents, 'GpuPolicy');
  const { catalogue } = catalogueOf(ofKind(documents, 'GpuCatalogue'));
  const { policies } = policiesOf(written, catalogue);
  return canonical(
    policies.map(({ name, terms, guards }) => ({
      name,
      ...plainOf(written.find((one) => one.name === name)),
      severities: guards.map(({ severity }) => severity),
      terms: terms === undefined ? 'none' : classes.map((one) => asClimbed(terms(one))),
    })),
  );
}

/** What means what it says: all but the words that terms, severities and the order of policies are made of. */
function plainOf(document: Document<GpuPolicy> | undefined): object {
  if (document === undefined) return {};
  const { mode: _m, priority: _p, sharing: _s, guards, ...plain } = document.value.spec;
  return { plain, guards: guards.map(({ severity: _g, ...guard }) => guard) };
}

function asClimbed(terms: Terms): Terms {
  const ladder = terms.ladder.filter((mechanism) => {
    const trust = trustOf(mechanism, terms);
    return trust === undefined || trust.trustDomain === 'cluster' || trust.pools.length > 0;
  });
  return { ...terms, ladder: terms.choose === 'cheapest' ? ladder.toSorted() : ladder };
}
