/**
 * What the page has typed needs a cluster, a registry or an image, so none of it is run here: every word
 * is held against the help of the program that it is for, each file against this folder, and what helm is
 * told to set against the chart, which helm renders with it. The rights, objects and answers that the page
 * speaks of are tried end to end (manifests/e2e, e2e/product).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { root } from '../webhook/commands/ran.ts';
import {
  commandsIn,
  faultsIn,
  fenced,
  lines,
  toolAt,
  type Words,
} from '../webhook/commands/typed.ts';

const page = readFileSync(join(root, 'manifests/README.md'), 'utf8');

/** The page makes itself a command for a long one. */
const KEPT = ['tranche', 'policies'];
const whole = (words: Words): Words => (words[0] === 'kept' ? [...KEPT, ...words.slice(1)] : words);

const typed = fenced(page, 'sh').flatMap(lines);
const ofHelm = typed.flatMap(commandsIn).filter(([program]) => program === 'helm');

describe('what the page has typed', () => {
  test.each(typed)('%s', (line) => {
    const commands = commandsIn(line).map(whole);
    expect(commands.flatMap(faultsIn)).toEqual([]);
    const files = commands.flat().filter((word) => word.startsWith('manifests/'));
    for (const file of files) expect([file, existsSync(join(root, file))]).toEqual([file, true]);
  });

  test('is of programs that are looked at', () => {
    const others = typed
      .flatMap(commandsIn)
      .map(whole)
      .map(([program]) => program)
      .filter((program) => !/^(helm|kubectl|make|node|npx|tranche)$/.test(program ?? ''));
    expect(new Set(others)).toEqual(new Set(['base64', 'docker', 'grep']));
  });
});

const folder = mkdtempSync(join(tmpdir(), 'tranche-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SETS = new Set(['--set', '--set-file', '-f']);

/** A release that is there or is to be: what is set in it, and not how it comes to be there. */
const settings = (words: Words): string[] =>
  words.flatMap((word, i) => (SETS.has(word) ? [word, words[i + 1] ?? ''] : []));

describe('what helm is told to set, the chart takes', () => {
  const helm = toolAt('helm');
  /** It is built for the tests that need a cluster. */
  const here = helm === undefined ? test.skip : test;
  const files = { 'mine.yaml': 'documents:', 'profiler.yaml': 'profiler:' };
  for (const [name, begins] of Object.entries(files)) {
    const text = fenced(page, 'yaml').find((one) => one.startsWith(begins)) ?? '';
    writeFileSync(join(folder, name), text);
  }
  const chart = join(root, 'manifests/chart');

  here.each(ofHelm.map((words) => [settings(words).join(' '), words] as const))(
    '%s',
    (_, words) => {
      const told = ['template', 'tranche', chart, '-n', 'tranche-system', ...settings(words)];
      const { status, stderr } = spawnSync(String(helm), told, { cwd: folder, encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    },
  );

  here('and would not take anything', () => {
    const told = ['template', 'tranche', chart, '--set', 'newz.enabled=false'];
    expect(spawnSync(String(helm), told, { encoding: 'utf8' }).status).not.toBe(0);
  });
});

test('what it has typed between its blocks is known to the programs that it names', () => {
  const words = page
    .replaceAll(/^```[^]*?^```$/gm, '')
    .matchAll(/`((?:npx )?tranche [^`]+|kubectl tranche [^`]+|make [^`]+)`/g);
  const inText = [...words].map(([, text = '']) => text).filter((text) => !/[…<]/.test(text));
  expect(inText.length).toBeGreaterThan(3);
  expect(inText.flatMap(commandsIn).flatMap(faultsIn)).toEqual([]);
});
