/** Fleets as they grow, and the policy that holds while they do. */
import * as fc from 'fast-check';

import { kindOfMachine, machine, type Machine } from './wild-machines.ts';

const ladders = fc.constantFrom(
  ['mig'],
  ['mig', 'timeSlice'],
  ['timeSlice', 'mig'],
  ['timeSlice'],
  ['mig', 'mps'],
  ['mps', 'timeSlice', 'mig'],
);

export interface Fleet {
  readonly machines: readonly Machine[];
  /** Spec of the policy that holds while this fleet does. */
  readonly policy: {
    readonly sharing: { readonly ladder: { readonly default: readonly string[] } };
  };
}

/** Large enough that most of so many pods find a place, and some do not. */
export const fleetsFor = (pods: number): fc.Arbitrary<Fleet> =>
  fc.record({
    machines: fc.array(machine, {
      minLength: Math.ceil(pods / 10),
      maxLength: Math.ceil(pods / 5),
    }),
    policy: fc
      .record({ mechanisms: ladders, choose: fc.constantFrom('ladder', 'cheapest') })
      .map(({ mechanisms, choose }) => ({
        mode: 'enforce',
        sharing: {
          ...ladder(...mechanisms).sharing,
          choose,
          headroom: 1.1,
          timeSlice: { trustDomain: 'cluster' },
          mps: { trustDomain: 'cluster' },
          vendors: ['nvidia', 'amd'],
          products: ['A100-80GB', 'A100-40GB', 'H100-80GB', 'L4', 'T4', 'MI300X'],
        },
      })),
  });

/** Of bare pods, too. */
export const ladder = (...mechanisms: readonly string[]) => ({
  sharing: { ladder: { default: mechanisms, unknown: mechanisms } },
});

/** For the names of tests: `mixed whole shared, mig > timeSlice`. */
export const kindOf = ({ machines, policy: { sharing } }: Fleet): string =>
  `${machines.map(kindOfMachine).join(' ')}, ${sharing.ladder.default.join(' > ')}`;
