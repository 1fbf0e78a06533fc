/** A Prometheus that keeps its exporter's series for hours, and what rules recorded of them for days. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { prometheusClient } from '../../webhook/adapters/prometheus/client.ts';
import { connectionOf } from '../../webhook/adapters/prometheus/connection.ts';
import { prometheusSource } from '../../webhook/adapters/prometheus/source.ts';
import { ranOnce, type Known, type Ran } from '../../webhook/adapters/profiler/run.ts';
import { container, podOf } from '../../webhook/core/testing/pods.ts';
import { worldOf } from '../../webhook/core/testing/world.ts';
import { isOurs } from '../../webhook/usage/profiling/published.ts';
import type { Row as Figures } from '../../webhook/usage/statistics/row.ts';
import { canAskPrometheus } from '../binaries/prometheus.ts';
import type { Row } from '../prometheus/past.ts';
import { startPrometheus, type StartedPrometheus } from '../prometheus/start.ts';

jest.setTimeout(180_000);
const suite = (await canAskPrometheus()) ? describe : describe.skip;

const HOUR = 3600;
const NOW = 1_790_000_040;
const BEGAN = NOW - 36 * HOUR;
/** Before it the exporter's own series are gone. */
const KEPT = NOW - 4 * HOUR;

const of = { namespace: 'speech', pod: 'asr-0', container: 'server' };
const card = { UUID: 'GPU-1', modelName: 'NVIDIA H100 80GB HBM3' };
const RAW = { ...of, ...card, Hostname: 'gpu-1', gpu: '0' };
const RECORDED = { ...of, ...card };

/** A peak once a day: of the last four hours nothing tells of it. */
const vramAt = (at: number): number => ((at - BEGAN) % (24 * HOUR) < HOUR ? 9000 : 5000);
const smAt = (at: number): number => ((at / 60) % 10 === 0 ? 0.2 : 0.05);

const series = (
  name: string,
  labels: Row['labels'],
  from: number,
  value: (at: number) => number,
) => ({
  name,
  labels,
  points: Array.from({ length: (NOW - from) / 60 }, (_, minute) => {
    const at = from + minute * 60;
    return [at, value(at)] as const;
  }),
});

const raw = (from: number): Row[] => [
  series('DCGM_FI_DEV_FB_USED', RAW, from, vramAt),
  series('DCGM_FI_PROF_GR_ENGINE_ACTIVE', RAW, from, smAt),
];
const recorded: readonly Row[] = [
  series('gpuprof:container_device_fb_used_mib', RECORDED, BEGAN, vramAt),
  series('gpuprof:container_device_sm_ratio', RECORDED, BEGAN, smAt),
];

const known: Known = {
  world: worldOf({ nodes: [] }),
  standing: {
    pods: [
      {
        pod: podOf({ containers: [container('server')], nodeName: 'gpu-1' }, { name: 'asr-0' }),
        created: BEGAN - 60,
        runningSince: BEGAN - 60,
      },
    ],
    makers: [],
  },
  nodes: new Map([['gpu-1', { 'nvidia.com/gpu.sharing-strategy': 'none' }]]),
  profiles: [],
};

const figuresOf = ({ profiles }: Ran): Figures | undefined =>
  profiles.flatMap(({ spec }) => spec.containers.filter(isOurs))[0];

suite('a Prometheus that keeps so much', () => {
  const started: StartedPrometheus[] = [];
  let all: Ran, joined: Ran, rulesAlone: Ran;

  async function ranOn(rows: readonly Row[]): Promise<Ran> {
    const one = await startPrometheus({ rows });
    started.push(one);
    const client = prometheusClient(connectionOf({ url: one.url }));
    try {
      const patience = { deadline: Date.now() + 60_000 };
      const ask = { client, source: prometheusSource(client), patience };
      return await ranOnce(ask, known, { now: NOW, since: 36 * HOUR });
    } finally {
      client.close();
    }
  }

  beforeAll(async () => {
    all = await ranOn(raw(BEGAN));
    joined = await ranOn([...raw(KEPT), ...recorded]);
    rulesAlone = await ranOn(recorded);
  });
  afterAll(async () => {
    for (const one of started) await one.stop();
  });

  test('has the same profile as if all of the exporter’s own had been kept', () => {
    expect(figuresOf(all)).toMatchObject({ vramMaxMiB: 9000, computeBy: 'engine' });
    expect(joined.sources).toEqual(['dcgm', 'recorded']);
    expect(figuresOf(joined)).toEqual(figuresOf(all));
  });

  test('or where there are the rules’ alone', () => {
    expect(rulesAlone.sources).toEqual(['recorded']);
    expect(figuresOf(rulesAlone)).toEqual(figuresOf(all));
  });
});
