/** The fast selection against the plain one: whatever the policies, whoever asks, however often. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { WorkloadClass } from '../core/decision.ts';
import type { Labels } from '../core/pod.ts';
import type { Subject } from '../core/terms.ts';
import { policy, setOf, subject, winner } from './example.ts';

interface Match {
  readonly namespaces: readonly string[];
  readonly namespaceLabels: Labels;
  readonly podLabels: Labels;
  readonly ownerKinds: readonly string[];
  readonly ownerNames: readonly string[];
  readonly classes: readonly WorkloadClass[];
}

const any = (globs: readonly string[], name: string): boolean =>
  globs.length === 0 ||
  globs.some((glob) => new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(name));
const all = (wanted: Labels, labels: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

/** The plain reading of a match, which the fast one must agree with. */
function fits(match: Match, of: Subject, as: WorkloadClass): boolean {
  return (
    any(match.namespaces, of.namespace) &&
    any(match.ownerKinds, of.ownerKind) &&
    any(match.ownerNames, of.ownerName) &&
    any(match.classes, as) &&
    all(match.namespaceLabels, of.namespaceLabels) &&
    all(match.podLabels, of.podLabels)
  );
}

const few = <T>(...of: readonly T[]) => fc.constantFrom(...of);
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 2 });

describe('what is remembered', () => {
  const labelsOf = fc.dictionary(few('a', 'b'), few('', '1', '2'), { maxKeys: 2 });
  const classOf = few<WorkloadClass>('serving', 'batch', 'unknown');
  const match = fc.record({
    namespaces: some(few('n1', 'n*', '*2', 'n3')),
    namespaceLabels: labelsOf,
    podLabels: labelsOf,
    ownerKinds: some(few('Job', 'Deployment')),
    ownerNames: some(few('w*', 'x')),
    classes: some(classOf),
  });
  const someone = fc.record({
    namespace: few('n1', 'n2', 'n3'),
    namespaceLabels: labelsOf,
    podLabels: labelsOf,
    ownerKind: few('Job', 'Deployment'),
    ownerName: few('w1', 'x', 'y'),
  });

  test('is what a look at each policy in turn would find, however often one asks', () => {
    const seen = { one: 0, none: 0 };
    fc.assert(
      fc.property(
        fc.array(match, { maxLength: 8 }),
        fc.array(fc.tuple(someone, classOf), { maxLength: 30 }),
        (written, asked) => {
          const specs = written.map((part, i) => ({
            match: part,
            priority: (i * 7) % 3,
            sharing: {},
          }));
          const set = setOf(...specs.map((spec, i) => policy(`p${i}`, spec)));
          for (const [of, as] of [...asked, ...asked]) {
            const found = specs
              .map((spec, i) => ({ name: `p${i}`, ...spec }))
              .filter((spec) => fits(spec.match, of, as))
              .toSorted((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1));
            expect(winner(set, of, as)).toBe(found[0]?.name ?? 'none');
            seen[found[0] === undefined ? 'none' : 'one']++;
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(Math.min(seen.one, seen.none)).toBeGreaterThan(100);
  });

  test('is the same object, so that a second question costs a look-up', () => {
    const set = setOf(policy('p', { sharing: {} }));
    expect(set.terms(subject(), 'serving')).toBe(
      set.terms(subject({ namespace: 'other' }), 'serving'),
    );
    expect(set.guards(subject(), 'serving')).toBe(set.guards(subject(), 'serving'));
  });
});
