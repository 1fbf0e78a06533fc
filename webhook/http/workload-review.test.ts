import { beforeAll, expect, test } from '@jest/globals';
import { UID } from './review.fixture.ts';
import { standing } from './rig.ts';
import type { WorkloadReader } from './workload-review.ts';

type Standing = Awaited<ReturnType<typeof standing>>;

/** What is said of an object is written in it, and of what it was as well. */
const workloads: WorkloadReader = {
  async read({ object, old, namespace }) {
    if (object['throws'] === true) throw new Error('the reader has a hole');
    const { line } = object;
    const workload = `Deployment ${namespace}/asr`;
    if (old !== 'none') return { outcome: 'unchanged', workload };
    return typeof line === 'string'
      ? { outcome: 'told', workload, line }
      : { outcome: 'nothing', workload };
  },
};

let at: Standing;
beforeAll(async () => {
  at = await standing({ workloads });
});

const ask = (body: string) => at.ask({ path: '/workloads?timeout=1s', body });
const review = (request: object) =>
  JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { uid: UID, operation: 'CREATE', namespace: 'speech', oldObject: null, ...request },
  });

async function answered(request: object) {
  const { status, text } = await ask(review(request));
  expect(status).toBe(200);
  return JSON.parse(text).response;
}

const SILENT = { uid: UID, allowed: true };

test('its author is warned in one line, and the log and the metrics know', async () => {
  const line = 'tranche: Deployment speech/asr:\nits pod will take a slice';
  expect(await answered({ object: { line }, dryRun: true })).toEqual({
    ...SILENT,
    warnings: ['tranche: Deployment speech/asr:?its pod will take a slice'],
  });
  expect(at.said().at(-1)).toMatchObject({
    visit: 'workloads',
    uid: UID,
    workload: 'Deployment speech/asr',
    outcome: 'told',
    dryRun: 'true',
  });
  const long = await answered({ object: { line: 'x'.repeat(1000) } });
  expect(long.warnings[0]).toHaveLength(256);
  expect(await at.counted('workload_reviews_total{outcome="told"}')).toBe(2);
  // It is no pod's visit, and none is counted or told as one.
  expect(await at.counted('reviews_total{visit="validate",verdict="leave",mode="enforce"}')).toBe(
    0,
  );
  expect(at.announced).toEqual([]);
});

test('where there is nothing to say nothing is said, and nothing is logged of what is unchanged', async () => {
  expect(await answered({ object: {} })).toEqual(SILENT);
  const lines = at.said().length;
  expect(await answered({ operation: 'UPDATE', object: {}, oldObject: {} })).toEqual(SILENT);
  expect(at.said()).toHaveLength(lines);
  expect(await at.counted('workload_reviews_total{outcome="unchanged"}')).toBe(1);
});

test.each([
  ['an object that is none', { object: 'x' }],
  ['no object, as of a deletion', { object: null, oldObject: {} }],
  ['no namespace', { object: {}, namespace: undefined }],
  ['an error of ours', { object: { throws: true } }],
  ['one megabyte and more', { object: { line: 'x', data: 'y'.repeat(3 << 20) } }],
])('%s is allowed without a word', async (_, request) => {
  expect(await answered(request)).toEqual(SILENT);
});

test('what failed and what was too large is counted, and the first is logged', async () => {
  expect(await at.counted('workload_reviews_total{outcome="failed"}')).toBe(1);
  expect(await at.counted('workload_reviews_total{outcome="too-large"}')).toBe(1);
  expect(at.said().filter(({ says }) => says === 'Error: the reader has a hole')).toHaveLength(1);
});

test('what cannot be answered is left to the failure policy, which ignores it', async () => {
  for (const body of ['{', 'null', '{"request":{}}', '['.repeat(200_000)])
    expect(await ask(body)).toMatchObject({ status: 400 });
});
