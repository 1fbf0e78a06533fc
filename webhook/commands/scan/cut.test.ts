/** Cards as they could be cut: of the sample's fleet, as GPU Feature Discovery labels its nodes. */
import { describe, expect, test } from '@jest/globals';
import { textIn } from '../../adapters/raw.ts';
import { readFiles } from '../../adapters/read-files.ts';
import { staticWorld } from '../../adapters/static-world.ts';
import type { World } from '../../core/world.ts';
import { ofKind, type Document } from '../../policy/documents.ts';
import { readObject } from '../../policy/read.ts';
import { sample, shipped } from '../paths.ts';
import { cutNodes, labelsOf } from './cut.ts';

const { documents } = readFiles([...shipped, sample]);

function worldOf(all: readonly Document[]): World {
  const made = staticWorld(all, 0);
  if (!made.ok) throw new Error('the sample has faults');
  return made.source.current();
}

const slicesIn = ({ menu }: World): string[] =>
  menu.pools
    .flatMap(({ offers }) => offers)
    .filter(({ mechanism, lacks }) => mechanism === 'mig' && lacks === undefined)
    .map(({ key }) => key);

const world = worldOf(documents);
const whole = new Set(
  world.menu.pools
    .flatMap(({ offers }) => offers)
    .filter(({ mechanism, replicas }) => mechanism === 'whole' && replicas === 1)
    .map(({ product }) => product),
);
const cut = worldOf([...documents, ...cutNodes(documents, world)]);

test('every card that is whole and can be cut is on offer in each of its sizes', () => {
  const wanted = world.catalogue.products
    .filter(({ name, vendor }) => vendor === 'nvidia' && whole.has(name))
    .flatMap(({ name, profiles }) =>
      profiles
        .filter((profile) => !profile.name.includes('+'))
        .map((profile) => `${name} nvidia.com/mig-${profile.name}`),
    );
  expect(wanted.length).toBeGreaterThan(0);
  expect(slicesIn(cut)).toEqual(expect.arrayContaining(wanted));
  expect(slicesIn(world)).not.toEqual(expect.arrayContaining(wanted));
});

test('what is there stays as it is', () => {
  for (const pool of world.menu.pools)
    for (const { name } of pool.nodes)
      expect(cut.menu.offersOn(name)).toEqual(world.menu.offersOn(name));
});

test('where no card is whole none is supposed', () => {
  const none = documents.filter(({ kind }) => kind !== 'Node');
  expect(cutNodes(none, worldOf(none))).toEqual([]);
});

describe('of a node that a pod is bound to by its name', () => {
  const HOSTNAME = 'kubernetes.io/hostname';
  const pool = world.menu.pools.find(({ offers }) =>
    offers.some(({ mechanism, vendor, replicas, product }) => {
      return mechanism === 'whole' && vendor === 'nvidia' && replicas === 1 && whole.has(product);
    }),
  );
  const node = ofKind(documents, 'Node').find(({ name }) => name === pool?.nodes[0]?.name);
  const hostname = textIn(labelsOf(node?.value), HOSTNAME);
  const terms = (values: readonly string[]) => [
    { matchExpressions: [{ key: HOSTNAME, operator: 'In', values }] },
  ];
  const bound: [how: string, spec: object][] = [
    ['a selector', { nodeSelector: { [HOSTNAME]: hostname } }],
    [
      'affinity',
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: terms([hostname, 'elsewhere']),
            },
          },
        },
      },
    ],
  ];

  test.each(bound)('by %s, there is one like it to be cut, and of no other', (_, spec) => {
    expect(hostname).not.toBe('');
    const container = { name: 'main', image: 'x', resources: { limits: { 'nvidia.com/gpu': 1 } } };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'bound', namespace: 'default' },
      spec: { ...spec, containers: [container] },
    };
    const all = [...documents, ...readObject('bound', pod).documents];
    const named = cutNodes(all, worldOf(all))
      .map(({ value }) => textIn(labelsOf(value), HOSTNAME))
      .filter((one) => one !== '');
    expect(named).toEqual([hostname]);
  });
});
