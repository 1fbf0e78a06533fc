import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { interner, textInterner } from './intern.ts';

test('what is equal is one object', () => {
  const one = interner<{ readonly a: number }>();
  const first = one({ a: 1 });
  expect(one({ a: 1 })).toBe(first);
  expect(one({ a: 2 })).not.toBe(first);
});

test('what is asked for now and then stays, however much comes by that is not', () => {
  const one = interner<{ readonly a: string }>();
  const first = one({ a: 'kept' });
  for (let i = 0; i < 50_000; i++) {
    one({ a: String(i) });
    if (i % 1_000 === 0) expect(one({ a: 'kept' })).toBe(first);
  }
});

test('what nobody holds any more is not held here', async () => {
  setFlagsFromString('--expose_gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('it can be asked for');
  const one = interner<{ readonly a: string }>();
  const held = one({ a: 'held' });
  const dropped = Array.from({ length: 100 }, (_, i) => new WeakRef(one({ a: String(i) })));
  // Whatever was looked at through a weak reference is held until the turn ends.
  await sleep(1);
  collect();
  expect(dropped.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(10);
  expect(one({ a: 'held' })).toBe(held);
});

test('a text is itself', () => {
  const one = textInterner(2);
  expect(['a', 'b', 'c', 'a', ''].map(one)).toEqual(['a', 'b', 'c', 'a', '']);
});
