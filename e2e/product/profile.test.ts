/**
 * From what a real Prometheus kept of a scripted fleet to a slice: `tranche profile` as a person runs it,
 * and `tranche explain` of the next rollout in front of what it wrote.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test, describe } from '@jest/globals';
import { parse, stringify } from 'yaml';

import { canAskPrometheus } from '../binaries/prometheus.ts';
import type { StartedPrometheus } from '../prometheus/start.ts';
import { cluster, heard, IMAGE, knowing, tranche } from './profiled-fleet.fixture.ts';

jest.setTimeout(120_000);
const suite = (await canAskPrometheus()) ? describe : describe.skip;

const policy = stringify({
  apiVersion: 'tranche.dev/v1alpha1',
  kind: 'GpuPolicy',
  metadata: { name: 'speech' },
  spec: {
    mode: 'enforce',
    match: { namespaces: ['speech'] },
    sharing: { ladder: { default: ['mig'] }, evidence: { minHours: 24, minSamples: 100 } },
  },
});

const rollout = stringify({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'whisper', namespace: 'speech' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'whisper' } },
    template: {
      metadata: { labels: { app: 'whisper' } },
      spec: {
        containers: [
          { name: 'server', image: IMAGE, resources: { limits: { 'nvidia.com/gpu': 1 } } },
        ],
      },
    },
  },
});

interface Row {
  readonly vramMaxMiB: number;
  readonly hours: number;
}

const rowIn = (at: string, file: string): Row =>
  parse(readFileSync(join(at, file), 'utf8')).spec.containers[0] as Row;

suite('a profiler in front of a real Prometheus', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-profile-'));
  const world = join(folder, 'world.yaml');
  const profiles = join(folder, 'profiles');
  const manifest = join(folder, 'rollout.yaml');
  let late: StartedPrometheus;
  let fortnight: StartedPrometheus;

  const profiled = ({ url }: StartedPrometheus, ...words: readonly string[]) =>
    tranche('profile', '--prometheus', url, '-w', world, ...words);

  beforeAll(async () => {
    writeFileSync(world, `${policy}---\n${cluster(heard)}`);
    writeFileSync(manifest, rollout);
    [fortnight, late] = await Promise.all([knowing(heard, 14), knowing(heard, 0.25)]);
  });
  afterAll(async () => {
    await Promise.all([fortnight.stop(), late.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  test('tells what each workload used, the job that is over as well, and whom it had to leave out', () => {
    const { status, stdout, stderr } = profiled(fortnight, '-o', 'json');
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(
        /2 profiles from dcgm.*\n.*left out: 1 pod that is gone, and so is its ReplicaSet/,
      ),
    ]);
    const { items } = JSON.parse(stdout) as {
      items: { metadata: { name: string }; spec: { workload: object; containers: Row[] } }[];
    };
    expect(items.map(({ spec }) => [spec.workload, spec.containers])).toEqual([
      [
        { kind: 'CronJob', name: 'nightly' },
        [
          expect.objectContaining({
            name: 'train',
            vramMaxMiB: 21_000,
            hours: 4,
            attribution: 'exact',
            computeBy: 'sm',
          }),
        ],
      ],
      [
        { kind: 'Deployment', name: 'whisper' },
        [
          expect.objectContaining({
            name: 'server',
            revision: 'registry.local/whisper-asr',
            tag: '1.4',
            measuredOn: 'H100-80GB',
            sharing: 'whole',
            attribution: 'exact',
            vramMaxMiB: 7000,
            podsSeen: 2,
          }),
        ],
      ],
    ]);
    expect(items[1]?.spec.containers[0]?.hours).toBeGreaterThan(335);
  });

  test('and the next rollout, which had no evidence before, is a slice', () => {
    const before = tranche('explain', '-f', manifest, '-w', world);
    expect(before.stdout).toContain('evidence/none');
    expect(profiled(fortnight, '--write', profiles).status).toBe(0);
    const after = tranche('explain', '-f', manifest, '-w', world, '-w', profiles);
    expect(after.stdout).toContain('nvidia.com/mig-1g.10gb');
    expect(after.stdout).toContain('rewritten');
  });

  test('a Prometheus that lost its past takes nothing from what is kept', () => {
    const file = 'speech.deployment-whisper.yaml';
    const kept = rowIn(profiles, file);
    expect(profiled(late, '--write', profiles)).toMatchObject({ status: 0 });
    const now = rowIn(profiles, file);
    expect(now.vramMaxMiB).toBe(7000);
    expect(now.hours).toBeGreaterThanOrEqual(kept.hours);
    // Without what was kept it would have been told less.
    const anew = join(folder, 'anew');
    profiled(late, '--write', anew);
    expect(rowIn(anew, file)).toMatchObject({ vramMaxMiB: 4200 });
    expect(rowIn(anew, file).hours).toBeLessThan(7);
  });

  test('read again at once, every file stays as it is', () => {
    const texts = () =>
      readdirSync(profiles).map((file) => readFileSync(join(profiles, file), 'utf8'));
    const rows = () => texts().map((text) => parse(text).spec as object);
    const before = rows();
    expect(before).toHaveLength(2);
    profiled(fortnight, '--write', profiles);
    expect(rows()).toEqual(before);
  });
});
