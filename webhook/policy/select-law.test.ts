/** The fast selection against the plain one: whatever the policies, whoever asks, however often. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { askOf } from '../core/answers.ts';
import type { Considered } from '../core/considered.ts';
import type { RuleId, WorkloadClass } from '../core/decision.ts';
import type { Labels, Pod } from '../core/pod.ts';
import type { Subject } from '../core/terms.ts';
import { guardRules, specsOf } from './guard-rules.ts';
import { policy, setOf, subject, winner } from './example.ts';

interface Match {
  readonly namespaces: readonly string[];
  readonly namespaceLabels: Labels;
  readonly podLabels: Labels;
  readonly ownerKinds: readonly string[];
  readonly ownerNames: readonly string[];
  readonly classes: readonly WorkloadClass[];
  readonly images: readonly string[];
  /** What each says of the priority, which a pod need not have. */
  readonly conditions: readonly { readonly name: string; readonly cel: string }[];
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
    all(match.podLabels, of.podLabels) &&
    (match.images.length === 0 || (of.images ?? []).some((image) => any(match.images, image)))
  );
}

/** As Kubernetes reads matchConditions: one that fails settles it, then one that nobody can tell. */
function asked({ conditions }: Match, priority: number | undefined): 'holds' | 'fails' | 'unknown' {
  const answers = conditions.map(({ cel }) => {
    if (priority === undefined) return 'unknown';
    return (cel === HIGH) === priority > 5 ? 'holds' : 'fails';
  });
  return (
    answers.find((one) => one === 'fails') ?? answers.find((one) => one !== 'holds') ?? 'holds'
  );
}

const podOf = (priority: number | undefined): Pod => ({
  metadata: {},
  // The API server knows more fields than we read.
  spec: Object.assign({ containers: [{ name: 'a' }] }, priority === undefined ? {} : { priority }),
});

const few = <T>(...of: readonly T[]) => fc.constantFrom(...of);
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 2 });

/** One for each policy, so that it can be seen whose are there; none that needs to be told more. */
const GUARDS: readonly RuleId[] = guardRules
  .filter((rule) => !Object.values(specsOf(rule)).some(({ needed }) => needed === true))
  .slice(0, 8);

/** What people are told, who ask the other way round. */
const toldOf = (considered: readonly Considered[]) => ({
  wins: considered.find(({ outcome }) => outcome === 'wins')?.policy ?? 'none',
  guards: considered.flatMap(({ guards }) => guards.map(({ rule }) => rule)),
});

const HIGH = 'object.spec.priority > 5';
const LOW = 'object.spec.priority < 6';

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
    images: few([], [], ['vllm:*', 'x'], ['*/tgi']),
    conditions: few([], [HIGH], [LOW], [LOW, HIGH]).map((texts) =>
      texts.map((cel, i) => ({ name: `c${i}`, cel })),
    ),
  });
  const someone = fc.record({
    namespace: few('n1', 'n2', 'n3'),
    namespaceLabels: labelsOf,
    podLabels: labelsOf,
    ownerKind: few('Job', 'Deployment'),
    ownerName: few('w1', 'x', 'y'),
    images: some(few('vllm:1', 'a/tgi', 'b')),
    priority: few(1, 9, undefined),
  });

  test('is what a look at each policy in turn would find, however often one asks', () => {
    const seen = { one: 0, none: 0, unknown: 0 };
    fc.assert(
      fc.property(
        fc.array(match, { maxLength: 8 }),
        fc.array(fc.tuple(someone, classOf), { maxLength: 30 }),
        (written, visits) => {
          const specs = written.map((part, i) => ({
            match: part,
            priority: (i * 7) % 3,
            sharing: {},
            guards: [{ rule: GUARDS[i] ?? '', severity: 'deny' }],
          }));
          const set = setOf(...specs.map((spec, i) => policy(`p${i}`, spec)));
          for (const [{ priority, ...one }, as] of [...visits, ...visits]) {
            const of = { ...one, ask: askOf(podOf(priority)) };
            const perhaps = specs
              .map((spec, i) => ({ name: `p${i}`, guard: GUARDS[i], ...spec }))
              .filter((spec) => fits(spec.match, of, as) && asked(spec.match, priority) !== 'fails')
              .toSorted((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1));
            const found = perhaps.filter((spec) => asked(spec.match, priority) === 'holds');
            expect(winner(set, of, as)).toBe(found[0]?.name ?? 'none');
            expect([...set.guards(of, as).keys()]).toEqual(perhaps.map(({ guard }) => guard));
            if (perhaps.length > found.length) seen.unknown++;
            expect(toldOf(set.considered(of, as))).toEqual({
              wins: found[0]?.name ?? 'none',
              guards: perhaps.map(({ guard }) => guard),
            });
            seen[found[0] === undefined ? 'none' : 'one']++;
          }
        },
      ),
      { numRuns: 800 },
    );
    expect(Math.min(seen.one, seen.none, seen.unknown)).toBeGreaterThan(100);
  });

  test('is the same object, so that a second question costs a look-up', () => {
    const set = setOf(policy('p', { sharing: {} }));
    expect(set.terms(subject(), 'serving')).toBe(
      set.terms(subject({ namespace: 'other' }), 'serving'),
    );
    expect(set.guards(subject(), 'serving')).toBe(set.guards(subject(), 'serving'));
  });
});
