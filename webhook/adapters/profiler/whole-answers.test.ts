/** What Prometheus could not give whole is not taken, not counted as read, and told. */
import { describe, expect, test } from '@jest/globals';
import { isOurs, type StandingProfile } from '../../usage/profiling/published.ts';
import { DAY, HOUR, MINUTE, MONDAY } from '../../usage/statistics/testing/seen.ts';
import { remembering, type Mood } from '../prometheus/remembering.fixture.ts';
import { servers } from '../prometheus/scripted-server.fixture.ts';
import type { Known, Ran } from './run.ts';
import { knownOf, left, ranBefore, standing } from './runs.fixture.ts';

const at = servers();

const known = (profiles: readonly StandingProfile[] = []): Known => knownOf([standing()], profiles);

const ran = (now: number, of: Known = known(), mood: Mood = {}): Promise<Ran> =>
  ranBefore(at(), remembering(mood), of, { now, since: 14 * DAY });

const NOON = MONDAY + 12 * HOUR;
/** Nobody reads the last minute, which may still be written. */
const readable = (now: number): number => now - MINUTE;
const samplesIn = ({ profiles }: Ran): number =>
  profiles.flatMap(({ spec }) => spec.containers.filter(isOurs))[0]?.samples ?? 0;

const THANOS = 'receive series from Addr: 10.0.0.7:10901 LabelSets: {}: rpc error: it is away';

const figuresOnly = (said: object): Mood => ({
  beside: ({ form }) => ((form.get('query') ?? '').startsWith('max_over_time') ? said : {}),
});

describe('an answer with a part missing', () => {
  test.each([
    ['as Thanos says it', figuresOnly({ warnings: [THANOS] }), THANOS],
    [
      'as Cortex says it',
      figuresOnly({ warnings: ['Query result may contain partial data.'] }),
      'Query result may contain partial data.',
    ],
    [
      'as VictoriaMetrics says it',
      figuresOnly({ isPartial: true }),
      'a part of what it has was out of its reach (isPartial)',
    ],
  ])('leaves everything as it was, %s, and is asked for again', async (_, mood, says) => {
    const before = await ran(NOON);
    expect(before.gap).toBe('none');
    const stands = known(left(before));
    const during = await ran(NOON + HOUR, stands, mood);
    expect(during.gap).toEqual({
      after: readable(NOON),
      says: `Prometheus answered in part: ${says}`,
    });
    expect(left(during)).toEqual(left(before));
    expect(during.span).toEqual({ after: readable(NOON), until: readable(NOON) });

    const after = await ran(NOON + 2 * HOUR, stands);
    expect(after.span.after).toBe(during.span.after);
    expect(samplesIn(after)).toBe(samplesIn(before) + 120);
  });

  test('of what metrics there are tells of none of them', async () => {
    const mood: Mood = {
      figures: {},
      beside: ({ url }) => (url.includes('__name__') ? { warnings: [THANOS] } : {}),
    };
    await expect(ran(NOON, known(), mood)).rejects.toThrow(
      `Prometheus answered in part: ${THANOS}`,
    );
  });

  test('of what namespaces there are tells of none of them', async () => {
    const stands = known(left(await ran(NOON)));
    const nobody: Mood = {
      labels: {},
      beside: ({ url }) => (url.includes('namespace') ? { data: [], warnings: [THANOS] } : {}),
    };
    const during = await ran(NOON + HOUR, stands, nobody);
    expect(during.gap).toMatchObject({ says: expect.stringContaining(THANOS) });
    expect(left(during)).toEqual(stands.profiles);
  });
});

describe('nothing is missing', () => {
  test('where it is the question that is warned of', async () => {
    const annotation = 'PromQL info: metric might not be a counter: "DCGM_FI_DEV_FB_USED"';
    const run = await ran(NOON, known(), { beside: () => ({ warnings: [annotation] }) });
    expect(run.gap).toBe('none');
    expect(samplesIn(run)).toBeGreaterThan(0);
    expect(run.warnings).toEqual([annotation]);
  });

  const NOBODY = 'No StoreAPIs matched for this query';
  const since = NOON - 5 * DAY;
  const forgetful: Mood = {
    since,
    beside: ({ form }) =>
      Number(form.get('end') ?? Infinity) < since ? { warnings: [NOBODY] } : {},
  };

  test('where it begins to remember later than it is asked for', async () => {
    const run = await ran(NOON, known(), forgetful);
    expect(at().asked.some(({ form }) => Number(form.get('end')) < since)).toBe(true);
    expect(run.warnings).toEqual([NOBODY]);
    expect(run.gap).toBe('none');
    expect(samplesIn(run)).toBe(5 * 1440);
  });

  test('but of now somebody should remember something', async () => {
    const stands = known(left(await ran(NOON)));
    const silent: Mood = {
      since: Infinity,
      beside: ({ url }) => (url.includes('query_range') ? { warnings: [NOBODY] } : {}),
    };
    const during = await ran(NOON + HOUR, stands, silent);
    expect(during.gap).toMatchObject({ says: `Prometheus answered in part: ${NOBODY}` });
    expect(left(during)).toEqual(stands.profiles);
  });
});

describe('where a run begins', () => {
  test('is where the last one ended, though a container beside it never says anything', async () => {
    const idle = standing({ name: 'notebook-0' }, MONDAY - 30 * DAY, 'notebook');
    const withIdle = (profiles: readonly StandingProfile[] = []): Known =>
      knownOf([standing(), idle], profiles);
    const first = await ran(NOON, withIdle());
    expect(first.span.after).toBe(readable(NOON) - 14 * DAY);
    const second = await ran(NOON + HOUR, withIdle(left(first)));
    expect(second.span.after).toBe(readable(NOON));
    expect(second.silent.map((one) => one.container)).toEqual(['notebook']);
  });

  test('is not the future that a checkpoint tells of', async () => {
    const honest = left(await ran(NOON));
    const forged = honest.map((profile) => ({
      ...profile,
      checkpoints: profile.checkpoints.map((one) => ({
        ...one,
        readTo: 253_402_300_799,
        lastSeen: 253_402_300_799,
        memory: { ...one.memory, MiB: one.memory.MiB.replace(/^\d+/, '9999999') },
      })),
    }));
    const next = await ran(NOON + HOUR, known(forged));
    const again = await ran(NOON + 2 * HOUR, known(left(next)));
    expect(again.span.after).toBe(readable(NOON + HOUR));
    expect(samplesIn(again)).toBe(samplesIn(next) + 60);
    const [checkpoint] = left(again)[0]?.checkpoints ?? [];
    expect(checkpoint?.lastSeen).toBeLessThanOrEqual(NOON + 2 * HOUR);
    expect(Number(checkpoint?.memory.MiB.split(' ')[0])).toBeLessThan(9_999_999);
  });
});
