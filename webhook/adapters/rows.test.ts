import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Pod } from '../core/pod.ts';
import { Rows, type Alike } from './rows.ts';

const pods: readonly Pod[] = ['a', 'b', 'c'].map((name) => ({
  metadata: { name },
  spec: { containers: [] },
}));

const replica = (ordinal: number) => ({ kind: 'StatefulSet' as const, name: 'asr', ordinal });

const change = fc.record({
  pod: fc.constantFrom(...pods),
  node: fc.constantFrom('', 'n1', 'n2'),
  numbered: fc.constantFrom('none' as const, replica(0), replica(1)),
  count: fc.constantFrom(1, 1, -1),
});

const told = (rows: readonly Alike[]): string[] =>
  rows
    .map(({ pod, node, numbered, count }) => {
      const which = numbered === 'none' ? '' : ` ${numbered.ordinal}`;
      return `${count} of ${pod.metadata.name}${which} on ${node}`;
    })
    .toSorted();

describe('the rows of a group', () => {
  test('are one for each look and node with pods on it, however pods come and go', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60, size: 'max' }), (changes) => {
        const rows = new Rows();
        const plainly = new Map<string, Alike>();
        for (const one of changes) {
          const key = JSON.stringify([one.pod, one.node, one.numbered]);
          const count = (plainly.get(key)?.count ?? 0) + one.count;
          if (count > 0) plainly.set(key, { ...one, count });
          else plainly.delete(key);
          rows.count(one);
          expect(told(rows.copy())).toEqual(told([...plainly.values()]));
        }
      }),
    );
  });

  test('are found when they are many, and when few are left of them', () => {
    const [pod = { metadata: {}, spec: { containers: [] } }] = pods;
    const on = (count: number) => (at: number) =>
      ({ pod, node: `n${at}`, numbered: 'none', count }) as const;
    const all = Array.from({ length: 100 }, (_, at) => at);
    const rows = new Rows();
    for (const row of all.map(on(1))) rows.count(row);
    const again = new Rows(rows.copy());
    for (const row of all.map(on(1))) again.count(row);
    expect(told(again.copy())).toEqual(told(all.map(on(2))));
    for (const row of all.slice(3).map(on(-2))) again.count(row);
    again.count(on(1)(1));
    expect(told(again.copy())).toEqual(['2 of a on n0', '2 of a on n2', '3 of a on n1']);
    expect(told(rows.copy())).toEqual(told(all.map(on(1))));
  });

  test('that were copied stay as they were', () => {
    const rows = new Rows();
    const [pod = { metadata: {}, spec: { containers: [] } }] = pods;
    rows.count({ pod, node: 'n1', numbered: 'none', count: 1 });
    const before = rows.copy();
    rows.count({ pod, node: 'n1', numbered: 'none', count: 1 });
    rows.count({ pod, node: 'n2', numbered: 'none', count: 1 });
    expect([told(before), told(rows.copy())]).toEqual([
      ['1 of a on n1'],
      ['1 of a on n2', '2 of a on n1'],
    ]);
  });
});
