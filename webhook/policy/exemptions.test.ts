import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Subject } from '../core/terms.ts';
import { object, policy, setOf, subject } from './example.ts';
import type { Json } from './schema/forms.ts';

type MatchOf<A> = A extends fc.Arbitrary<infer M> ? M : never;

const exemption = (name: string, match: Json, differs: Json = {}) =>
  object('GpuExemption', name, {
    owner: 'team-lab',
    reason: 'its driver',
    expires: '2026-12-31T00:00:00.5+01:00',
    rules: ['guard/privileged'],
    match,
    ...differs,
  });

const few = <T>(...of: readonly T[]) => fc.constantFrom(...of);
const some = <T>(arbitrary: fc.Arbitrary<T>, minLength = 0) =>
  fc.array(arbitrary, { minLength, maxLength: 2 });
const glob = (globs: readonly string[], name: string) =>
  globs.length === 0 ||
  globs.some((one) => new RegExp(`^${one.replaceAll('*', '.*')}$`).test(name));

describe('exemptions of a set', () => {
  test('are told with their words, and their end in seconds: never later than it was written', () => {
    const set = setOf(exemption('tuner', { namespaces: ['speech'] }));
    expect(set.exemptions(subject())).toEqual([
      expect.objectContaining({
        name: 'tuner',
        owner: 'team-lab',
        until: '2026-12-31T00:00:00.5+01:00',
        expires: Date.UTC(2026, 11, 30, 23) / 1000,
        rules: ['guard/privileged'],
      }),
    ]);
  });

  test('are part of the hash, which without any is that of a set that knows none', () => {
    const others = [policy('p', {})];
    const hashes = [
      setOf(...others).hash,
      setOf(...others, exemption('a', { namespaces: ['n'] })).hash,
      setOf(...others, exemption('a', { namespaces: ['n'] }, { reason: 'another' })).hash,
    ];
    expect(new Set(hashes).size).toBe(3);
  });

  test('hold for whom a plain look at each would find, however often one asks', () => {
    const labels = fc.dictionary(few('a', 'b'), few('1', '2'), { maxKeys: 2 });
    const match = fc.record({
      namespaces: some(few('n1', 'n*', '*2', 'n3'), 1),
      ownerKinds: some(few('Job', 'Deployment')),
      ownerNames: some(few('w*', 'x')),
      podLabels: labels,
    });
    const someone = fc.record({
      namespace: few('n1', 'n2', 'm2', 'n3'),
      podLabels: labels,
      ownerKind: few('Job', 'Deployment', ''),
      ownerName: few('w1', 'x', ''),
    });
    const fits = (one: MatchOf<typeof match>, of: Subject): boolean =>
      glob(one.namespaces, of.namespace) &&
      (one.ownerKinds.length === 0 || one.ownerKinds.some((kind) => kind === of.ownerKind)) &&
      glob(one.ownerNames, of.ownerName) &&
      Object.entries(one.podLabels).every(([key, value]) => of.podLabels[key] === value);
    const seen = { some: 0, none: 0 };
    fc.assert(
      fc.property(
        some(match, 1),
        fc.array(someone, { minLength: 1, maxLength: 6 }),
        (all, them) => {
          const set = setOf(...all.map((one, i) => exemption(`e${i}`, one)));
          for (const who of [...them, ...them]) {
            const of = subject(who);
            const want = all.flatMap((one, i) => (fits(one, of) ? [`e${i}`] : []));
            seen[want.length > 0 ? 'some' : 'none']++;
            expect(set.exemptions(of).map(({ name }) => name)).toEqual(want);
            expect(set.exempted.filter((e) => e.matches(of)).map(({ name }) => name)).toEqual(want);
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(Math.min(seen.some, seen.none)).toBeGreaterThan(20);
  });
});
