import { describe, expect, test } from '@jest/globals';
import { menuOf } from '../menu/menu-of.ts';
import type { NodeFacts } from '../menu/node.ts';
import type { Terms } from '../terms.ts';
import { catalogue } from '../testing/catalogue.ts';
import { mixed, shared } from '../testing/nodes.ts';
import { termsOf } from '../testing/world.ts';
import { givenBy, givenParts, trustOf } from './trust.ts';

const turns = (name: string, team?: string, strategy: 'mps' | 'time-slicing' = 'time-slicing') =>
  shared(name, 'l4', { replicas: 4, renamed: true, strategy }, team ? { labels: { team } } : {});
const clients = (name: string, team?: string) => turns(name, team, 'mps');
const walls = (name: string, team: string) =>
  mixed(name, 'h100', { '1g.10gb': 7 }, { labels: { team } });

const given = (...teams: string[]) => ({
  trustDomain: 'team' as const,
  pools: teams.map((team) => ({ team })),
});
const toSpeech = termsOf({ timeSlice: given('speech') });

function poolOf(nodes: readonly NodeFacts[]) {
  const [pool, ...others] = menuOf(nodes, catalogue).pools;
  if (pool === undefined || others.length > 0) throw new Error('they are not alike');
  return pool;
}

describe('a pool is offered as it is, and in the parts that a policy gives', () => {
  const table: { name: string; nodes: NodeFacts[]; terms: Terms; want: string[] }[] = [
    {
      name: 'the nodes of the team',
      nodes: [turns('a', 'speech'), turns('b', 'vision'), turns('c', 'speech'), turns('d')],
      terms: toSpeech,
      want: ['a b c d', 'a c'],
    },
    {
      name: 'a part for each label',
      nodes: [turns('a', 'speech'), turns('b', 'vision')],
      terms: termsOf({ timeSlice: given('speech', 'vision') }),
      want: ['a b', 'a', 'b'],
    },
    {
      name: 'no part where all of it is given',
      nodes: [turns('a', 'speech'), turns('b', 'speech')],
      terms: toSpeech,
      want: ['a b'],
    },
    {
      name: 'no part where none of it is',
      nodes: [turns('a', 'vision'), turns('b')],
      terms: toSpeech,
      want: ['a b'],
    },
    {
      name: 'no part where the cluster is one trust domain',
      nodes: [turns('a', 'speech'), turns('b')],
      terms: termsOf(),
      want: ['a b'],
    },
    {
      name: 'no part of what is shared in another way than the one that is given',
      nodes: [clients('a', 'speech'), clients('b')],
      terms: toSpeech,
      want: ['a b'],
    },
    {
      name: 'clients of MPS where that is given',
      nodes: [clients('a', 'speech'), clients('b')],
      terms: termsOf({ mps: { ...given('speech'), runAsUser: 0 } }),
      want: ['a b', 'a'],
    },
    {
      name: 'no part of what has walls',
      nodes: [walls('a', 'speech'), walls('b', 'vision')],
      terms: toSpeech,
      want: ['a b'],
    },
  ];
  test.each(table)('$name', ({ nodes, terms, want }) => {
    const parts = givenParts(poolOf(nodes), terms);
    expect(parts.map((part) => part.nodes.map(({ name }) => name).join(' '))).toEqual(want);
  });
});

test('a pool is given by the labels that all of its nodes have', () => {
  const both = poolOf([turns('a', 'speech'), turns('b', 'vision')]);
  const own = poolOf([turns('a', 'speech'), turns('b', 'speech')]);
  const by = given('vision', 'speech');
  expect([givenBy(both, by), givenBy(own, by)]).toEqual([undefined, { team: 'speech' }]);
  expect(givenBy(both, { trustDomain: 'cluster', pools: [] })).toEqual({});
});

test('only what has no walls needs trust, each as its policy says', () => {
  const fraction = {
    engine: 'kai' as const,
    schedule: 'always' as const,
    schedulerName: 'kai-scheduler',
    ...given('speech'),
  };
  const terms = termsOf({ fraction, timeSlice: given('a'), mps: { ...given('b'), runAsUser: 0 } });
  const mechanisms = ['mig', 'dra', 'whole', 'fraction', 'timeSlice', 'mps'] as const;
  expect(mechanisms.map((mechanism) => trustOf(mechanism, terms)?.pools)).toEqual([
    undefined,
    undefined,
    undefined,
    [{ team: 'speech' }],
    [{ team: 'a' }],
    [{ team: 'b' }],
  ]);
});
