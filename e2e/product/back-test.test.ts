/**
 * One reading of a real Prometheus, two answers: what each workload used, and whether what we would
 * have decided on each evening of the fortnight would have held the next day.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { stringify } from 'yaml';

import {
  prometheusClient,
  type PrometheusClient,
} from '../../webhook/adapters/prometheus/client.ts';
import { connectionOf } from '../../webhook/adapters/prometheus/connection.ts';
import { prometheusSource } from '../../webhook/adapters/prometheus/source.ts';
import type { Known } from '../../webhook/adapters/profiler/reader.ts';
import { ranOnce } from '../../webhook/adapters/profiler/run.ts';
import { scanned, type Scanned } from '../../webhook/adapters/profiler/scan.ts';
import { knownBy } from '../../webhook/commands/profile/known.ts';
import { canAskPrometheus } from '../binaries/prometheus.ts';
import type { Course } from '../prometheus/course.ts';
import { dcgm, type FleetScript, type Use } from '../prometheus/script.ts';
import type { StartedPrometheus } from '../prometheus/start.ts';
import { card, cluster, DAY, HOUR, knowing, NOW } from './profiled-fleet.fixture.ts';

jest.setTimeout(180_000);
const suite = (await canAskPrometheus()) ? describe : describe.skip;

const BEGAN = NOW - 14 * DAY;
/** Of the fifth day, counted from 0, an hour after its morning. */
const GREW = NOW - 10 * DAY + HOUR;

const use = (name: string, vramMiB: Course): Use => ({
  node: 'gpu-1',
  device: card(`GPU-${name}`),
  holder: {
    namespace: 'speech',
    pod: `${name}-5d8f7c-x2kqp`,
    container: 'server',
    owner: {
      kind: 'ReplicaSet',
      name: `${name}-5d8f7c`,
      owner: { kind: 'Deployment', name },
    },
  },
  from: BEGAN,
  signals: dcgm({ vramMiB, sm: 0.05, dram: 0.02 }),
});

const fleet: FleetScript = {
  uses: [
    use('steady', 5000),
    use('growing', {
      steps: [
        [BEGAN, 5000],
        [GREW, 12_000],
      ],
    }),
  ],
};

const policy = stringify({
  apiVersion: 'tranche.dev/v1alpha1',
  kind: 'GpuPolicy',
  metadata: { name: 'speech' },
  spec: {
    mode: 'observe',
    match: { namespaces: ['speech'] },
    sharing: { ladder: { default: ['mig'] } },
  },
});

suite('a back-test in front of a real Prometheus', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-back-test-'));
  const wish = { now: NOW, since: 14 * DAY };
  let started: StartedPrometheus;
  let client: PrometheusClient;
  let known: Known;
  let first: Scanned;

  const ask = () => ({
    client,
    source: prometheusSource(client),
    patience: { deadline: Date.now() + 120_000 },
  });

  beforeAll(async () => {
    const world = join(folder, 'world.yaml');
    writeFileSync(world, `${policy}---\n${cluster(fleet)}`);
    started = await knowing(fleet, 14);
    client = prometheusClient(connectionOf({ url: started.url }));
    ({ known } = await knownBy({ api: undefined, world: [world], folder: undefined }));
    first = await scanned(ask(), known, wish);
  });
  afterAll(async () => {
    client.close();
    await started.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const outcomes = (of: string): readonly string[] =>
    first.backTest.trials.filter(({ name }) => name === of).map(({ outcome }) => outcome);

  test('judges each of thirteen evenings by the day after it', () => {
    expect(first.backTest.days).toBe(14);
    // A day of which the first minute is missing is less than the hours that policies ask for.
    expect(outcomes('steady')).toEqual(['noEvidence', ...Array<string>(12).fill('held')]);
  });

  test('and says which decision the next day outgrew, and what was made of it then', () => {
    expect(outcomes('growing')).toEqual([
      'noEvidence',
      'held',
      'held',
      'tooSmall',
      ...Array<string>(9).fill('whole'),
    ]);
    const small = first.backTest.trials.filter(({ outcome }) => outcome === 'tooSmall');
    const evening = first.span.until - 10 * DAY;
    expect(small).toEqual([
      expect.objectContaining({
        namespace: 'speech',
        kind: 'Deployment',
        name: 'growing',
        container: 'server',
        day: 3,
        at: evening,
        shape: 'mig-1g.10gb',
        capacityMiB: 9984,
        peakMiB: 12_000,
        rule: 'fit/mig',
      }),
    ]);
  });

  test('the profiles are those of a run without it', async () => {
    const alone = await ranOnce(ask(), known, wish);
    expect(alone.profiles).toHaveLength(2);
    expect(first.profiles).toEqual(alone.profiles);
  });

  test('and what they have kept of the fortnight, which was its future, changes no trial', async () => {
    const profiles = first.profiles.map(({ metadata, spec, status }) => ({
      ...metadata,
      ...spec,
      ...status,
    }));
    const again = await scanned(ask(), { ...known, profiles }, wish);
    expect(again.backTest).toEqual(first.backTest);
    expect(again.profiles).toEqual(first.profiles);
  });
});
