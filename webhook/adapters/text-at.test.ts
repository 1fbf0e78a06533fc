import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { readFiles } from './read-files.ts';
import { SNAPSHOT_BYTES, textAt } from './text-at.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-text-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, bytes: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const WORLD = 'apiVersion: tranche.dev/v1alpha1\nkind: World\nspec: { cluster: prod }\n';

test('a file is its text, compressed or not, by whatever name', () => {
  expect(textAt(file('plain.yaml', WORLD))).toBe(WORLD);
  expect(textAt(file('snapshot.yaml.gz', gzipSync(WORLD)))).toBe(WORLD);
  expect(textAt(file('pipe', gzipSync(WORLD)))).toBe(WORLD);
  expect(textAt(file('empty', ''))).toBe('');
});

test('a compressed one is read as documents, with places in its text', () => {
  const path = file('world.yaml.gz', gzipSync(WORLD.replace('cluster: prod', 'clutser: prod')));
  const { documents, faults } = readFiles([path]);
  expect(documents).toEqual([]);
  expect(faults).toMatchObject([{ file: path, line: 3 }]);
});

test('one that was cut off is said to be, with its path', () => {
  const half = file('half.yaml.gz', gzipSync(WORLD).subarray(0, 30));
  expect(() => textAt(half)).toThrow(/^it begins as gzip does, and is not whole/);
  try {
    textAt(half);
  } catch (fault) {
    expect(fault).toMatchObject({ path: half });
  }
});

test('a few bytes that stand for more than a snapshot may be are not unpacked', () => {
  const bomb = file('bomb.yaml.gz', gzipSync(Buffer.alloc(SNAPSHOT_BYTES + 1), { level: 1 }));
  expect(() => textAt(bomb)).toThrow('it holds more than 256 MiB');
});
