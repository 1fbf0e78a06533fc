/** What rules recorded counts for the time from which the exporter's own series are not kept, and for no other. */
import { expect, test } from '@jest/globals';
import { isOurs } from '../../usage/profiling/published.ts';
import { HOUR, MINUTE, MONDAY } from '../../usage/statistics/testing/seen.ts';
import { POD, remembering } from '../prometheus/remembering.fixture.ts';
import { servers, type Script } from '../prometheus/scripted-server.fixture.ts';
import { knownOf, ranBefore } from './runs.fixture.ts';

const at = servers();

const USED = 'DCGM_FI_DEV_FB_USED';
const RECORDED = 'gpuprof:container_device_fb_used_mib';
const PEAK = 30_000;
const labels = {
  namespace: 'speech',
  pod: POD,
  container: 'server',
  UUID: 'GPU-1',
  modelName: 'NVIDIA H100 80GB HBM3',
};

/** An exporter that began so many seconds into the window, and rules whose figures go back to before it. */
const begunAfter = (seconds: number, window: number): Script => {
  const own = remembering({
    figures: { [USED]: 6000 },
    since: window + seconds,
  });
  const rules = remembering({ figures: { [RECORDED]: PEAK }, labels });
  const both = remembering({ figures: { [USED]: 0, [RECORDED]: 0 } });
  return (response, asked) => {
    const query = asked.form.get('query') ?? '';
    if (query === '' && asked.url.includes('/namespace/'))
      return remembering({ beside: () => ({ data: ['speech'] }) })(response, asked);
    if (query === '') return both(response, asked);
    return (query.includes(RECORDED) ? rules : own)(response, asked);
  };
};

const NOON = MONDAY + 12 * HOUR;

async function peakWhere(seconds: number): Promise<number | undefined> {
  const span = 6 * HOUR;
  const script = begunAfter(seconds, NOON - MINUTE - span);
  const { profiles } = await ranBefore(at(), script, knownOf(), { now: NOON, since: span });
  return profiles.flatMap(({ spec }) => spec.containers.filter(isOurs))[0]?.vramMaxMiB;
}

test.each([20, 60, 300])(
  'an exporter of which nothing is kept for %d minutes has what was recorded then told for it',
  async (minutes) => {
    expect(await peakWhere(minutes * MINUTE)).toBe(PEAK);
  },
);

test.each([1, 9])(
  'one that was away for %d minutes has started anew, and tells itself',
  async (minutes) => {
    expect(await peakWhere(minutes * MINUTE)).toBe(6000);
  },
);
