import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compile } from '../policy/compile.ts';
import { readFiles, sameTexts, textsNow } from './read-files.ts';

const before = process.cwd();
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'tranche-read-')));
});

afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

const at = (...parts: string[]): string => join(folder, ...parts);

const quota = (name: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: ${name} }\nspec: { namespaces: [${name}] }\n`;

const world = (...include: string[]): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: World\nspec: { include: [${include.join(', ')}] }\n`;

describe('one file is read once', () => {
  test('though one path is absolute and one relative', () => {
    writeFileSync(at('a.yaml'), quota('a'));
    const read = readFiles([at('a.yaml'), relative(process.cwd(), at('a.yaml'))]);
    expect(read.documents).toHaveLength(1);
    expect(compile(read.documents)).toMatchObject({ ok: true });
  });

  test('though it is named and a World includes it by another path', () => {
    mkdirSync(at('cases'));
    writeFileSync(at('a.yaml'), quota('a'));
    writeFileSync(at('cases', 'world.yaml'), world('../a.yaml'));
    process.chdir(folder);
    const read = readFiles([at('a.yaml'), 'cases/world.yaml']);
    expect(read.documents.map(({ name }) => name)).toEqual(['a', 'world']);
  });

  test('though one path goes through a link', () => {
    mkdirSync(at('real'));
    writeFileSync(at('real', 'a.yaml'), quota('a'));
    symlinkSync('real', at('link'));
    expect(readFiles([at('real'), at('link', 'a.yaml')]).documents).toHaveLength(1);
  });

  test('and so is a pipe, which is nowhere in the file system', () => {
    writeFileSync(at('a.yaml'), quota('a'));
    const script = `import { readFiles } from ${JSON.stringify(new URL('read-files.ts', import.meta.url).href)};
      process.stdout.write(readFiles([process.argv[1]]).documents[0].name)`;
    const command = `cat ${at('a.yaml')} | '${process.execPath}' --no-warnings --input-type=module -e "$0" /dev/stdin`;
    const ran = spawnSync('bash', ['-c', command, script], { encoding: 'utf8' });
    expect(ran.stdout).toBe('a');
  });

  test('and the later look has it under the same name', () => {
    mkdirSync(at('real'));
    writeFileSync(at('real', 'a.yaml'), quota('a'));
    writeFileSync(at('real', 'world.yaml'), world('../link/a.yaml', '../b.yaml'));
    writeFileSync(at('b.yaml'), quota('b'));
    symlinkSync('real', at('link'));
    const paths = [at('link', 'world.yaml'), at('real')];
    const { texts } = readFiles(paths);
    expect(sameTexts(textsNow(paths, texts.keys()), texts)).toBe(true);
  });
});

describe('a folder in the folder', () => {
  test('is read for its policies, and for nothing else that lies there', () => {
    mkdirSync(at('speech', 'tests'), { recursive: true });
    mkdirSync(at('node_modules', 'x'), { recursive: true });
    mkdirSync(at('.git'));
    writeFileSync(at('a.yaml'), quota('a'));
    writeFileSync(at('speech', 'b.yaml'), quota('b'));
    writeFileSync(at('speech', 'tests', 'pod.yaml'), 'apiVersion: v1\nkind: Pod\n');
    for (const other of [
      ['speech', 'c.test.yaml'],
      ['node_modules', 'x', 'd.yaml'],
      ['.git', 'e.yaml'],
    ])
      writeFileSync(at(...other), quota('no'));
    symlinkSync('..', at('speech', 'round'));
    expect(readFiles([folder]).documents.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('of a mounted ConfigMap is what its links lead to, each once', () => {
    mkdirSync(at('..2026_11_22', 'speech'), { recursive: true });
    writeFileSync(at('..2026_11_22', 'a.yaml'), quota('a'));
    writeFileSync(at('..2026_11_22', 'speech', 'b.yaml'), quota('b'));
    symlinkSync('..2026_11_22', at('..data'));
    symlinkSync('..data/a.yaml', at('a.yaml'));
    symlinkSync('..data/speech', at('speech'));
    const { texts, documents } = readFiles([folder]);
    expect(documents.map(({ name }) => name)).toEqual(['a', 'b']);
    expect([...texts.keys()]).toEqual([at('a.yaml'), at('speech', 'b.yaml')]);
  });
});

const namesOf = (...paths: string[]) => readFiles(paths).faults.map(({ file }) => file);

describe('faults name a file', () => {
  test('from the working directory where it is inside', () => {
    writeFileSync(at('a.yaml'), 'kind: 3\n');
    process.chdir(folder);
    expect(namesOf(at('a.yaml'))).toEqual(['a.yaml']);
    expect(namesOf('./a.yaml')).toEqual(['a.yaml']);
    expect(namesOf('.')).toEqual(['a.yaml']);
  });

  test('else as it was written', () => {
    mkdirSync(at('inner'));
    writeFileSync(at('a.yaml'), 'kind: 3\n');
    process.chdir(at('inner'));
    expect(namesOf('../a.yaml')).toEqual(['../a.yaml']);
    expect(namesOf(at('a.yaml'))).toEqual([at('a.yaml')]);
  });

  test('whole where the working directory is that of everything', () => {
    writeFileSync(at('a.yaml'), 'kind: 3\n');
    process.chdir('/');
    expect(namesOf(at('a.yaml'))).toEqual([at('a.yaml')]);
  });

  test('by the link, not by what it leads to', () => {
    mkdirSync(at('..v1'));
    writeFileSync(at('..v1', 'a.yaml'), 'kind: 3\n');
    symlinkSync(join('..v1', 'a.yaml'), at('a.yaml'));
    expect(namesOf(folder)).toEqual([at('a.yaml')]);
  });
});
