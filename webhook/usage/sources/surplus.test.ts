/** More devices at once than a container asks for. */
import { describe, expect, test } from '@jest/globals';
import type { Series } from '../measured.ts';
import { alone, device, FB_USED, on, seen, series, turns } from '../testing/dcgm.ts';
import type { Facts, Holder } from './ground.ts';
import { measuredBy } from './measure.ts';

const holder: Holder = { namespace: 'team-ml', pod: 'a', container: 'main', node: 'n', devices: 1 };
const attributions = (all: readonly Series[], of: Partial<Holder> = {}, facts: Facts = alone) =>
  measuredBy('dcgm', seen({ [FB_USED]: all }), { ...facts, holders: [{ ...holder, ...of }] }).map(
    ({ attribution }) => attribution,
  );
const minutes = (count: number) => Array.from({ length: count }, () => 900);
const card = (id: string, count: number, from = 0, more = {}) =>
  series(on('a', { ...device, ...more, UUID: id }), minutes(count), from);

const part = (id: string) => card('1', 60, 0, { GPU_I_ID: id, GPU_I_PROFILE: '1g.10gb' });
const replica = (vgpu: string) => card('1', 60, 0, { vgpu });

describe('a container that asks for one device', () => {
  test('and is told to be on two for long is sure of neither', () => {
    expect(attributions([card('1', 60), card('2', 60)])).toEqual(['unknown', 'unknown']);
    expect(attributions([card('1', 60), card('2', 10, 30)])).toEqual(['unknown', 'unknown']);
  });

  test('and starts anew on another has one after the other, the last value of the first told on', () => {
    expect(attributions([card('1', 60), card('2', 60, 55)])).toEqual(['exact', 'exact']);
  });

  test('is not that which another pod of its name had, before it came', () => {
    const since = 60 * 60;
    expect(attributions([card('1', 64), card('2', 120)], { since })).toEqual(['exact', 'exact']);
  });

  test('is sure of it where it is an instance, and not of two of one card', () => {
    expect(attributions([part('7')])).toEqual(['exact']);
    expect(attributions([part('7'), part('8')])).toEqual(['unknown', 'unknown']);
  });

  test('is on one, however many replicas of it there are', () => {
    expect(attributions([replica('0'), replica('1')], {}, turns)).toEqual(['duplicated']);
  });
});

test('one that asks for two, or of which nobody knows, is told of two', () => {
  const both = [card('1', 60), card('2', 60)];
  expect(attributions(both, { devices: 2 })).toEqual(['exact', 'exact']);
  const { devices: _, ...unknown } = holder;
  const facts = { ...alone, holders: [unknown] };
  expect(measuredBy('dcgm', seen({ [FB_USED]: both }), facts)).toMatchObject([
    { attribution: 'exact' },
    { attribution: 'exact' },
  ]);
});

test('how many it is told of, and asks for, is kept; but where there was another doubt, that', () => {
  const both = seen({ [FB_USED]: [card('1', 60), card('2', 60)] });
  const causes = (facts: Facts) => measuredBy('dcgm', both, facts).map(({ doubt }) => doubt);
  const { node: _, ...who } = holder;
  const surplus = { of: 'surplus', ...who, devices: 2, asked: 1 };
  expect(causes({ ...alone, holders: [holder] })).toEqual([surplus, surplus]);
  const silent = { ...holder, pod: 'b' };
  expect(causes({ ...alone, holders: [holder, silent] })).toMatchObject([
    { of: 'neighbour', node: 'n' },
    { of: 'neighbour', node: 'n' },
  ]);
});
