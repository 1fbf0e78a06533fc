import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { watchFiles, type WatchedFiles } from './files.ts';
import { readFiles, type FilesRead } from './read-files.ts';

let folder: string;
let files: WatchedFiles | undefined;
let reads: FilesRead[];
let told: string[];

beforeEach(() => {
  // By a clock that the test winds: a busy machine may let a moment pass in the middle of a file.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'] });
  folder = mkdtempSync(join(tmpdir(), 'tranche-files-'));
  reads = [];
  told = [];
});

afterEach(() => {
  files?.stop();
  files = undefined;
  jest.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

const quota = (name: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: ${name} }\nspec: { namespaces: [${name}] }\n`;

const world = (...include: string[]): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: World\nspec: { include: [${include.join(', ')}] }\n`;

const at = (...parts: string[]): string => join(folder, ...parts);
const names = (read: FilesRead | undefined) => read?.documents.map(({ name }) => name).join(' ');

function start(pollMs = 60_000, paths = [folder]): void {
  files = watchFiles({
    paths,
    changed: (read) => reads.push(read),
    tell: (event) => told.push(event),
    settleMs: 30,
    pollMs,
  });
  files.start();
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > deadline)
      throw new Error(`never came: ${what}; read ${reads.map(names).join(' | ')}`);
    await pass(5);
  }
}

/** What the file system tells comes when it comes; how long ago it was is ours to say. */
async function pass(ms: number): Promise<void> {
  await sleep(1);
  await jest.advanceTimersByTimeAsync(ms);
}

describe('a folder', () => {
  test('is its YAML files by name, and nothing else in it', () => {
    for (const name of ['b.yaml', 'a.yml', 'notes.md', '.hidden.yaml', 'c.yaml~'])
      writeFileSync(at(name), quota(name[0] ?? 'x'));
    mkdirSync(at('deeper.yaml'));
    expect(names(readFiles([folder]))).toBe('a b');
  });

  test('that is not there is an outage, not an empty set', () => {
    expect(() => readFiles([at('nowhere')])).toThrow('ENOENT');
  });
});

describe('what a World includes', () => {
  test('is found from the file that includes it', () => {
    mkdirSync(at('cases'));
    mkdirSync(at('shared'));
    writeFileSync(at('shared', 'a.yaml'), quota('a'));
    writeFileSync(at('shared', 'b.yaml'), quota('b'));
    writeFileSync(at('cases', 'world.yaml'), world('../shared'));
    const read = readFiles([at('cases', 'world.yaml')]);
    expect(names(read)).toBe('world a b');
    expect(read.texts.get(at('shared', 'a.yaml'))).toBe(quota('a'));
  });

  test('may include in a circle', () => {
    writeFileSync(at('world.yaml'), world('other.yaml'));
    writeFileSync(at('other.yaml'), world('world.yaml'));
    expect(readFiles([at('world.yaml')]).faults).toEqual([]);
  });

  test('and cannot be read is a fault of the line that asks for it', () => {
    writeFileSync(at('world.yaml'), world('gone.yaml'));
    expect(readFiles([at('world.yaml')]).faults).toMatchObject([
      { file: at('world.yaml'), line: 3, says: 'cannot be read: there is no such file' },
    ]);
  });
});

describe('a folder that changes', () => {
  test('is read at once, and again when a file is written', async () => {
    writeFileSync(at('a.yaml'), quota('a'));
    start();
    expect(reads.map(names)).toEqual(['a']);
    writeFileSync(at('b.yaml'), quota('b'));
    await until('the second', () => names(reads.at(-1)) === 'a b');
    unlinkSync(at('a.yaml'));
    await until('its end', () => names(reads.at(-1)) === 'b');
  });

  test('is read again when a folder comes into it, with policies or without', async () => {
    writeFileSync(at('a.yaml'), quota('a'));
    start();
    mkdirSync(at('speech'));
    await pass(100);
    writeFileSync(at('speech', 'b.yaml'), quota('b'));
    await until('the folder', () => names(reads.at(-1)) === 'a b');
    writeFileSync(at('speech', 'b.yaml'), quota('c'));
    await until('its edit', () => names(reads.at(-1)) === 'a c');
    rmSync(at('speech'), { recursive: true });
    await until('its end', () => names(reads.at(-1)) === 'a');
    expect(told).toEqual([]);
  });

  test('is not read half-written', async () => {
    writeFileSync(at('a.yaml'), quota('a'));
    start();
    const text = `${quota('b')}---\n${quota('c')}`;
    writeFileSync(at('a.yaml'), '');
    for (const letters of text.match(/[^]{1,12}/g) ?? []) {
      appendFileSync(at('a.yaml'), letters);
      await pass(5);
    }
    await until('the whole', () => names(reads.at(-1)) === 'b c');
    expect(reads.map(names)).toEqual(['a', 'b c']);
  });

  test('is not taken at the first look that sees something else', () => {
    writeFileSync(at('a.yaml'), quota('a'));
    start(20);
    writeFileSync(at('a.yaml'), quota('b'));
    // No word of the file system comes in between: one look, and the rest is written.
    jest.advanceTimersByTime(20);
    writeFileSync(at('a.yaml'), `${quota('b')}---\n${quota('c')}`);
    jest.advanceTimersByTime(100);
    expect(reads.map(names)).toEqual(['a', 'b c']);
  });

  test('is not told of when it only looks changed', async () => {
    writeFileSync(at('a.yaml'), quota('a'));
    start(20);
    writeFileSync(at('a.yaml'), quota('a'));
    for (let i = 0; i < 40; i++) await pass(5);
    expect(reads).toHaveLength(1);
  });

  test('that kubelet swaps is read whole, old or new', async () => {
    const version = (name: string, ...teams: string[]) => {
      mkdirSync(at(name));
      for (const [i, team] of teams.entries()) writeFileSync(at(name, `${i}.yaml`), quota(team));
    };
    version('..v1', 'a', 'b');
    symlinkSync('..v1', at('..data'));
    for (const i of [0, 1]) symlinkSync(join('..data', `${i}.yaml`), at(`${i}.yaml`));
    start();
    expect(reads.map(names)).toEqual(['a b']);
    version('..v2', 'c', 'd');
    symlinkSync('..v2', at('..tmp'));
    renameSync(at('..tmp'), at('..data'));
    await until('the new version', () => names(reads.at(-1)) === 'c d');
    expect(reads.map(names)).toEqual(['a b', 'c d']);
  });

  test('that kubelet swaps while it is read is read again, not half of each', async () => {
    for (const [version, teams] of [
      ['..v1', ['a', 'b']],
      ['..v2', ['c', 'd']],
    ] as const) {
      mkdirSync(at(version));
      for (const [i, team] of teams.entries()) writeFileSync(at(version, `${i}.yaml`), quota(team));
    }
    symlinkSync('..v1', at('..data'));
    for (const i of [0, 1]) symlinkSync(join('..data', `${i}.yaml`), at(`${i}.yaml`));
    // Whoever reads the first file waits there until somebody has turned the link.
    renameSync(at('..v1', '0.yaml'), at('text'));
    execFileSync('mkfifo', [at('..v1', '0.yaml')]);
    const turn = 'exec 3>..v1/0.yaml; ln -sfn ..v2 ..data; cat text >&3';
    const kubelet = spawn('sh', ['-c', turn], { cwd: folder });
    const gone = once(kubelet, 'exit');
    start();
    expect(reads.map(names)).toEqual(['c d']);
    await gone;
  });

  test('that nobody tells of is found by looking', async () => {
    mkdirSync(at('inner'));
    writeFileSync(at('inner', 'a.yaml'), quota('a'));
    symlinkSync('inner', at('link'));
    start(20, [at('link')]);
    mkdirSync(at('other'));
    writeFileSync(at('other', 'b.yaml'), quota('b'));
    unlinkSync(at('link'));
    symlinkSync('other', at('link'));
    await until('the other', () => names(reads.at(-1)) === 'b');
  });

  test('that is gone for a moment takes nothing down', async () => {
    mkdirSync(at('policies'));
    writeFileSync(at('policies', 'a.yaml'), quota('a'));
    start(20, [at('policies')]);
    rmSync(at('policies'), { recursive: true });
    await until('a word of it', () => told.length > 0);
    expect(reads.map(names)).toEqual(['a']);
    mkdirSync(at('policies'));
    writeFileSync(at('policies', 'b.yaml'), quota('b'));
    await until('its return', () => names(reads.at(-1)) === 'b');
  });

  test('that was never there is told of once, and says so for as long as it lasts', async () => {
    start(20, [at('policies.yaml')]);
    // Ten looks at where it should be.
    await pass(200);
    expect(told).toEqual(['policy-files-unreadable']);
    expect(files?.unread()).toBe(`ENOENT: no such file or directory, '${at('policies.yaml')}'`);
    writeFileSync(at('policies.yaml'), quota('a'));
    await until('its coming', () => names(reads.at(-1)) === 'a');
    expect(files?.unread()).toBe('read');
  });

  test('a file that is named is watched through a rename over it', async () => {
    writeFileSync(at('a.yaml'), quota('a'));
    start(60_000, [at('a.yaml')]);
    writeFileSync(at('new'), quota('b'));
    renameSync(at('new'), at('a.yaml'));
    await until('the new one', () => names(reads.at(-1)) === 'b');
  });
});
