import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from '../menu/node.ts';
import type { Labels, Pod } from '../pod.ts';
import type { Profile } from '../profile.ts';
import type { Terms } from '../terms.ts';
import { gpuTaint, mixed, shared } from '../testing/nodes.ts';
import { container, podOf, served } from '../testing/pods.ts';
import { placed, told } from '../testing/told.ts';
import { proposed, termsOf } from '../testing/world.ts';

const fleet = [shared('l4', 'l4', { replicas: 4, renamed: true })];

const TURN = 'L4 nvidia.com/gpu.shared x4';
const WHOLE = 'nvidia.com/gpu: 1';

interface Row {
  readonly name: string;
  readonly used?: Partial<Profile>;
  readonly terms?: Partial<Terms>;
  readonly pod?: Pod;
  readonly nodes?: readonly NodeFacts[];
  readonly want: string;
}

const decided = ({ pod = podOf(), nodes = fleet, terms = {}, used }: Omit<Row, 'name' | 'want'>) =>
  proposed(pod, { nodes, terms: termsOf(terms) }, used);

describe('a turn on a shared card', () => {
  const turns: Partial<Terms> = { products: ['L4'], ladder: ['timeSlice'] };
  const team: Partial<Terms> = {
    ...turns,
    timeSlice: { trustDomain: 'team', pools: [{ team: 'speech' }] },
  };
  const tiny = { vramMaxMiB: 4000 };
  const given = shared('l4', 'l4', { replicas: 4, renamed: true }, { labels: { team: 'speech' } });
  const alien = shared(
    'l4-b',
    'l4',
    { replicas: 4, renamed: true },
    { labels: { team: 'vision' } },
  );
  const table: Row[] = [
    {
      name: 'is taken where all are one trust domain',
      terms: turns,
      used: tiny,
      want: `${TURN}: fit/time-slice`,
    },
    {
      name: 'leaves a margin, since neighbours have no wall',
      terms: turns,
      used: { vramMaxMiB: 4415 },
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is not taken where the policy gives the pool to nobody',
      terms: { ...turns, timeSlice: { trustDomain: 'team', pools: [] } },
      used: tiny,
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is taken on a pool that the policy gives',
      terms: team,
      used: tiny,
      nodes: [given],
      want: `${TURN}: fit/time-slice`,
    },
    {
      name: "is not taken on another team's",
      terms: team,
      used: tiny,
      nodes: [alien],
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is taken on those nodes of a pool that are given',
      terms: team,
      used: tiny,
      nodes: [given, alien],
      want: `${TURN}: fit/time-slice`,
    },
    {
      name: 'is not for an engine that fills the card it sees',
      terms: turns,
      used: tiny,
      pod: served({ image: 'vllm/vllm-openai:1' }),
      want: `${WHOLE}: fit/none`,
    },
  ];
  test.each(table)('$name', ({ want, ...row }) => {
    expect(told(decided(row))).toBe(want);
  });

  test('keeps off a pool that is shared alike and is not given', () => {
    const tainted = { ...alien, taints: [gpuTaint] };
    const decision = decided({ terms: team, used: tiny, nodes: [given, tainted] });
    expect(placed(decision)).toContain('team In speech');
  });
});

describe('a slice without a decoder', () => {
  const plain = 'A100-40GB nvidia.com/mig-1g.5gb: fit/mig';
  const decoding = 'A100-40GB nvidia.com/mig-2g.10gb: fit/mig';
  const video = { env: [{ name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,video' }] };
  const table: Row[] = [
    { name: 'is for whoever names no capability', want: plain },
    {
      name: 'is for whoever names others',
      pod: served({ env: [{ name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,utility' }] }),
      want: plain,
    },
    {
      name: 'is for whoever calls something else a video',
      pod: served({ env: [{ name: 'MODE', value: 'video' }] }),
      want: plain,
    },
    { name: 'is not for whoever decodes', pod: served(video), want: decoding },
    {
      name: 'is not for whoever decodes before it serves',
      pod: podOf({ initContainers: [container('warm', video)] }),
      want: `${decoding.split(':', 1)[0]} + ${decoding}`,
    },
  ];
  test.each(table)('$name', ({ want, ...row }) => {
    const nodes = [mixed('n', 'a100', { '1g.5gb': 7, '2g.10gb': 1 })];
    const used = { measuredOn: 'A100-40GB', vramMaxMiB: 1000 };
    expect(told(decided({ ...row, nodes, used }))).toBe(want);
  });
});

const pool = (labels: Labels = {}) =>
  shared('n', 'l4', { replicas: 4, renamed: true, strategy: 'mps' }, { labels });

describe('a client of an MPS server', () => {
  const clients: Partial<Terms> = { products: ['L4'], ladder: ['mps'] };
  const tiny = { vramMaxMiB: 4000 };
  const table: Row[] = [
    { name: 'is let in where the ladder names it', want: `${TURN}: fit/mps` },
    {
      name: 'is not what somebody wanted who asked for turns',
      terms: { ladder: ['timeSlice'] },
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'needs a pool that is given, since a fatal fault ends its neighbours',
      terms: { mps: { trustDomain: 'team', pools: [{ team: 'speech' }], runAsUser: 0 } },
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is let into a pool that is given',
      terms: { mps: { trustDomain: 'team', pools: [{ team: 'speech' }], runAsUser: 0 } },
      nodes: [pool({ team: 'speech' })],
      want: `${TURN}: fit/mps`,
    },
    {
      name: 'would wait for all others to leave as another user',
      pod: podOf({ securityContext: { runAsUser: 1000 } }),
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'would wait where its image may not run as the root that the others are',
      pod: podOf({ securityContext: { runAsNonRoot: true } }),
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'would wait where its image may say root, and the others are somebody else',
      terms: { mps: { trustDomain: 'cluster', pools: [], runAsUser: 1000 } },
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is let in as the user the policy names, whatever the pod says of its other containers',
      pod: served({ securityContext: { runAsUser: 1000 } }),
      terms: { mps: { trustDomain: 'cluster', pools: [], runAsUser: 1000 } },
      want: `${TURN}: fit/mps`,
    },
    {
      name: 'is no engine that fills the card it sees',
      pod: served({ image: 'lmsysorg/sglang:1' }),
      want: `${WHOLE}: fit/none`,
    },
  ];
  test.each(table)('$name', ({ want, terms: more = {}, nodes = [pool()], pod }) => {
    const parts = { nodes, terms: { ...clients, ...more }, used: tiny };
    expect(told(decided(pod === undefined ? parts : { ...parts, pod }))).toBe(want);
  });

  test('never shares a MIG instance', () => {
    const instance = mixed(
      'n',
      'h100',
      { '1g.10gb': 8 },
      {
        labels: {
          'nvidia.com/mig-1g.10gb.sharing-strategy': 'mps',
          'nvidia.com/mig-1g.10gb.replicas': '2',
        },
      },
    );
    const [asr] = decided({ nodes: [instance], terms: { ladder: ['mps'] }, used: tiny }).containers;
    expect(asr?.candidates.map(({ rejectedBy }) => rejectedBy?.rule)).toEqual(['fit/mps-refused']);
  });
});
