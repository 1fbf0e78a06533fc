import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { filesIn, ring } from './ring.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tranche-ring-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tell = () => undefined;
const linesIn = (): string[] =>
  filesIn(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'));
const sizeOf = (): number =>
  filesIn(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);

describe('a ring of lines', () => {
  test('keeps them in the order they came', async () => {
    const lines = ring({ folder, mostBytes: 100_000, tell });
    for (let i = 0; i < 100; i++) lines.add(`line ${i}`);
    await lines.idle();
    expect(linesIn()).toEqual(Array.from({ length: 100 }, (_, i) => `line ${i}`));
  });

  test('never holds more than it may, and what it holds is the newest', async () => {
    const lines = ring({ folder, mostBytes: 8_000, tell });
    for (let i = 0; i < 2_000; i++) {
      lines.add(`line ${i}`);
      if (i % 100 === 0) {
        await lines.idle();
        expect(sizeOf()).toBeLessThanOrEqual(8_000);
      }
    }
    await lines.idle();
    const kept = linesIn();
    expect(kept.at(-1)).toBe('line 1999');
    expect(kept.length).toBeGreaterThan(300);
    expect(kept).toEqual(
      Array.from({ length: kept.length }, (_, i) => `line ${2_000 - kept.length + i}`),
    );
  });

  test('goes on after a restart without touching what ends in half a line', async () => {
    writeFileSync(join(folder, 'records-00000007.ndjson'), 'whole\nhal');
    const lines = ring({ folder, mostBytes: 8_000, tell });
    lines.add('next');
    await lines.idle();
    expect(filesIn(folder)).toEqual(['records-00000007.ndjson', 'records-00000008.ndjson']);
    expect(linesIn()).toEqual(['whole', 'hal', 'next']);
  });

  test('a disk that takes nothing costs the lines and is told of', async () => {
    const told: string[] = [];
    const lines = ring({ folder, mostBytes: 8_000, tell: (event) => told.push(event) });
    rmSync(folder, { recursive: true });
    lines.add('lost');
    await lines.idle();
    expect(told).toEqual(['records-unwritable']);
  });
});
