/** Whether an exporter tells of this cluster's hosts at all. */
import { describe, expect, test } from '@jest/globals';
import { on, device, series } from '../testing/dcgm.ts';
import { dcgm } from './dcgm.ts';
import { strangersIn } from './strangers.ts';

const nodes = (...names: readonly string[]) => new Map(names.map((name) => [name, {}]));
const from = (...hosts: readonly string[]) =>
  hosts.map((Hostname) => series(on('a', { ...device, Hostname }), [900]));

describe('hosts that an exporter names', () => {
  test('are strangers where none of them is a node', () => {
    expect(strangersIn(dcgm, from('gpu-a', 'gpu-b', 'gpu-a'), nodes('node-x', 'node-y'))).toEqual(
      new Set(['gpu-a', 'gpu-b']),
    );
  });

  test.each([
    ['by its name', 'node-x', 'node-x'],
    ['in full', 'node-x.example.com', 'node-x'],
    ['in short', 'node-x', 'node-x.example.com'],
  ])('are known where one is a node, %s', (_, host, node) => {
    expect(strangersIn(dcgm, from('gpu-a', host), nodes(node, 'node-y'))).toBe('known');
  });

  test('are nobody’s to judge where no node is seen, and none where none is named', () => {
    expect(strangersIn(dcgm, from('gpu-a'), nodes())).toBe('known');
    const { Hostname: _, ...nameless } = device;
    expect(strangersIn(dcgm, [series(nameless, [900])], nodes('node-x'))).toEqual(new Set());
  });
});
