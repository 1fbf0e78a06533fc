import { expect, test } from '@jest/globals';
import { progressBar } from './progress.ts';

const screen = (isTTY: boolean) => {
  const written: string[] = [];
  return { written, to: { isTTY, write: (text: string) => written.push(text) } };
};

test('a terminal is shown one line that grows, and keeps nothing of it', () => {
  const { written, to } = screen(true);
  const bar = progressBar(to);
  for (const [done, total] of [
    [0, 4],
    [2, 4],
    [2, 4],
    [4, 4],
  ] as const)
    bar.shows(done, total);
  bar.gone();
  bar.gone();
  expect(written).toEqual([
    expect.stringMatching(/░ 0 of 4 questions$/),
    `\r\u001b[K${'█'.repeat(15)}${'░'.repeat(15)} 2 of 4 questions`,
    expect.stringMatching(/█{30} 4 of 4/),
    '\r\u001b[K',
  ]);
});

test('a log is shown none of it', () => {
  const { written, to } = screen(false);
  const bar = progressBar(to);
  bar.shows(1, 2);
  bar.gone();
  expect(written).toEqual([]);
});
