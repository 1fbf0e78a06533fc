/** A real Prometheus that scrapes the exporters of a script while we look. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { SeriesWanted } from '../../webhook/ports.ts';
import { connectionOf } from '../../webhook/adapters/prometheus/connection.ts';
import { prometheusClient } from '../../webhook/adapters/prometheus/client.ts';
import { keyOf } from '../../webhook/adapters/prometheus/results.ts';
import { allOf } from '../../webhook/adapters/prometheus/series-source.contract.ts';
import { wantedOf } from '../../webhook/adapters/profiler/windows.ts';
import { prometheusSource } from '../../webhook/adapters/prometheus/source.ts';
import type { Labels } from '../../webhook/core/pod.ts';
import type { Series, Source } from '../../webhook/usage/measured.ts';
import { metricNames } from '../../webhook/usage/sources/all.ts';
import type { Holder } from '../../webhook/usage/sources/ground.ts';
import { measuredBy } from '../../webhook/usage/sources/measure.ts';
import { read } from '../../manifests/generate/files.ts';
import { canAskPrometheus } from '../binaries/prometheus.ts';
import { eventually } from '../wait.ts';
import { valueAt, type Course } from './course.ts';
import { smallFleet } from './fleet.fixture.ts';
import { dcgm, nodesOf, type FleetScript } from './script.ts';
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

const HOLDERS: readonly Holder[] = SCRIPT.uses.flatMap(({ node, holder }) =>
  holder ? [{ ...holder, node }] : [],
);
const NODES = new Map(
  nodesOf(SCRIPT).map((node): [string, Labels] => [
    node,
    { 'nvidia.com/gpu.sharing-strategy': 'none' },
  ]),
);

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

  /** By container and device: the most memory, and whether it is its own. */
  const measuredOf = async (source: Source) => {
    const span = { after: now() - 30, until: now() };
    const wish = wantedOf(source, new Set(metricNames(source)), span);
    const parts = await allOf(
      prometheusSource(client()).parts({ ...wish, everySeconds: 1 }, patience()),
    );
    const seen = new Map<string, Series[]>();
    for (const one of parts.flatMap(({ series }) => series))
      seen.set(one.labels['__name__'] ?? '', [
        ...(seen.get(one.labels['__name__'] ?? '') ?? []),
        one,
      ]);
    return new Map(
      measuredBy(source, seen, { nodes: NODES, holders: HOLDERS }).map(
        ({ pod, container, device, sharing, attribution, readings }) => [
          `${pod}/${container}`,
          {
            device,
            sharing,
            attribution,
            // What moves from second to second is read at different moments of it.
            dram: Math.max(-1, ...readings.flatMap(({ dram = [] }) => dram)),
            busiest: Math.max(...readings.map(({ vramMiB = 0 }) => vramMiB)) > 8000,
          },
        ],
      ),
    );
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
    await eventually('the same of what was recorded as of what was scraped', async () => {
      const [raw, kept] = [await measuredOf('dcgm'), await measuredOf('recorded')];
      expect(raw.size).toBe(6);
      return isDeepStrictEqual(kept, raw);
    });
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
