/** What conditions promise each other and the set in force, whatever is applied in whatever order. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { trimObject, type SeenObject } from '../cluster/seen-object.ts';
import { policyStore, type Settled } from '../policy-store.ts';
import { findingsOf } from './finding.ts';

const namespaces = ['s', 't', 'u', 'v', 'w', 'x'] as const;

/** A quota of some namespaces, or one that nobody can read. */
const spec = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.uniqueArray(fc.constantFrom(...namespaces), { minLength: 1, maxLength: 2 }),
  },
  { weight: 1, arbitrary: fc.constant('misspelt' as const) },
);
/** What stands there after each change: by name, what it says. */
const worlds = fc.array(
  fc.dictionary(fc.constantFrom('a', 'b', 'c'), spec, { noNullPrototype: true }),
  { minLength: 1, maxLength: 6 },
);

const objectsOf = (world: Readonly<Record<string, readonly string[] | 'misspelt'>>, i: number) =>
  Object.entries(world).map(([name, said]) =>
    trimObject(
      {
        metadata: { name, uid: name, generation: i + 1 },
        spec: said === 'misspelt' ? { namspaces: [] } : { namespaces: said },
      },
      'GpuQuota',
    ),
  );

/** As the set itself answers: each of its namespaces, and no other, is this team's. */
function isWhatHolds({ metadata, reading }: SeenObject, { inForce }: Settled): boolean {
  const [document] = reading.documents;
  if (document === undefined || inForce === 'none') return false;
  const { spec: said } = document.value as { spec: { namespaces: readonly string[] } };
  const team = inForce.set.teams.find((one) => one.team === metadata.name);
  return JSON.stringify(team?.namespaces) === JSON.stringify(said.namespaces);
}

describe('for whatever is applied', () => {
  const seen = { faulty: 0, waiting: 0, contradicted: 0 };

  function check(object: SeenObject, settled: Settled): void {
    const found = new Map(findingsOf(object, settled).map((one) => [one.type, one.status]));
    const [accepted, ready] = [found.get('Accepted'), found.get('Ready')];
    expect([...found.keys()].slice(0, 2)).toEqual(['Accepted', 'Ready']);
    expect(found.get('Stalled')).toBe(
      accepted === 'False' && ready === 'False' ? 'True' : undefined,
    );
    expect(ready === 'True').toBe(isWhatHolds(object, settled));
    if (settled.faults.length === 0) expect([accepted, ready]).toEqual(['True', 'True']);
    if (accepted === 'False') seen.faulty++;
    if (accepted !== 'False' && ready === 'False') seen.waiting++;
    if (accepted === 'False' && ready === 'True') seen.contradicted++;
  }

  test('Ready is what is in force, Stalled is faulty and not in force, and no fault is nobody’s', () => {
    fc.assert(
      fc.property(worlds, (changes) => {
        const store = policyStore(['cluster'], (settled) => {
          for (const object of now) check(object, settled);
          const blamed = now.filter((object) =>
            findingsOf(object, settled).some(
              ({ type, status }) => type === 'Accepted' && status === 'False',
            ),
          );
          expect(blamed.length > 0).toBe(settled.faults.length > 0);
        });
        let now: readonly SeenObject[] = [];
        for (const [i, world] of changes.entries()) {
          now = objectsOf(world, i);
          store.put('cluster', {
            documents: now.flatMap(({ reading }) => reading.documents),
            faults: now.flatMap(({ reading }) => reading.faults),
          });
        }
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.faulty, seen.waiting, seen.contradicted)).toBeGreaterThan(5);
  });
});
