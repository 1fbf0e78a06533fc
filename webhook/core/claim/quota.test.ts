import { describe, expect, test } from '@jest/globals';
import { examine, withOverQuota, withUnknownQuota } from '../examine.ts';
import { overQuota } from './quota.ts';
import { guardsAt } from '../testing/guards.ts';
import { cards } from '../testing/nodes.ts';
import { podOf, reviewOf } from '../testing/pods.ts';
import { worldOf } from '../testing/world.ts';

const card = { milliGPU: 1000, MiB: 81_559 };
const { decision } = examine(
  reviewOf(podOf()),
  worldOf({
    nodes: [cards('n', 'h100')],
    terms: 'none',
    guards: guardsAt({ 'guard/one-shared-unit': 'deny' }),
  }),
);
const quotaIn = (mode: 'enforce' | 'warn' | 'observe') => ({ team: 'audio', mode, limits: {} });

describe('a team that is over its quota', () => {
  test.each([
    { mode: 'enforce', outcome: 'fail', inForce: true },
    { mode: 'warn', outcome: 'warn', inForce: false },
    { mode: 'observe', outcome: 'skip', inForce: false },
  ] as const)('is told so in $mode, beside what else was found', ({ mode, outcome, inForce }) => {
    const over = { used: card, asked: card, limit: { milliGPU: 1500 } };
    const says =
      'team audio asks for 1 GPU and uses 1 of its limit of 1.5; finish or delete a GPU pod of the team, or have its GpuQuota raised';
    expect(withOverQuota(decision, quotaIn(mode), over)).toMatchObject({
      verdict: 'refuse',
      inForce,
      because: { rule: 'quota/team', says },
      rules: [
        { id: 'guard/one-shared-unit', outcome: 'pass' },
        { id: 'quota/team', outcome, reason: says },
      ],
    });
  });

  test.each([
    {
      name: 'both measures where both are short',
      limit: { milliGPU: 1500, MiB: 100_000 },
      want: 'team audio asks for 1 GPU and uses 1 of its limit of 1.5 and asks for 81559 MiB and uses 81559 of its limit of 100000 MiB;',
    },
    {
      name: 'only the one that is',
      limit: { milliGPU: 2000, MiB: 100_000 },
      want: 'team audio asks for 81559 MiB and uses 81559 of its limit of 100000 MiB;',
    },
    {
      name: 'nothing of a measure that just holds it',
      limit: { milliGPU: 1999, MiB: 2 * 81_559 },
      want: 'team audio asks for 1 GPU and uses 1 of its limit of 1.999;',
    },
  ])('hears $name', ({ limit, want }) => {
    const { says } = overQuota('audio', { used: card, asked: card, limit });
    expect(says.slice(0, want.length)).toBe(want);
  });
});

test('where nobody knows what the team holds, nothing is admitted, and it may try again', () => {
  const says = 'what team audio holds is not known yet; try again in a second';
  expect(withUnknownQuota(decision, quotaIn('enforce'))).toMatchObject({
    verdict: 'refuse',
    inForce: true,
    because: { rule: 'quota/unknown', says },
    rules: [
      { id: 'guard/one-shared-unit', outcome: 'pass' },
      { id: 'quota/unknown', outcome: 'error', reason: says },
    ],
  });
});
