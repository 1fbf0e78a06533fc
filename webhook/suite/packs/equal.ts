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
import { parametersOf } from '../../policy/guard-parameters.ts';
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
    policies.map(({ name, class: given, identity, terms, guards }) => {
      const spec = written.find((one) => one.name === name)?.value.spec;
      return {
        name,
        given,
        identity,
        match: spec?.match,
        excepts: spec?.guards.map(({ rule, except, parameters }) => ({
          rule,
          except,
          held: parametersOf(rule, parameters),
        })),
        severities: guards.map(({ severity }) => severity),
        terms: terms === undefined ? 'none' : classes.map((one) => asClimbed(terms(one))),
      };
    }),
  );
}

function asClimbed(terms: Terms): Terms {
  const ladder = terms.ladder.filter((mechanism) => {
    const trust = trustOf(mechanism, terms);
    return trust === undefined || trust.trustDomain === 'cluster' || trust.pools.length > 0;
  });
  return { ...terms, ladder: terms.choose === 'cheapest' ? ladder.toSorted() : ladder };
}
