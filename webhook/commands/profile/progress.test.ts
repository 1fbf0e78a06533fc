import { expect, test } from '@jest/globals';
import { progressBar } from './progress.ts';

const screen = (isTTY: boolean) => {
  const written: string[] = [];
  return { written, to: { isTTY, write: (text: string) => written.push(text) } };
};

test('a terminal is shown one line that grows, and keeps nothing of it', () => {
  const { written, to } = screen(true);
  const bar = progressBar(to);
  for (const part of [0, 0.5, 0.5, 0.504, 1]) bar.shows(part);
  bar.gone();
  bar.gone();
  expect(written).toEqual([
    `\r\u001b[K${'░'.repeat(30)} 0 % read`,
    `\r\u001b[K${'█'.repeat(15)}${'░'.repeat(15)} 50 % read`,
    expect.stringMatching(/█{30} 100 % read$/),
    '\r\u001b[K',
  ]);
});

test('a log is shown none of it', () => {
  const { written, to } = screen(false);
  const bar = progressBar(to);
  bar.shows(0.5);
  bar.gone();
  expect(written).toEqual([]);
});
