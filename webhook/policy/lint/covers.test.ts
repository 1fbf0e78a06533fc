import { describe, expect, test } from '@jest/globals';
import {
  array,
  assert,
  constant,
  constantFrom,
  dictionary,
  oneof,
  property,
  record,
} from 'fast-check';
import type { WorkloadClass } from '../../core/decision.ts';
import type { Subject } from '../../core/terms.ts';
import { policy, setOf, subject } from '../example.ts';
import { ofKind } from '../documents.ts';
import { covers, disjoint, type Match } from './covers.ts';

const matchOf = (match: Partial<Match>): Match => {
  const [document] = ofKind([policy('p', { match })], 'GpuPolicy');
  if (document === undefined) throw new Error('a policy was read');
  return document.value.spec.match;
};

const globs = array(constantFrom('a', 'ab', 'b', 'a*', '*b', 'a*b', '*', 'ba*'), { maxLength: 2 });
const names = constantFrom('a', 'ab', 'b', 'bab', 'aab');
const kinds = constantFrom('Job', 'Deployment');
const classes = constantFrom<WorkloadClass>('serving', 'batch');
const labels = dictionary(constantFrom('x', 'y'), constantFrom('1', '2'), { maxKeys: 2 });

/** Most ask for none, or hardly any match would cover another. */
const rarely = oneof(
  { weight: 7, arbitrary: constant<string[]>([]) },
  { weight: 1, arbitrary: globs },
);

const matches = record({
  namespaces: globs,
  ownerNames: globs,
  ownerKinds: array(kinds, { maxLength: 2 }),
  classes: array(classes, { maxLength: 2 }),
  namespaceLabels: labels,
  podLabels: labels,
  images: rarely,
}).map(matchOf);

const subjects = record({
  namespace: names,
  ownerName: names,
  ownerKind: kinds,
  namespaceLabels: labels,
  podLabels: labels,
  images: array(names, { maxLength: 2 }),
}).map(subject);

/** As the cluster decides it. */
const fits = (match: Match, of: Subject, as: WorkloadClass): boolean =>
  setOf(policy('p', { match, sharing: {} })).terms(of, as) !== 'none';

const RUNS = { numRuns: Number(process.env['PROOF_RUNS'] ?? 3000) };

describe('what is told of two matches holds for every pod', () => {
  test('one that covers another fits all that the other fits', () => {
    let covered = 0;
    assert(
      property(matches, matches, subjects, classes, (wide, narrow, of, as) => {
        if (!covers(wide, narrow)) return true;
        covered++;
        return !fits(narrow, of, as) || fits(wide, of, as);
      }),
      RUNS,
    );
    expect(covered).toBeGreaterThan(Math.floor(RUNS.numRuns / 100) - 1);
  });

  test('of two that are disjoint none fits what the other fits', () => {
    let apart = 0;
    assert(
      property(matches, matches, subjects, classes, (a, b, of, as) => {
        if (!disjoint(a, b)) return true;
        apart++;
        return !(fits(a, of, as) && fits(b, of, as));
      }),
      RUNS,
    );
    expect(apart).toBeGreaterThan(Math.floor(RUNS.numRuns / 100) - 1);
  });
});

describe('one match covers another', () => {
  const rows: readonly (readonly [wide: Partial<Match>, narrow: Partial<Match>, boolean])[] = [
    [{}, { namespaces: ['a'] }, true],
    [{ namespaces: ['a'] }, {}, false],
    [{ namespaces: ['team-*'] }, { namespaces: ['team-a', 'team-b-*'] }, true],
    [{ namespaces: ['team-*-prod'] }, { namespaces: ['team-*'] }, false],
    [{ podLabels: { tier: 'a' } }, { podLabels: { tier: 'a', app: 'b' } }, true],
    [{ podLabels: { tier: 'a', app: 'b' } }, { podLabels: { tier: 'a' } }, false],
    [{ ownerKinds: ['Job', 'Pod'] }, { ownerKinds: ['Job'] }, true],
    [{ images: ['*'] }, { images: ['vllm*'] }, true],
    [{ images: ['vllm*'] }, { images: ['*'] }, false],
    [{ images: ['*'] }, {}, false],
  ];
  test.each(rows)('%j and %j: %s', (wide, narrow, want) => {
    expect(covers(matchOf(wide), matchOf(narrow))).toBe(want);
  });
});
