import { expect, test } from '@jest/globals';
import { nothing } from '../core/claim.ts';
import { unpricedLines } from './unpriced.ts';

const counted = (cluster: string, team: string, unpriced: readonly string[]) => ({
  outcome: { cluster, team, claimAsked: nothing, claimFinal: nothing },
  refused: nothing,
  before: 'unknown' as const,
  after: 'unknown' as const,
  unpriced,
});

test('a line says which prices a cluster lacks, and whose cost nobody is told for it', () => {
  const all = [
    counted('eks', 'vision', ['L40S']),
    counted('eks', 'speech', ['L40S', 'A10G']),
    counted('eks', 'lab', []),
    counted('gke', 'lab', ['L4']),
  ];
  expect(unpricedLines(all, ['eks', 'gke', 'aks'])).toEqual([
    'eks has no price for A10G, L40S: no cost is told of teams speech, vision.',
    'gke has no price for L4: no cost is told of team lab.',
  ]);
});
