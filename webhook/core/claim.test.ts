import { describe, expect, test } from '@jest/globals';
import { fits, type Claim, type Limits } from './claim.ts';
import { overQuota } from './claim/quota.ts';

const used: Claim = { milliGPU: 3000, MiB: 60_000 };
const asked: Claim = { milliGPU: 1000, MiB: 20_000 };
const cards = 'asks for 1 GPU and uses 3 of its limit of';
const memory = 'asks for 20000 MiB and uses 60000 of its limit of';

describe('a team may ask for', () => {
  const table: { name: string; limit: Limits; says: string }[] = [
    { name: 'all of what it has left', limit: { milliGPU: 4000, MiB: 80_000 }, says: 'fits' },
    { name: 'whatever it likes without a limit', limit: {}, says: 'fits' },
    { name: 'no more cards', limit: { milliGPU: 3999, MiB: 80_000 }, says: `${cards} 3.999` },
    { name: 'no more memory', limit: { milliGPU: 4000, MiB: 79_999 }, says: `${memory} 79999 MiB` },
    { name: 'no more cards, whatever the memory', limit: { milliGPU: 3500 }, says: `${cards} 3.5` },
    { name: 'no more memory, whatever the cards', limit: { MiB: 1 }, says: `${memory} 1 MiB` },
    {
      name: 'no more of either',
      limit: { milliGPU: 3500, MiB: 1 },
      says: `${cards} 3.5 and ${memory} 1 MiB`,
    },
  ];
  test.each(table)('$name', ({ limit, says }) => {
    expect(fits(used, asked, limit)).toBe(says === 'fits');
    if (says === 'fits') return;
    const { rule, says: said } = overQuota('speech', { used, limit, asked });
    expect(rule).toBe('quota/team');
    expect(said).toBe(
      `team speech ${says}; finish or delete a GPU pod of the team, or have its GpuQuota raised`,
    );
  });
});
