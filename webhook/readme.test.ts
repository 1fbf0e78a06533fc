/**
 * The README is run: `console` blocks as a newcomer would type them, with what they print (`…` stands
 * for any lines), and YAML through the reader; `bash` blocks by readme-commands.test.ts. Its first screen
 * quotes a golden case.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from './commands/ran.ts';
import { compile } from './policy/compile.ts';
import { readText } from './policy/read.ts';
import { readFiles } from './adapters/read-files.ts';
import { shipped } from './commands/paths.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, text = '']) => text,
  );

const sessions = blocks('console').flatMap((text) =>
  text
    .split(/^\$ /m)
    .slice(1)
    .map(
      (part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)] as const,
    ),
);

describe('what the README types', () => {
  test.each(sessions)(
    '%s',
    (command, printed) => {
      const { status, stdout } = spawnSync('bash', ['-c', command], {
        cwd: root,
        encoding: 'utf8',
        timeout: 110_000,
        env: {
          ...process.env,
          PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`,
          // The first npx of a clone has npm prepare it, which builds what other tests run just now.
          npm_config_ignore_scripts: 'true',
        },
      });
      expect(status).toBe(0);
      expect(stdout).toMatch(patternOf(printed));
    },
    120_000,
  );

  test('there is something to type', () => {
    expect(sessions.length).toBeGreaterThanOrEqual(3);
  });
});

test('its YAML is read without a fault', () => {
  const { documents } = readFiles(shipped);
  for (const text of blocks('yaml')) {
    const read = readText('README.md', text);
    expect(read.faults).toEqual([]);
    expect(compile([...documents, ...read.documents])).toMatchObject({ ok: true });
  }
});

test('what decides gives the sample what the first screen shows, as it is typed there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-readme-'));
  writeFileSync(join(folder, 'mine.yaml'), blocks('yaml').join('---\n'));
  const [typed = ''] = blocks('sh');
  const { stdout } = spawnSync('bash', ['-c', typed.replace('mine.yaml', `${folder}/mine.yaml`)], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` },
  });
  rmSync(folder, { recursive: true });
  expect(stdout).toContain('nvidia.com/gpu: 1 -> H100-80GB nvidia.com/mig-1g.10gb\n');
  expect(stdout).toContain('team speech, policy serving, mode enforce\n');
});

const isTest = (text: string): boolean => text.includes('kind: PolicyTest ');

test('the policies of its first screens pass the test that it writes for them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-readme-'));
  const own = blocks('yaml').filter((text) => !isTest(text));
  const tests = blocks('yaml').filter(isTest);
  writeFileSync(join(folder, 'mine.yaml'), own.join('---\n'));
  const near = relative(folder, join(root, 'policies'));
  const suite = tests.join('').replaceAll(/(?<=[ [])policies\//g, `${near}/`);
  writeFileSync(join(folder, 'mine.test.yaml'), suite);
  const { status, stdout } = spawnSync(
    process.execPath,
    ['dist/cli.js', 'test', join(folder, 'mine.test.yaml')],
    { cwd: root, encoding: 'utf8' },
  );
  rmSync(folder, { recursive: true });
  expect([status, stdout]).toEqual([0, expect.stringContaining('mine.test.yaml  1 case\n')]);
});

test('its first screen quotes a golden case word for word', () => {
  const story = join(root, 'webhook/golden/cases/mig/small-inference-takes-one-slice');
  const [quoted = ''] = blocks('text');
  const why = readFileSync(join(story, 'why.txt'), 'utf8');
  const reason = /fit\/mig {2}.*/.exec(quoted)?.[0] ?? 'no reason quoted';
  expect(why).toContain(reason);
  for (const name of ['pod.yaml', 'admitted.yaml'])
    expect(existsSync(join(story, name))).toBe(true);
  expect(readFileSync(join(story, 'pod.yaml'), 'utf8')).toMatch(/nvidia\.com\/gpu: "?1"?/);
  expect(readFileSync(join(story, 'admitted.yaml'), 'utf8')).toContain(
    'nvidia.com/mig-1g.10gb: "1"',
  );
});

test('every file and folder it links to is there', () => {
  for (const [, path = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect([path, existsSync(join(root, path))]).toEqual([path, true]);
});

/** `…` on a line of its own stands for any lines. */
function patternOf(printed: string): RegExp {
  const lines = printed.split('\n').filter((line) => line !== '');
  const parts = lines.map((line) => (line === '…' ? '(?:.*\\n)*' : `${escaped(line)}\\n`));
  return new RegExp(`^${parts.join('')}$`);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
