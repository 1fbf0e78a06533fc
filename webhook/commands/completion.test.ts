/** What a shell offers of the sets that were in force, where one of them is to be named. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { historyIn } from '../adapters/kept/history.ts';
import { saidBy } from '../adapters/kept/kept-set.ts';
import { policyStore } from '../adapters/policy-store.ts';
import { readText } from '../policy/read.ts';
import { root, tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-history-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hashes: string[] = [];

beforeAll(async () => {
  const history = historyIn(folder, () => undefined);
  const store = policyStore(['files'], ({ hash, inForce, changes }) => {
    if (inForce === 'none') throw new Error('it was meant well');
    const at = new Date(Date.UTC(2026, 10, 21, 9, hashes.length)).toISOString();
    history.keep({ hash, at, changes, said: saidBy(inForce.byTitle) });
    hashes.push(hash);
  });
  for (const team of ['speech', 'vision', 'lab'])
    store.put('files', readText('a.yaml', quota(team)));
  await history.idle();
});

const quota = (team: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: ${team} }\nspec: { namespaces: [${team}] }\n`;

/** What bash would offer for the last of these words. `tranche` in it is the one that is tested. */
function offered(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = root,
): string[] {
  const script = `${tranche(['completion', 'bash']).stdout}
    tranche() { "$NODE" '${root}dist/cli.js' "$@"; }
    COMP_WORDS=(tranche "$@"); COMP_CWORD=$#; _tranche; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = spawnSync('bash', ['-c', script, 'bash', ...words], {
    encoding: 'utf8',
    cwd,
    env: { ...process.env, NODE: process.execPath, ...env },
  });
  return stdout.split('\n').filter((word) => word !== '');
}

test.each(['history', 'show', 'diff', 'rollback'])(
  'after %s the hashes are offered, the latest first',
  (what) => {
    const all = offered(['policies', what, '--state-dir', folder, '']);
    expect(all.slice(0, 3)).toEqual(hashes.toReversed());
    expect(all).toContain('--state-dir');
    // What to do is said already.
    expect(all).not.toContain('rollback');
    const [first = ''] = hashes;
    expect(offered(['policies', what, '--state-dir', folder, first.slice(0, 6)])).toEqual([first]);
  },
);

test('a home that the shell has not expanded yet is found', () => {
  const all = offered(['policies', 'show', '--state-dir', '~/.', ''], { HOME: folder });
  expect(all).toEqual(expect.arrayContaining(hashes));
});

test('where no hash is wanted, and where none can be had, none is offered', () => {
  for (const words of [[''], ['show', '--state-dir', join(folder, 'absent'), '']])
    expect(offered(['policies', ...words]).filter((word) => /^[0-9a-f]{12}$/.test(word))).toEqual(
      [],
    );
});

test('of a review its formats, levels and files are offered', () => {
  expect(offered(['review', '-o', ''])).toEqual(expect.arrayContaining(['text', 'sarif', 'md']));
  expect(offered(['review', '--fail-on', 'w'])).toEqual(['warning']);
  expect(offered(['review', '--fail-on-'])).toEqual(['--fail-on-today']);
  for (const words of [
    ['review'],
    ['review', '--baseline'],
    ['review', '--exclude'],
    ['review', '-s'],
    ['post'],
  ])
    expect(offered([...words, 'package.'])).toEqual(['package.json']);
});

test('behind a comma another format is offered, and behind = a file', () => {
  expect(offered(['review', '-o', 'text,s'])).toEqual(['text,sarif']);
  expect(offered(['review', '-o', 'text,'])).toContain('text,md');
  // As bash takes them apart.
  expect(offered(['review', '-o', 'md', '=', 'package.'])).toEqual(['package.json']);
  expect(offered(['review', '-o', 'md', '='])).toContain('package.json');
  expect(offered(['review', '-o', 'md', '=', 'pr.md,s'])).toEqual(['pr.md,sarif']);
  expect(offered(['review', '-o', 'text,md', '=', 'a,html', '=', 'b,js'])).toEqual(['b,json']);
  expect(offered(['review', '-s', 'prod', '=', 'package.'])).toEqual(['package.json']);
});

test('of a base the branches are offered, whose names a shell can take, and files', () => {
  const clone = mkdtempSync(join(tmpdir(), 'tranche-branches-'));
  const git = (...args: readonly string[]) => spawnSync('git', args, { cwd: clone });
  git('init', '-q', '-b', 'main');
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'a');
  for (const name of ['team/fix', '$(touch${IFS}ran)', '`touch${IFS}ran`']) git('branch', name);
  writeFileSync(join(clone, 'manifest.yaml'), '');
  const [all, some] = ['', 'm'].map((word) => offered(['review', '--base', word], {}, clone));
  const files = readdirSync(clone);
  rmSync(clone, { recursive: true });
  expect([all?.toSorted(), some?.toSorted()]).toEqual([
    ['.git', 'main', 'manifest.yaml', 'team/fix'],
    ['main', 'manifest.yaml'],
  ]);
  expect(files).not.toContain('ran');
});

/** What a shell would run if it took them for its own words. */
const HOSTILE = [
  '$(touch${IFS}ran)',
  '`touch${IFS}ran`',
  '${x:=$(touch${IFS}ran)}',
  '<(touch${IFS}ran)',
];

test('what is no hash is neither offered nor run, whoever prints it', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'tranche-completion-'));
  const rows = ['HASH', ...HOSTILE, '0123abc', 'DEF'].map((hash) => `${hash}  now  -  nothing\n`);
  const script = `${tranche(['completion', 'bash']).stdout}
    tranche() { printf '%s' "$HISTORY"; }
    COMP_WORDS=(tranche policies show ''); COMP_CWORD=3; _tranche; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = spawnSync('bash', ['-c', script], {
    encoding: 'utf8',
    cwd: elsewhere,
    env: { ...process.env, HISTORY: rows.join('') },
  });
  const ran = readdirSync(elsewhere);
  rmSync(elsewhere, { recursive: true });
  expect(ran).toEqual([]);
  expect(stdout.split('\n').filter((word) => word !== '' && !word.startsWith('-'))).toEqual([
    '0123abc',
  ]);
});

test.each(['fish', 'zsh'])('%s is handed hashes alone, too', (shell) => {
  const { stdout } = tranche(['completion', shell]);
  expect(stdout).toContain(
    shell === 'fish'
      ? `| string replace -rf '^([0-9a-f]+) .*' '$1'`
      : tranche(['completion', 'bash']).stdout,
  );
});
