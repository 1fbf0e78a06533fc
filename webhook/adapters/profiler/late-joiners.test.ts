/** Somebody whom no earlier run was asked of has a past, too, and who has been read is not counted twice. */
import { describe, expect, test } from '@jest/globals';
import { isOurs, type StandingProfile } from '../../usage/profiling/published.ts';
import { DAY, HOUR, MINUTE, MONDAY } from '../../usage/statistics/testing/seen.ts';
import { POD, remembering } from '../prometheus/remembering.fixture.ts';
import { servers } from '../prometheus/scripted-server.fixture.ts';
import type { Ran } from './run.ts';
import { knownOf, left, ranBefore, standing } from './runs.fixture.ts';

const at = servers();

const NOON = MONDAY + 12 * HOUR;
const SINCE = 7 * DAY;
const OCR = 'ocr-7d9c5b6f4-x2k9p';
const NOTEBOOK = 'notebook-0';

const asr = standing({ name: POD, namespace: 'speech' });
const ocr = standing({ name: OCR, namespace: 'vision' }, MONDAY - 5 * DAY);

const ocrTold = {
  exported_namespace: 'vision',
  exported_pod: OCR,
  exported_container: 'server',
  UUID: 'GPU-2',
  modelName: 'NVIDIA H100 80GB HBM3',
  Hostname: 'gpu-1',
};

const ran = (
  now: number,
  pods: readonly ReturnType<typeof standing>[],
  profiles: readonly StandingProfile[] = [],
): Promise<Ran> =>
  ranBefore(at(), remembering({ also: [ocrTold] }), knownOf(pods, profiles), { now, since: SINCE });

const samplesOf = ({ profiles }: Ran) =>
  Object.fromEntries(
    profiles.map(({ metadata: { namespace }, spec }) => [
      namespace,
      spec.containers.filter(isOurs)[0]?.samples,
    ]),
  );

describe('whom no run has looked at', () => {
  test('is read from its beginning, and who was read before is not counted twice', async () => {
    const before = await ran(NOON, [asr]);
    expect(samplesOf(before)).toEqual({ speech: SINCE / MINUTE });
    const now = NOON + HOUR;
    const both = await ran(now, [asr, ocr], left(before));
    expect(both.span.after).toBe(ocr.created - MINUTE);
    expect(samplesOf(both)).toEqual({
      speech: SINCE / MINUTE + 60,
      vision: (now - MINUTE - ocr.created) / MINUTE,
    });
    const after = await ran(now + HOUR, [asr, ocr], left(both));
    expect(after.span.after).toBe(both.span.until);
  });

  test('is somebody whose status was lost, too, and no further back than it was asked', async () => {
    const before = left(await ran(NOON, [asr, ocr]));
    const lost = before.map((one) =>
      one.namespace === 'speech' ? { ...one, checkpoints: [] } : one,
    );
    const after = await ran(NOON + HOUR, [asr, ocr], lost);
    expect(after.span.until - after.span.after).toBe(SINCE);
    const vision = samplesOf(await ran(NOON + HOUR, [asr, ocr], before))['vision'];
    expect(samplesOf(after)).toEqual({ speech: SINCE / MINUTE, vision });
  });

  test('is nobody who stood beside others that were, and had no figures', async () => {
    const notebook = standing({ name: NOTEBOOK, namespace: 'speech' });
    const before = await ran(NOON, [asr, notebook]);
    const after = await ran(NOON + HOUR, [asr, notebook], left(before));
    expect(after.span.after).toBe(before.span.until);
  });
});
