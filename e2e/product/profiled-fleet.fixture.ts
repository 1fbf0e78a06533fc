/** A small cluster for whoever profiles it: as a script for exporters, as files, and the command in front of both. */
import { spawnSync } from 'node:child_process';
import { worldOf } from '../prometheus/profiled.fixture.ts';
import { dcgm, type FleetScript, type Holder } from '../prometheus/script.ts';
import { startPrometheus, type StartedPrometheus } from '../prometheus/start.ts';

export const DAY = 86_400;
export const HOUR = 3600;
/** When the test began, by the minute. */
export const NOW = Math.floor(Date.now() / 60_000) * 60 - 60;
const A_FORTNIGHT_AGO = NOW - 14 * DAY;
const LAST_NIGHT = NOW - 30 * HOUR;
export const IMAGE = 'registry.local/whisper-asr:1.4';

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

export const card = (uuid: string) => ({ uuid, model: 'NVIDIA H100 80GB HBM3' });

/** A server whose peak was ten days ago, a nightly job that is over, and one that nothing is told of. */
export const heard: FleetScript = {
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

export const quiet = {
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

export const cluster = (script: FleetScript): string =>
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

export const tranche = (...words: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...words], {
    encoding: 'utf8',
    timeout: 90_000,
    env: { ...process.env, FORCE_COLOR: '', KUBECONFIG: '/nowhere' },
  });
  return { status, stdout, stderr };
};

/** A Prometheus that scraped the script each minute, so many days long; and goes on while a test lasts. */
export const knowing = (script: FleetScript, days: number): Promise<StartedPrometheus> => {
  const past = { from: NOW - days * DAY + 7, until: NOW + HOUR, everySeconds: 60 };
  return startPrometheus({ script, past });
};
