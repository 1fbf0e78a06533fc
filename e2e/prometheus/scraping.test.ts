/** A real Prometheus that scrapes the exporters of a script while we look. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { SeriesWanted } from '../../webhook/ports.ts';
import { connectionOf } from '../../webhook/adapters/prometheus/connection.ts';
import { prometheusClient } from '../../webhook/adapters/prometheus/client.ts';
import { keyOf } from '../../webhook/adapters/prometheus/results.ts';
import { allOf } from '../../webhook/adapters/prometheus/series-source.contract.ts';
import { prometheusSource } from '../../webhook/adapters/prometheus/source.ts';
import { read } from '../../manifests/generate/files.ts';
import { canAskPrometheus } from '../binaries/prometheus.ts';
import { eventually } from '../wait.ts';
import { valueAt, type Course } from './course.ts';
import { smallFleet } from './fleet.fixture.ts';
import { dcgm, type FleetScript } from './script.ts';
import { startPrometheus, type StartedPrometheus } from './start.ts';
import { stored, targetsOf } from './targets.ts';

jest.setTimeout(90_000);
const suite = (await canAskPrometheus()) ? describe : describe.skip;

const BEATS: Course = { pulse: [1000, 9000], everySeconds: 4, forSeconds: 2 };
const SCRIPT: FleetScript = {
  uses: [
    ...smallFleet(0, 9_999_999_999).uses,
    {
      node: 'gpu-4',
      device: { uuid: 'GPU-e', model: 'Tesla T4' },
      holder: { namespace: 'beats', pod: 'drum', container: 'kick' },
      signals: dcgm({ vramMiB: BEATS }),
    },
  ],
};

const patience = () => ({ deadline: Date.now() + 20_000 });
const now = () => Math.floor(Date.now() / 1000);

const wanted = (): SeriesWanted => ({
  metrics: [{ name: 'DCGM_FI_DEV_FB_USED', over: 'last' }],
  namespaces: ['beats'],
  namespaceLabels: ['exported_namespace', 'namespace'],
  after: now() - 60,
  until: now(),
  everySeconds: 1,
});

const recorded = (name: string): SeriesWanted => ({
  ...wanted(),
  metrics: [{ name, over: 'last' }],
  namespaces: 'all',
  namespaceLabels: ['namespace'],
});

/** The recording rules, each second in place of each minute. */
function hasty(folder: string): string {
  const file = join(folder, 'rules.yaml');
  const text = read('manifests/prometheus/recording-rules.yaml');
  writeFileSync(file, text.replace('interval: 1m', 'interval: 1s'));
  return file;
}

suite.each([false, true])('a real Prometheus, with honorLabels: %s', (honorLabels) => {
  let folder: string;
  let started: StartedPrometheus;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tranche-rules-'));
    const rules = [hasty(folder)];
    started = await startPrometheus({ script: SCRIPT, honorLabels, scrapeSeconds: 1, rules });
  });
  afterAll(async () => {
    await started.stop();
    rmSync(folder, { recursive: true });
  });

  const client = () => prometheusClient(connectionOf({ url: started.url }));

  const labelsOf = async (name: string) => {
    const parts = await allOf(prometheusSource(client()).parts(recorded(name), patience()));
    return parts.flatMap(({ series }) => series.map(({ labels }) => labels));
  };

  test('takes all that the exporters say, and stores it as the written past has it', async () => {
    const targets = targetsOf(SCRIPT, honorLabels);
    const expected = targets.flatMap((target) =>
      target
        .exposed(SCRIPT, now())
        .map(({ name, labels }) => keyOf({ ...stored(target, labels), __name__: name })),
    );
    const query = '{__name__=~"DCGM_.+|kube_.+"}';
    const seen = await eventually('all series', async () => {
      const { result } = await client().instant(query, now(), patience());
      return result.length >= expected.length && result.map(({ labels }) => keyOf(labels));
    });
    expect(seen.toSorted()).toEqual(expected.toSorted());
  });

  test('gives, second by second, what the script said then', async () => {
    const points = await eventually('eight seconds', async () => {
      const parts = await allOf(prometheusSource(client()).parts(wanted(), patience()));
      const [series] = parts.flatMap((part) => part.series);
      return series && series.points.length >= 8 && series.points;
    });
    for (const [time, value] of points)
      // It was read at some moment of that second, of which the script's clock may have ended another.
      expect([time - 1.1, time - 1, time].map((moment) => valueAt(BEATS, moment))).toContain(value);
    expect(new Set(points.map(([, value]) => value))).toEqual(new Set([1000, 9000]));
  });

  test('records by workload what it scraped, whom nobody is on left out, and is read there too', async () => {
    const seen = await eventually('five workloads', async () => {
      const all = await labelsOf('gpuprof:workload_fb_used_mib:max');
      return all.length >= 5 && all;
    });
    const workloads = seen.map(({ namespace, workload_kind: kind, workload, container }) =>
      [namespace, kind, workload, container].join('/'),
    );
    expect(workloads.toSorted()).toEqual([
      'beats/Pod/drum/kick',
      'lab/StatefulSet/nb-anna/notebook',
      'lab/StatefulSet/nb-ben/notebook',
      'search/Deployment/rank/server',
      'speech/CronJob/nightly/train',
    ]);
    const devices = await labelsOf('gpuprof:container_device_fb_used_mib');
    const namespaces = new Set(devices.map(({ namespace }) => namespace));
    expect([...namespaces].toSorted((a = '', b = '') => (a < b ? -1 : 1))).toEqual([
      'beats',
      'lab',
      'search',
      'speech',
    ]);
  });
});
