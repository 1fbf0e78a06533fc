import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ownFile } from './own-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-own-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('a file that is written', () => {
  test('is its owner’s to read, also where everybody could read the one before', () => {
    const path = join(folder, 'prod.yaml');
    writeFileSync(path, 'old');
    chmodSync(path, 0o644);
    ownFile(path, 'new');
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['new', 0o600]);
    expect(readdirSync(folder)).toEqual(['prod.yaml']);
  });

  test('is put where a link leads, and the link stays', () => {
    const [path, link] = [join(folder, 'real.yaml'), join(folder, 'link.yaml')];
    writeFileSync(path, 'old');
    symlinkSync(path, link);
    ownFile(link, 'new');
    expect([readFileSync(path, 'utf8'), readFileSync(link, 'utf8')]).toEqual(['new', 'new']);
  });

  test('that cannot be leaves nothing', () => {
    expect(() => ownFile(join(folder, 'nowhere', 'x.yaml'), 'new')).toThrow(/ENOENT/);
    expect(readdirSync(folder).filter((name) => name.endsWith('.half'))).toEqual([]);
  });

  test('to what is no file goes through it', () => {
    expect(() => ownFile('/dev/null', 'new')).not.toThrow();
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

test('where it cannot be written, the file that was named is named', () => {
  expect(() => {
    ownFile('/nowhere/prod.yaml', 'x');
  }).toThrow("ENOENT: no such file or directory, open '/nowhere/prod.yaml'");
});
