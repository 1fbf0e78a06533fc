import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readText } from '../../policy/read.ts';
import { trimObject, type SeenObject } from '../cluster/seen-object.ts';
import { ToyApi } from '../cluster/toy-api.fixture.ts';
import { policyStore } from '../policy-store.ts';
import { recordIn, type Raw } from '../raw.ts';
import { statusWriter, type StatusWriter } from './status-writer.ts';

const QUOTAS = '/apis/tranche.dev/v1alpha1/gpuquotas';

let api: ToyApi;
let writer: StatusWriter;
let told: string[];
let leads: boolean;

beforeEach(() => {
  // By a clock that the test winds: on a busy machine a pause would be over before it was looked at.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  api = new ToyApi();
  told = [];
  leads = true;
  writer = statusWriter({
    api,
    leads: () => leads,
    tell: (event) => told.push(event),
    everyMs: 10,
  });
  writer.start();
});

afterEach(() => {
  writer.stop();
  jest.useRealTimers();
});

const object = (name: string, namespaces: readonly string[], more: Raw = {}) => ({
  metadata: { name, uid: `uid-${name}`, generation: 1 },
  spec: { namespaces },
  ...more,
});
const profileSpec = {
  workload: { kind: 'Pod', name: 'p' },
  containers: [
    { name: 'm', revision: 'r', measuredOn: 'H100-80GB', vramMaxMiB: 1, hours: 1, samples: 1 },
  ],
};
const catalogue = readFileSync(
  new URL('../../../policies/catalogue/nvidia.yaml', import.meta.url),
  'utf8',
);
const quota = (raw: Raw): SeenObject => trimObject(raw, 'GpuQuota');
const at = (name: string): Raw => api.objects.get(`${QUOTAS}/${name}`) ?? {};

/** As the cluster's watch would: what is there is shown, then settled together. */
function settle(...raws: readonly Raw[]): void {
  const objects = raws.map(quota);
  const store = policyStore(['cluster'], (outcome) => writer.settled(objects, outcome));
  for (const [i, raw] of raws.entries()) {
    const seen = objects[i];
    if (seen === undefined) continue;
    api.objects.set(`${QUOTAS}/${seen.metadata.name}`, { ...raw });
    writer.saw(seen);
  }
  store.put('cluster', {
    documents: objects.flatMap(({ reading }) => reading.documents),
    faults: objects.flatMap(({ reading }) => reading.faults),
  });
}

const writes = () => api.asked.filter(({ method }) => method === 'PATCH');

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`never came; told ${told.join(', ')}`);
    await pass(5);
  }
}

const rest = () => pass(100);

describe('the status of objects', () => {
  test('is written once, to the object that was read, as one who owns only that', async () => {
    settle(object('a', ['x']));
    await until(() => writes().length > 0);
    await rest();
    expect(writes()).toMatchObject([
      {
        path: `${QUOTAS}/a/status`,
        query: { fieldManager: 'tranche-status', force: 'true' },
        body: {
          type: 'application/apply-patch+yaml',
          value: {
            apiVersion: 'tranche.dev/v1alpha1',
            kind: 'GpuQuota',
            metadata: { name: 'a', uid: 'uid-a' },
            status: { observedGeneration: 1 },
          },
        },
      },
    ]);
  });

  test('that stands there already is not written again, whoever wrote it', async () => {
    settle(object('a', ['x']));
    await until(() => 'status' in at('a'));
    const { status } = at('a');
    const before = writes().length;
    settle(object('a', ['x'], { status }));
    await rest();
    expect(writes()).toHaveLength(before);
  });

  test('keeps the time of what has not changed, and gives what has a new one', async () => {
    const past = '2020-01-01T00:00:00Z';
    settle(object('a', ['x']), object('b', ['y']));
    await until(() => 'status' in at('a'));
    const aged = (status: Raw) => ({
      ...status,
      conditions: (status['conditions'] as Raw[]).map((one) => ({
        ...one,
        lastTransitionTime: past,
      })),
    });
    const status = aged(recordIn(at('a'), 'status'));
    // In a new process, the other one's fault: nothing is in force.
    settle(object('a', ['x'], { status }), object('b', ['x']));
    await until(() => JSON.stringify(at('a')).includes('Stalled'));
    const [accepted] = recordIn(at('a'), 'status')['conditions'] as Raw[];
    expect(accepted?.['lastTransitionTime']).not.toBe(past);
    settle(object('a', ['x'], { status }), object('c', ['z']));
    await until(() => !JSON.stringify(at('a')).includes('Stalled'));
    const times = (recordIn(at('a'), 'status')['conditions'] as Raw[]).map(
      ({ lastTransitionTime }) => lastTransitionTime,
    );
    expect(times).toEqual([past, past]);
  });

  test('is nobody’s business who does not lead', async () => {
    leads = false;
    settle(object('a', ['x']));
    await rest();
    expect(writes()).toEqual([]);
    leads = true;
    await until(() => writes().length === 1);
  });

  test('waits for an API server that is away, and is not asked for all the time', async () => {
    api.down = 500;
    settle(object('a', ['x']));
    await rest();
    expect(writes()).toHaveLength(1);
    expect(told).toEqual(['status-failed']);
    api.down = 0;
    await until(() => 'status' in at('a'));
  });

  test('of a kind whose CRD knows none is told of once', async () => {
    api.down = 404;
    settle(object('a', ['x']), object('b', ['y']));
    await until(() => writes().length === 2);
    await rest();
    expect(told).toEqual(['status-unknown-to-crd']);
    expect(writes()).toHaveLength(2);
  });

  test('of a profile is written from its first fault on, also when a file mends it', async () => {
    const metadata = { name: 'p', namespace: 'x', uid: 'uid-p', generation: 1 };
    const profile = trimObject({ metadata, spec: profileSpec }, 'GpuProfile');
    const path = '/apis/tranche.dev/v1alpha1/namespaces/x/gpuprofiles/p';
    api.objects.set(path, { metadata });
    const store = policyStore(['cluster', 'files'], (outcome) =>
      writer.settled([profile], outcome),
    );
    writer.saw(profile);
    store.put('cluster', { documents: profile.reading.documents, faults: [] });
    store.put('files', readText('own.yaml', catalogue));
    await rest();
    expect(writes()).toEqual([]);
    // The same figures by another name; what is in force stays, but no new set can be made.
    const again = { apiVersion: 'tranche.dev/v1alpha1', kind: 'GpuProfile', spec: profileSpec };
    const other = JSON.stringify({ ...again, metadata: { name: 'other', namespace: 'x' } });
    store.put('files', readText('own.yaml', `${catalogue}---\n${other}\n`));
    await until(() => JSON.stringify(api.objects.get(path)).includes('"False"'));
    store.put('files', readText('own.yaml', catalogue));
    await until(() => !JSON.stringify(api.objects.get(path)).includes('"False"'));
    expect(writes()).toHaveLength(2);
  });

  test('of many is written a few at a time', async () => {
    const many = Array.from({ length: 35 }, (_, i) => object(`q${i}`, [`n${i}`]));
    settle(...many);
    await until(() => writes().length === 35);
    await rest();
    expect(writes()).toHaveLength(35);
  });
});
