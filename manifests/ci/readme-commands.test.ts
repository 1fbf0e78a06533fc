/**
 * What the page has people type: the hook's command is run with the arguments that the page gives it, in a
 * folder as the page has it. Of the rest each word is held against the help of the program: what it does
 * is tried elsewhere (action.test.ts, gitlab.test.ts, webhook/packed.test.ts, webhook/link.test.ts), and a
 * second build would pull the program from under other tests.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { tranche } from '../../webhook/commands/ran.ts';
import { sampleWorkloads } from '../../webhook/commands/paths.ts';
import { sampleCluster } from '../../webhook/commands/sample-cluster.fixture.ts';
import { commandsIn, faultsIn, fenced } from '../../webhook/commands/typed.ts';
import { root } from './ran.ts';

const page = readFileSync(join(root, 'manifests/ci/README.md'), 'utf8');
const typed = [
  ...page
    .replaceAll(/^```[^]*?^```$/gm, '')
    .matchAll(/`((?:npx |kubectl )?tranche [^`]+|make [^`]+)`/g),
].map(([, text = '']) => text);

describe('what the page types', () => {
  test.each(typed)('%s', (text) => {
    expect(commandsIn(text).flatMap(faultsIn)).toEqual([]);
  });

  test('is found there', () => {
    expect(typed.length).toBeGreaterThan(3);
  });
});

describe('the hook', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-hook-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['deploy', 'clusters']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'clusters/prod.yaml'), sampleCluster());
  const whisper = join(sampleWorkloads, '01-whisper.yaml');
  cpSync(whisper, join(folder, 'deploy/a.yaml'));

  test('runs as it is offered, with the arguments of the page', () => {
    const offered = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as {
      id: string;
      entry: string;
    }[];
    const [hook] = fenced(page, 'yaml')
      .filter((text) => text.includes('repos:'))
      .map((text) => parse(text))
      .flatMap((block) => block.repos?.[0]?.hooks ?? []);
    const entry = offered.find(({ id }) => id === hook.id)?.entry ?? '';
    const [program, ...words] = entry.split(' ');
    expect(program).toBe('tranche');
    const { status, stderr } = tranche([...words, ...hook.args, 'deploy/a.yaml'], '', {}, folder);
    expect([status, stderr]).toEqual([0, '']);
  });
});
