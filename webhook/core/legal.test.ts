import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from './node.ts';
import type { Pod } from './pod.ts';
import type { Profile } from './profile.ts';
import type { Terms } from './terms.ts';
import { gpuTaint, shared } from './testing/nodes.ts';
import { podOf, served } from './testing/pods.ts';
import { placed, told } from './testing/told.ts';
import { proposed, termsOf } from './testing/world.ts';

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
    {
      name: 'is never put on an MPS pool, whatever the ladder says',
      terms: { products: ['L4'], ladder: ['mps'] },
      used: tiny,
      nodes: [shared('n', 'l4', { replicas: 4, renamed: true, strategy: 'mps' })],
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
