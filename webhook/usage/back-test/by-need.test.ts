/** An engine that fills its card, sized by what it says that it needs: so it is judged, too. */
import { describe, expect, test } from '@jest/globals';
import { llama13, registry } from '../../core/testing/models.ts';
import { container, podOf } from '../../core/testing/pods.ts';
import { termsOf } from '../../core/testing/world.ts';
import type { EngineSigns } from '../engines/signs.ts';
import { DAY, MINUTE, MONDAY, measured, steady } from '../statistics/testing/seen.ts';
import { BackTest } from './back-test.ts';
import { memberIn, offering } from './testing/played.ts';
import { eveningOf } from './testing/course.ts';
import type { Trial } from './trial.ts';

const RESERVED = 61_169;
const server = container('server', {
  image: 'vllm/vllm-openai:v0.14.0',
  args: ['--model', llama13.name],
});
const pod = podOf({ nodeName: 'cards', containers: [server] });

/** Of 43,000 tokens of 800 KiB; or nothing of that day. */
type Said = { readonly kvUse: number; readonly waiting?: number } | 'silent';

const signsOn = (day: number, { kvUse, waiting = 0 }: Exclude<Said, 'silent'>): EngineSigns => ({
  engine: 'vllm',
  namespace: 'speech',
  pod: 'asr-0',
  container: 'server',
  part: '',
  capacityTokens: 43_000,
  preempted: 0,
  readings: Array.from({ length: 1440 }, (_, minute) => ({
    at: MONDAY + day * DAY + minute * MINUTE,
    kvUse,
    waiting,
  })),
});

/** What each evening decided, of days on which it said so much. */
function trialsOf(
  days: readonly Said[],
  settings: 'leave' | 'rewrite' = 'rewrite',
): readonly Trial[] {
  const world = offering({ models: registry, terms: termsOf({ ladder: ['mig'], settings }) });
  const standing = { pods: [{ pod, created: MONDAY - 1, runningSince: MONDAY - 1 }], makers: [] };
  const backTest = new BackTest({ world, standing, profiles: [] });
  const member = memberIn(world, pod);
  for (const [day, said] of days.entries()) {
    const readings = steady(MONDAY + day * DAY, 1440, { vramMiB: RESERVED, sm: 0.05 });
    const heard = said === 'silent' ? [] : [{ member, signs: signsOn(day, said) }];
    backTest.hear([{ member, measured: measured(readings) }], eveningOf(day), heard);
    backTest.evening(eveningOf(day));
  }
  return backTest.tested().trials;
}

const USUAL = { kvUse: 0.1 };
const brief = ({ shape, outcome }: Trial) => [shape, outcome] as const;

describe('a server that reserves three quarters of its card and needs half of that', () => {
  test('is judged by the need of the next day, which no slice would hold with all that it reserved', () => {
    const last = trialsOf([USUAL, USUAL, USUAL, USUAL]).at(-1);
    expect(last).toMatchObject({ shape: 'mig-3g.40gb', outcome: 'held', rule: 'fit/mig' });
    expect(last?.peakMiB).toBeLessThan(last?.capacityMiB ?? 0);
    expect(last?.capacityMiB).toBeLessThan(RESERVED);
  });

  test('and would be too small for a cache that grew beyond what it is told, before the slice is full', () => {
    // A fifth for peaks that nobody saw, and a fifth of headroom: 0.144 of the pool that it had.
    const [room, more] = [0.143, 0.146].map((kvUse) =>
      trialsOf([USUAL, USUAL, USUAL, { kvUse }]).at(-1),
    );
    expect(room).toMatchObject({ shape: 'mig-3g.40gb', outcome: 'held' });
    expect(more).toMatchObject({ shape: 'mig-3g.40gb', outcome: 'tooSmall' });
    expect(more?.peakMiB).toBeLessThan(40_320);
  });

  test('or for one that was full, so that nobody knows how much it would have taken', () => {
    const full = { kvUse: 0.97, waiting: 3 };
    const last = trialsOf([USUAL, USUAL, USUAL, full]).at(-1);
    expect(last).toMatchObject({ outcome: 'tooSmall', peakMiB: RESERVED });
  });

  test('a day on which its engine was silent judges nobody, whatever the exporter says', () => {
    const trials = trialsOf([USUAL, USUAL, USUAL, 'silent', USUAL]);
    expect(trials.slice(-2).map(brief)).toEqual([
      ['mig-3g.40gb', 'unseen'],
      ['mig-3g.40gb', 'held'],
    ]);
  });

  test('is judged by what it reserves where no policy lets engines be told', () => {
    const last = trialsOf([USUAL, USUAL, USUAL, 'silent'], 'leave').at(-1);
    expect(last).toMatchObject({ shape: 'mig-7g.80gb', outcome: 'held', peakMiB: RESERVED });
  });
});
