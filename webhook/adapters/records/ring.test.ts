import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
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
const modeOf = (path: string): number => statSync(path).mode & 0o777;
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

  test('holds no more than it may however often it starts again', async () => {
    for (let start = 0; start < 40; start++) {
      const lines = ring({ folder, mostBytes: 8_000, tell });
      for (let i = 0; i < 90; i++) lines.add(`line 000${i}`);
      await lines.idle();
      expect(sizeOf()).toBeLessThanOrEqual(8_000);
    }
    expect(linesIn().length).toBeGreaterThan(300);
  });

  test('is smaller from the start where it may hold less than before', async () => {
    const before = ring({ folder, mostBytes: 80_000, tell });
    for (let i = 0; i < 6_000; i++) before.add(`line ${i}`);
    await before.idle();
    ring({ folder, mostBytes: 8_000, tell });
    expect(sizeOf()).toBeLessThanOrEqual(7_000);
  });

  test('drops and counts a line that has no place in a file', async () => {
    const lines = ring({ folder, mostBytes: 8_000, tell });
    lines.add('before');
    lines.add('x'.repeat(1_000));
    lines.add('behind');
    await lines.idle();
    expect(linesIn()).toEqual(['before', 'behind']);
    expect(lines.dropped()).toBe(1);
  });

  test('drops and counts what comes faster than the disk takes it', async () => {
    const lines = ring({ folder, mostBytes: 10_000_000, tell });
    for (let i = 0; i < 10_010; i++) lines.add('x');
    expect(lines.dropped()).toBe(10);
    await lines.idle();
    expect(linesIn()).toHaveLength(10_000);
  });

  test('is its owner’s to read, and nobody else’s', async () => {
    const own = join(folder, 'own');
    const lines = ring({ folder: own, mostBytes: 8_000, tell });
    lines.add('line');
    await lines.idle();
    expect(modeOf(own)).toBe(0o700);
    expect(filesIn(own).map((file) => modeOf(join(own, file)))).toEqual([0o600]);
  });

  test('is so in a folder that others may look into, too', async () => {
    const open = join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o755);
    const lines = ring({ folder: open, mostBytes: 8_000, tell });
    lines.add('line');
    await lines.idle();
    expect(filesIn(open).map((file) => modeOf(join(open, file)))).toEqual([0o600]);
    expect(modeOf(open)).toBe(0o755);
  });

  test('that cannot have its folder says who asked for it', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => ring({ folder: file, mostBytes: 8_000, tell })).toThrow(
      `--record ${file}: cannot be made a folder (EEXIST`,
    );
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
