/** Whatever pods come, are bound, are rewritten, change and go: what is listed is what a census of the stored pods says. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { DECISION, missing, rawPod, replicaSet, type Written } from './cluster.fixture.ts';

const event = fc.record({
  slot: fc.integer({ min: 0, max: 5 }),
  generation: fc.integer({ min: 0, max: 2 }),
  owner: fc.constantFrom('none', 'f', 'g'),
  bound: fc.boolean(),
  ours: fc.constantFrom(false, false, true),
  measured: fc.constantFrom(true, true, false),
  held: fc.constantFrom(false, false, true),
  end: fc.constantFrom('no', 'no', 'no', 'deleted'),
  look: fc.boolean(),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

function written({ slot, generation, owner, bound, ours, measured, held }: Event): Written {
  // Of bare pods only the one called whisper has been measured.
  const bare = measured && slot === 0 ? 'whisper' : `bare-${slot}`;
  const hash = `${owner}${measured ? '' : 'x'}`;
  const kin = owner === 'none' ? {} : replicaSet(hash);
  return {
    name: owner === 'none' ? bare : `${hash}-${slot}`,
    uid: `${owner}-${slot}-${measured}-${generation}`,
    ...kin,
    ...(ours ? { annotations: { [DECISION]: 'as we said' } } : {}),
    spec: {
      ...(bound ? { nodeName: 'cards' } : {}),
      ...(held ? { schedulingGates: [{ name: 'tranche.dev/hold' }] } : {}),
      // Another image is another revision, of which nothing is known.
      ...(measured ? {} : { containers: [UNMEASURED] }),
    },
  };
}

const UNMEASURED = {
  name: 'main',
  image: 'registry.example.com/other:1.0',
  resources: { limits: { 'nvidia.com/gpu': '1' }, requests: { 'nvidia.com/gpu': '1' } },
};

/** Replicas keep the shape of those that run, which here are whole cards. */
function census(all: ReadonlyMap<string, Event>): string[] {
  const events = [...all.values()];
  const whole = new Set(events.filter((one) => one.bound).map((one) => kinOf(one)));
  return events
    .filter((one) => !one.bound && !one.ours && !one.held && one.measured)
    .filter((one) => (one.owner === 'none' ? one.slot === 0 : !whole.has(kinOf(one))))
    .map((one) => written(one).name)
    .toSorted();
}

const kinOf = ({ owner, measured, slot }: Event): string =>
  `${owner} ${measured}${owner === 'none' ? ` ${slot}` : ''}`;

describe('the list of pods that missed us', () => {
  test('is what the stored pods say, after whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30, size: 'max' }), async (events) => {
        const bench = missing();
        const all = new Map<string, Event>();
        for (const one of events) {
          const { name } = written(one);
          if (one.end === 'deleted') {
            const before = all.get(name);
            all.delete(name);
            if (before !== undefined) bench.drop(rawPod(written(before)));
          } else {
            all.set(name, one);
            bench.put(rawPod(written(one)));
          }
          if (one.look) await bench.look();
        }
        const { found, unread } = await bench.look();
        expect(unread).toBe(0);
        expect(found.flatMap(({ names }) => names).toSorted()).toEqual(census(all));
      }),
      { numRuns: 200 },
    );
  });

  test('and each of them is told once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 20 }),
        fc.array(fc.boolean(), { maxLength: 20 }),
        async (slots, looks) => {
          const bench = missing();
          for (const [i, slot] of slots.entries()) {
            bench.put(rawPod({ name: `f-${slot}`, ...replicaSet('f') }));
            if (looks[i] === true) await bench.look();
          }
          await bench.look();
          await bench.look();
          expect(bench.told).toHaveLength(slots.length);
          expect(new Set(bench.told.map((line) => line.split(':')[0]))).toEqual(
            new Set(slots.map((slot) => `f-${slot}`)),
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});
