/** Cards as they could be cut: of the sample's fleet, as GPU Feature Discovery labels its nodes. */
import { expect, test } from '@jest/globals';
import { readFiles } from '../../adapters/read-files.ts';
import { staticWorld } from '../../adapters/static-world.ts';
import type { World } from '../../core/world.ts';
import type { Document } from '../../policy/documents.ts';
import { sample, shipped } from '../paths.ts';
import { cutNodes } from './cut.ts';

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
