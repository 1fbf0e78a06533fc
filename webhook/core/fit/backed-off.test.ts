import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isLarger, type BackedOff } from '../back-off.ts';
import { containerRevision } from '../identity/revision.ts';
import { container, podOf } from '../testing/pods.ts';
import { fleet, LARGE, SMALL, TURN, WHOLE } from '../testing/sold-out.ts';
import { passedOver, taken, told } from '../testing/told.ts';
import { proposed, READ_AT, shapeOfAll, termsOf } from '../testing/world.ts';

const tiny = { vramMaxMiB: 4000 };
const terms = termsOf({ products: ['L4'] });
const sizes = { [SMALL]: { MiB: 9984, sms: 16 }, [LARGE]: { MiB: 40_320, sms: 60 } };

const failed = (name: keyof typeof sizes, differs: Partial<BackedOff> = {}): BackedOff => ({
  container: 'server',
  revision: containerRevision(container('server')),
  slice: { name, ...sizes[name] },
  since: '2026-09-21T10:00:00Z',
  until: '2026-09-28T10:00:00Z',
  ends: READ_AT + 1,
  because: 'it restarted 2 times within 4m',
  ...differs,
});

describe('a workload whose pods died on a slice', () => {
  const onSmall = shapeOfAll({ server: { slice: SMALL, mechanism: 'mig' } });
  const table: {
    name: string;
    backedOff: readonly BackedOff[];
    parts?: Partial<Parameters<typeof proposed>[1]>;
    want: string;
  }[] = [
    { name: 'that never did takes what fits', backedOff: [], want: `${SMALL}: fit/mig` },
    { name: 'takes the next larger one', backedOff: [failed(SMALL)], want: `${LARGE}: fit/mig` },
    {
      name: 'and the card where none is larger',
      backedOff: [failed(SMALL), failed(LARGE)],
      want: `${WHOLE}: evidence/backed-off`,
    },
    {
      name: 'a larger one that failed speaks of all that are smaller',
      backedOff: [failed(LARGE)],
      want: `${WHOLE}: evidence/backed-off`,
    },
    {
      name: 'tries it again once it is over',
      backedOff: [failed(SMALL, { ends: READ_AT })],
      want: `${SMALL}: fit/mig`,
    },
    {
      name: 'has not failed as another revision',
      backedOff: [failed(SMALL, { revision: 'registry.local/another' })],
      want: `${SMALL}: fit/mig`,
    },
    {
      name: 'nor has another container of it',
      backedOff: [failed(SMALL, { container: 'sidecar' })],
      want: `${SMALL}: fit/mig`,
    },
    {
      name: 'is larger than its live siblings, which stand on what failed',
      backedOff: [failed(SMALL)],
      parts: { siblings: onSmall },
      want: `${LARGE}: fit/mig`,
    },
    {
      name: 'keeps the shape of siblings that are larger already',
      backedOff: [failed(SMALL)],
      parts: { siblings: shapeOfAll({ server: { slice: LARGE, mechanism: 'mig' } }) },
      want: `${LARGE}: fit/sibling`,
    },
    {
      name: 'is given it all the same where the policy never takes one back',
      backedOff: [failed(SMALL)],
      parts: { terms: termsOf({ products: ['L4'], backOff: 'never' }) },
      want: `${SMALL}: fit/mig`,
    },
  ];
  test.each(table)('$name', ({ backedOff, parts, want }) => {
    expect(told(proposed(podOf(), { nodes: fleet(), terms, backedOff, ...parts }, tiny))).toBe(
      want,
    );
  });

  test('says of each slice that is no larger that it is for this', () => {
    const decision = proposed(podOf(), { nodes: fleet(), terms, backedOff: [failed(SMALL)] }, tiny);
    expect(passedOver(decision)).toEqual({
      [SMALL]: 'evidence/backed-off',
      [LARGE]: 'open',
      [TURN]: 'evidence/backed-off',
    });
    expect(decision.because.says).toMatch(/; a smaller one failed \(evidence\/backed-off\)$/);
  });

  test('of two containers only the one that died gets more', () => {
    const pod = podOf({ containers: [container('server'), container('warm')] });
    const decision = proposed(pod, { nodes: fleet(), terms, backedOff: [failed(SMALL)] }, tiny);
    expect(taken(decision)).toBe(`${LARGE} + ${SMALL}`);
  });
});

const size = fc.record({
  MiB: fc.integer({ min: 0, max: 50 }),
  sms: fc.integer({ min: 0, max: 50 }),
});

describe('whatever has failed', () => {
  test('what is larger is larger than all that is smaller, and nothing is larger than itself', () => {
    fc.assert(
      fc.property(size, size, size, (a, b, c) => {
        expect(isLarger(a, a)).toBe(false);
        expect(isLarger(a, b) && isLarger(b, a)).toBe(false);
        if (isLarger(a, b) && isLarger(b, c)) expect(isLarger(a, c)).toBe(true);
      }),
    );
  });

  test('no slice is given that is not larger, and no pod is kept from the card', () => {
    const drawn = fc.record({
      MiB: fc.integer({ min: 1, max: 90_000 }),
      sms: fc.integer({ min: 0, max: 140 }),
    });
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 4 }), (slices) => {
        const backedOff = slices.map((slice) => failed(SMALL, { slice: { name: 'x', ...slice } }));
        const decision = proposed(podOf(), { nodes: fleet(), terms, backedOff }, tiny);
        const given = Object.entries(sizes).find(([name]) => name === taken(decision))?.[1];
        const open = Object.values(sizes).some((one) => slices.every((bad) => isLarger(one, bad)));
        if (open) expect(given).toBeDefined();
        else expect(taken(decision)).not.toBe(LARGE);
        if (given !== undefined) expect(slices.every((bad) => isLarger(given, bad))).toBe(true);
      }),
    );
  });
});
