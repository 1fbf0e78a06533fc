/**
 * From what a real Prometheus kept of a scripted fleet to a slice: `tranche profile` as a person runs it,
 * and `tranche explain` of the next rollout in front of what it wrote.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse, stringify } from 'yaml';

import { canAskPrometheus } from '../binaries/prometheus.ts';
import { worldOf } from '../prometheus/profiled.fixture.ts';
import { dcgm, type FleetScript, type Holder } from '../prometheus/script.ts';
import { startPrometheus, type StartedPrometheus } from '../prometheus/start.ts';

jest.setTimeout(120_000);
const suite = (await canAskPrometheus()) ? describe : describe.skip;

const DAY = 86_400;
const HOUR = 3600;
/** Whole minutes ago, so that no reading is of the future. */
const NOW = Math.floor(Date.now() / 60_000) * 60 - 60;
const A_FORTNIGHT_AGO = NOW - 14 * DAY;
const LAST_NIGHT = NOW - 30 * HOUR;
const IMAGE = 'registry.local/whisper-asr:1.4';

const whisper = (pod: string): Holder => ({
  namespace: 'speech',
  pod: `whisper-5d8f7c-${pod}`,
  container: 'server',
  image: IMAGE,
  owner: {
    kind: 'ReplicaSet',
    name: 'whisper-5d8f7c',
    owner: { kind: 'Deployment', name: 'whisper' },
  },
});

const card = (uuid: string) => ({ uuid, model: 'NVIDIA H100 80GB HBM3' });

/** A server whose peak was ten days ago, a nightly job that is over, and one that nothing is told of. */
const heard: FleetScript = {
  uses: [
    {
      node: 'gpu-1',
      device: card('GPU-a'),
      holder: whisper('x2kqp'),
      from: A_FORTNIGHT_AGO,
      signals: dcgm({
        vramMiB: {
          steps: [
            [A_FORTNIGHT_AGO, 4100],
            [NOW - 10 * DAY, 7000],
            [NOW - 10 * DAY + HOUR, 4200],
          ],
        },
        sm: 0.05,
        dram: 0.02,
      }),
    },
    {
      node: 'gpu-1',
      device: card('GPU-b'),
      holder: whisper('h8w2c'),
      from: A_FORTNIGHT_AGO,
      signals: dcgm({ vramMiB: 4150, sm: 0.04, dram: 0.02 }),
    },
    {
      node: 'gpu-1',
      device: card('GPU-c'),
      holder: {
        namespace: 'speech',
        pod: 'nightly-29381760-q7q7q',
        container: 'train',
        owner: {
          kind: 'Job',
          name: 'nightly-29381760',
          owner: { kind: 'CronJob', name: 'nightly' },
        },
      },
      from: LAST_NIGHT,
      until: LAST_NIGHT + 4 * HOUR,
      signals: dcgm({ vramMiB: 21_000, sm: 0.7, dram: 0.3 }),
    },
    // Its Job is gone as well, and with it what it ran.
    {
      node: 'gpu-1',
      device: card('GPU-c'),
      holder: {
        namespace: 'speech',
        pod: 'once-abcde',
        container: 'main',
        owner: { kind: 'Job', name: 'once' },
      },
      from: NOW - 3 * DAY,
      until: NOW - 3 * DAY + HOUR,
      signals: dcgm({ vramMiB: 30_000, sm: 0.9 }),
    },
  ],
};

const quiet = {
  node: 'gpu-2',
  device: card('GPU-d'),
  holder: {
    namespace: 'quiet',
    pod: 'asr-7b9c-zzzzz',
    container: 'server',
    owner: { kind: 'ReplicaSet', name: 'asr-7b9c', owner: { kind: 'Deployment', name: 'asr' } },
  },
  from: A_FORTNIGHT_AGO,
  signals: {},
};

const LABELS = {
  'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3',
  'nvidia.com/gpu.memory': '81559',
};

const cluster = (script: FleetScript): string =>
  worldOf({
    // Of a Job that is gone there is no object.
    script: { uses: script.uses.filter(({ holder }) => holder?.owner?.name !== 'once') },
    now: NOW,
    nodes: {
      'gpu-1': LABELS,
      'gpu-2': LABELS,
      'gpu-mig': { ...LABELS, 'nvidia.com/mig.strategy': 'mixed' },
    },
    devices: {
      'gpu-1': { 'nvidia.com/gpu': '8' },
      'gpu-2': { 'nvidia.com/gpu': '8' },
      'gpu-mig': { 'nvidia.com/mig-1g.10gb': '7' },
    },
  });

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

const tranche = (...words: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...words], {
    encoding: 'utf8',
    timeout: 90_000,
    env: { ...process.env, FORCE_COLOR: '', KUBECONFIG: '/nowhere' },
  });
  return { status, stdout, stderr };
};

interface Row {
  readonly vramMaxMiB: number;
  readonly hours: number;
}

suite('a profiler in front of a real Prometheus', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-profile-'));
  const world = join(folder, 'world.yaml');
  const profiles = join(folder, 'profiles');
  const manifest = join(folder, 'rollout.yaml');
  const started: StartedPrometheus[] = [];
  let fortnight: StartedPrometheus;

  const knowing = async (script: FleetScript, days: number): Promise<StartedPrometheus> => {
    const past = { from: NOW - days * DAY + 7, until: NOW, everySeconds: 60 };
    const one = await startPrometheus({ script, past });
    started.push(one);
    return one;
  };

  const profiled = ({ url }: StartedPrometheus, ...words: readonly string[]) =>
    tranche('profile', '--prometheus', url, '-w', world, ...words);

  const rowIn = (at: string, file: string): Row =>
    parse(readFileSync(join(at, file), 'utf8')).spec.containers[0] as Row;

  beforeAll(async () => {
    writeFileSync(world, `${policy}---\n${cluster(heard)}`);
    writeFileSync(manifest, rollout);
    fortnight = await knowing(heard, 14);
  });
  afterAll(async () => {
    await Promise.all(started.map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  test('tells what each workload used, the job that is over as well, and whom it had to leave out', () => {
    const { status, stdout, stderr } = profiled(fortnight, '-o', 'json');
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(
        /2 profiles from dcgm.*\n.*left out: 1 pod that is gone, whose revision/,
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

  test('a Prometheus that lost its past takes nothing from what is kept', async () => {
    const late = await knowing(heard, 0.25);
    const file = 'speech.deployment-whisper.yaml';
    const kept = rowIn(profiles, file);
    expect(profiled(late, '--write', profiles).status).toBe(0);
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

  describe('whoever is silent is told of', () => {
    const withQuiet = join(folder, 'with-quiet.yaml');
    const hush = ({ url }: StartedPrometheus, ...words: readonly string[]) =>
      tranche('profile', '--prometheus', url, '-w', withQuiet, ...words);
    beforeAll(() => {
      writeFileSync(withQuiet, cluster({ uses: [...heard.uses, quiet] }));
    });

    test('a workload on a node whose exporter is not heard, by its name', () => {
      const { status, stderr } = hush(fortnight, '--since', '2h');
      expect(status).toBe(1);
      expect(stderr).toContain(
        'no figures of quiet/Deployment/asr server: dcgm tells of other nodes and not of gpu-2',
      );
      expect(stderr).not.toContain('whisper');
    });

    test('an exporter that names no workload, as one cause for all', async () => {
      const nameless = {
        uses: heard.uses.slice(0, 2).map(({ holder: _, ...use }) => use),
      };
      const { status, stdout, stderr } = hush(await knowing(nameless, 0.1), '--since', '2h');
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(
        /no figures of quiet\/.*, speech\/Deployment\/whisper server: dcgm tells of devices/,
      );
    });

    test('a Prometheus without any exporter', async () => {
      const { status, stderr } = hush(await knowing({ uses: [quiet] }, 0.1), '--since', '2h');
      expect(status).toBe(1);
      expect(stderr).toContain('no series of any exporter that is known');
    });

    test('a Prometheus that is not there', () => {
      const { status, stdout, stderr } = tranche(
        'profile',
        ...['--prometheus', 'http://127.0.0.1:1', '-w', withQuiet, '--deadline-seconds', '2'],
      );
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^tranche: http:\/\/127\.0\.0\.1:1\//);
    });
  });
});
