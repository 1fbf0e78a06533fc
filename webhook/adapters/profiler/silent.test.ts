/** Who looks for the cause is not told to wait, or to name a card, where it is the figure that cannot be. */
import { expect, test } from '@jest/globals';
import { DAY, HOUR, MONDAY } from '../../usage/statistics/testing/seen.ts';
import { remembering } from '../prometheus/remembering.fixture.ts';
import { servers } from '../prometheus/scripted-server.fixture.ts';
import type { Ran } from './run.ts';
import { knownOf, ranBefore } from './runs.fixture.ts';

const at = servers();

const NOW = MONDAY + 12 * HOUR;

const ranWith = (figures: Readonly<Record<string, number>>, since = 2 * HOUR): Promise<Ran> =>
  ranBefore(at(), remembering({ figures }), knownOf(), { now: NOW, since });

const whyWith = async (figures: Readonly<Record<string, number>>): Promise<string | undefined> =>
  (await ranWith(figures)).silent[0]?.why;

const WORKS = { DCGM_FI_PROF_SM_ACTIVE: 0.2 };

test.each([1e18, Number.NaN])(
  'memory of %p is not believed, and it is said',
  async (DCGM_FI_DEV_FB_USED) => {
    expect(await whyWith({ DCGM_FI_DEV_FB_USED, ...WORKS })).toBe(
      'it was seen at work, and what is told of its memory is not believed: no number, or none that a card can have',
    );
  },
);

test('nor with no work told of beside it', async () => {
  expect(await whyWith({ DCGM_FI_DEV_FB_USED: 1e18 })).toMatch(
    /^what tells of it is not believed: .*or gives no figure that a card can have$/,
  );
});

test('but little memory is that of somebody who is idle', async () => {
  expect(await whyWith({ DCGM_FI_DEV_FB_USED: 20, ...WORKS })).toMatch(/: idle, or the card is/);
});

test('three days that are asked for are the 72 hours of a policy', async () => {
  const { profiles, span } = await ranWith({ DCGM_FI_DEV_FB_USED: 6000, ...WORKS }, 3 * DAY);
  expect(span.until - span.after).toBe(3 * DAY);
  expect(profiles[0]?.spec.containers).toMatchObject([{ hours: 72, samples: 72 * 60 }]);
});
