import { expect, test } from '@jest/globals';
import { keptByContainer } from './pod.ts';
import { keptByRun } from './kept.ts';
import { plain } from './testing/pods.ts';

test('each is asked once, whoever is asked in between, and each question for itself', () => {
  const asked: string[] = [];
  const length = keptByRun((run) => asked.push(`length of ${run.join(' ')}`) && run.length);
  const first = keptByRun((run) => asked.push(`first of ${run.join(' ')}`) && run[0]);
  const [long, short, none] = [['a', 'b'], ['c'], []];
  const told = () => [long, short, none].flatMap((run) => [length(run), first(run)]);
  expect([told(), told()]).toEqual([
    [2, 'a', 1, 'c', 0, undefined],
    [2, 'a', 1, 'c', 0, undefined],
  ]);
  expect(asked).toEqual(['a b', 'c', ''].flatMap((run) => [`length of ${run}`, `first of ${run}`]));
});

test('those that look alike are not one, for one may be patched', () => {
  const name = keptByContainer(({ image }) => image);
  expect([plain('a', { image: 'x' }), plain('a', { image: 'y' })].map(name)).toEqual(['x', 'y']);
});

test('an answer may need that of another, and is kept for the one that was asked of', () => {
  const inner = keptByContainer(({ args = [] }) => args.length);
  const [one, other] = [plain('a', { args: ['z'] }), plain('b', { args: ['x', 'y'] })];
  const asked: string[] = [];
  const outer = keptByContainer((of) => {
    asked.push(of.name);
    // Whoever was asked of last is not the one that this is an answer of.
    return [of, other].map(inner);
  });
  const told = () => [outer(one), inner(one), outer(other)];
  expect([told(), told()]).toEqual([
    [[1, 2], 1, [2, 2]],
    [[1, 2], 1, [2, 2]],
  ]);
  expect(asked).toEqual(['a', 'b']);
});
