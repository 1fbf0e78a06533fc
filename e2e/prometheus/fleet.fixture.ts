/** A small fleet for the tests: a Deployment on two cards, partitions, a shared card, one that nobody holds. */
import { dcgm, type FleetScript, type Holder } from './script.ts';

const A100 = 'NVIDIA A100-SXM4-80GB';
const DAY = 86_400;

const rank = (pod: string): Holder => ({
  namespace: 'search',
  pod,
  container: 'server',
  resource: 'nvidia.com/gpu',
  owner: { kind: 'ReplicaSet', name: 'rank-6c9', owner: { kind: 'Deployment', name: 'rank' } },
});

const notebook = (name: string): Holder => ({
  namespace: 'lab',
  pod: `nb-${name}-0`,
  container: 'notebook',
  owner: { kind: 'StatefulSet', name: `nb-${name}` },
});

/** `born` is when the second replica came and `died` when the nightly job ended, in seconds since the epoch. */
export const smallFleet = (born: number, died: number): FleetScript => ({
  uses: [
    {
      node: 'gpu-1',
      device: { uuid: 'GPU-a', model: A100 },
      holder: rank('rank-6c9-x2kqp'),
      signals: dcgm({
        vramMiB: { wave: [20_000, 61_234], everySeconds: DAY },
        sm: { pulse: [0.05, 0.9], everySeconds: 3600, forSeconds: 900 },
        dram: 0.25,
      }),
    },
    {
      node: 'gpu-1',
      device: { uuid: 'GPU-b', model: A100 },
      holder: rank('rank-6c9-h8w2c'),
      from: born,
      signals: dcgm({ vramMiB: 24_576, sm: 0.1, dram: 0.1 }),
    },
    {
      node: 'gpu-2',
      device: { uuid: 'GPU-c', model: A100, instance: { id: '9', profile: '1g.10gb' } },
      holder: {
        namespace: 'speech',
        pod: 'nightly-29381-q7q7q',
        container: 'train',
        resource: 'nvidia.com/mig-1g.10gb',
        owner: {
          kind: 'Job',
          name: 'nightly-29381',
          owner: { kind: 'CronJob', name: 'nightly' },
        },
      },
      until: died,
      signals: dcgm({ vramMiB: { wave: [300, 8_111], everySeconds: 1800 }, sm: 0.61, dram: 0.3 }),
    },
    {
      node: 'gpu-2',
      device: { uuid: 'GPU-c', model: A100, instance: { id: '2', profile: '3g.40gb' } },
      signals: dcgm({ vramMiB: 37, sm: 0, dram: 0 }),
    },
    ...['anna', 'ben'].map((name, nth) => ({
      node: 'gpu-3',
      device: { uuid: 'GPU-d', model: 'Tesla T4', vgpu: `${nth}` },
      holder: notebook(name),
      // Copies of one device, as the exporter gives them to sharers.
      signals: dcgm({ vramMiB: 1921, sm: { wave: [0, 0.2], everySeconds: 7200 } }),
    })),
  ],
});
