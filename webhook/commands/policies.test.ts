/** A server that keeps what was in force, and a person who looks for the way back. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { historyIn } from '../adapters/kept/history.ts';
import type { Running } from '../main.ts';
import { readText } from '../policy/read.ts';
import { shipped } from './paths.ts';
import { root, tranche, type Ran } from './ran.ts';
import { sampleServer } from './sample-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-policies-'));
const state = join(folder, 'state');
const documents = join(folder, 'documents');

const quota = (team: string, gpus: number): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: ${team} }\nspec: { namespaces: [${team}], limits: { gpus: ${gpus} } }\n`;

const FIRST = `# agreed with speech in May\n${quota('speech', 4)}# until August\n`;

const value = (team: string) => readText('x', quota(team, 1)).documents[0]?.value;
const at = (second: number): string => `2026-11-21T09:00:0${second}.000Z`;

const setsIn = (where: string): number =>
  readdirSync(where).filter((name) => name.endsWith('.json')).length;

const inState = (...words: readonly string[]): Ran =>
  tranche(['policies', ...words, '--state-dir', state]);

describe('sets of policies that were in force', () => {
  let server: Running;
  let hashes: readonly string[];
  const said: string[] = [];

  beforeAll(async () => {
    mkdirSync(documents);
    writeFileSync(join(documents, 'quotas.yaml'), FIRST);
    server = await sampleServer({
      documents: [...shipped, documents],
      stateDir: state,
      log: {
        visit: () => undefined,
        say: (_level, says, about) => said.push(`${says} ${String(about?.['hash'])}`),
        flush: () => undefined,
      },
    });
    await kept(1);
    writeFileSync(
      join(documents, 'quotas.yaml'),
      `${quota('speech', 2)}---\n${quota('vision', 8)}`,
    );
    await kept(2);
    hashes = readdirSync(state)
      .toSorted()
      .map((name) => name.replace(/^.*-|\.json$/g, ''));
  });

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function kept(count: number): Promise<void> {
    const deadline = performance.now() + 30_000;
    while (setsIn(state) < count) {
      if (performance.now() > deadline) throw new Error(`never kept; ${said.join(', ')}`);
      await sleep(20);
    }
  }

  test('are listed, the latest first, with what each changed', () => {
    const { status, stdout } = inState('history');
    expect(status).toBe(0);
    const [head, latest, first, ...more] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^HASH          IN FORCE SINCE        FROM +WHAT CHANGED$/);
    expect(latest).toMatch(
      new RegExp(
        `^${hashes[1]}  \\d{4}-.*Z  quotas.yaml  +\\+ GpuQuota vision; ~ GpuQuota speech$`,
      ),
    );
    expect(first).toContain(`${hashes[0]}  `);
    expect(first).toContain('GpuQuota speech');
    // What comes with the program stands behind the files of whoever looks.
    expect(first).toMatch(/Z {2}quotas\.yaml, \S+ and \d+ more /);
    expect(more).toEqual([]);
  });

  test('are told in detail: each document, and the file that it is in', () => {
    const { status, stdout } = inState('history', (hashes[1] ?? '').slice(0, 8));
    expect(status).toBe(0);
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toMatch(new RegExp(`^${hashes[1]}, in force since 20.*Z$`));
    expect(lines).toEqual([
      `  + GpuQuota vision  ${join(documents, 'quotas.yaml')}`,
      `  ~ GpuQuota speech  ${join(documents, 'quotas.yaml')}`,
      `  tranche policies diff ${hashes[0]} ${hashes[1]} --state-dir ${state} shows each`,
    ]);
  });

  test('are told in detail with a command that runs as it is printed', async () => {
    const words = ['policies', 'history', hashes[1] ?? '', '--server', admin()];
    const { stdout } = await answered(words);
    const printed = /^  tranche (.*) shows each$/m.exec(stdout)?.[1] ?? '';
    expect(printed).toContain(` --server ${admin()}`);
    const ran = await answered(printed.split(' '));
    expect(ran).toMatchObject({ status: 1, stderr: '' });
    expect(ran.stdout).toContain('+++ GpuQuota vision');
  });

  test('are held against each other, as diff(1) would say it', () => {
    const [before = '', after = ''] = hashes;
    const file = join(documents, 'quotas.yaml');
    const { status, stdout } = inState('diff', before);
    expect(status).toBe(1);
    expect(stdout).toContain(
      `--- GpuQuota speech (${before} ${file})\n+++ GpuQuota speech (${after} ${file})\n@@ -`,
    );
    expect(stdout).toContain('\n   limits:\n-    gpus: 4\n+    gpus: 2\n');
    expect(stdout).toContain(`--- /dev/null\n+++ GpuQuota vision (${after} ${file})\n@@ -0,0 +1,`);
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/\u001b/);
    const back = inState('diff', after, before, '-o', 'json');
    expect(back.status).toBe(1);
    expect(JSON.parse(back.stdout)).toMatchObject([
      { title: 'GpuQuota speech', after: { from: `${before} ${file}` } },
      { title: 'GpuQuota vision', before: { from: `${after} ${file}` } },
    ]);
    expect(JSON.parse(back.stdout)[1]).not.toHaveProperty('after');
    expect(inState('diff', after)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('are what decisions were made by: the log names the same hashes', () => {
    expect(said).toEqual(hashes.map((hash) => `documents in force ${hash}`));
  });

  test('are told by the server, too, to its own machine', async () => {
    const asked = await answered(['policies', 'history', '--server', admin()]);
    expect(asked).toEqual(inState('history'));
    const shown = await answered(['policies', 'show', hashes[0] ?? '', '--server', admin()]);
    expect(shown).toEqual(inState('show', hashes[0] ?? ''));
  });

  const admin = (): string => `http://127.0.0.1:${server.adminPort}`;

  test('are shown as documents that can be read, without what comes with the program', () => {
    const { stdout } = inState('show', (hashes[0] ?? '').slice(0, 6));
    const { documents: found, faults } = readText('shown.yaml', stdout);
    expect(faults).toEqual([]);
    expect(found.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['GpuQuota speech']);
    expect(stdout).toContain('gpus: 4');
    expect(stdout).toContain(`# ${join(documents, 'quotas.yaml')}\n`);
  });

  test('are gone back to by a folder, in which nothing is overwritten', () => {
    const back = join(folder, 'back');
    const { status, stdout } = inState('rollback', hashes[0] ?? '', '--write', back);
    expect([status, stdout]).toEqual([0, '']);
    expect(readFileSync(join(back, 'quotas.yaml'), 'utf8')).toContain('gpus: 4');
    // As it was written: no defaults, and the words of whoever wrote it.
    expect(readFileSync(join(back, 'quotas.yaml'), 'utf8')).toBe(FIRST);
    const again = inState('rollback', hashes[0] ?? '', '--write', back);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('there already, and not overwritten; name another folder');
  });

  test.each([
    [['show'], 'which set? tranche policies history lists them'],
    [['show', 'zzz'], 'no set zzz is kept'],
    [['show', ''], 'which set?'],
    [['show', 'a', 'b'], 'show takes one set, got a and b'],
    [['undo'], 'Allowed choices are history, show, diff, rollback.'],
  ])('%j is answered with 2 and what would help', (words, says) => {
    const { status, stderr } = inState(...words);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
  });

  test('and a folder that is not there, or a server that is not', () => {
    const nowhere = tranche(['policies', 'history', '--state-dir', join(folder, 'nope')]);
    expect(nowhere).toMatchObject({ status: 2 });
    expect(nowhere.stderr).toContain(
      `cannot read --state-dir ${join(folder, 'nope')}: no such file`,
    );
    const silent = tranche(['policies', 'history', '--server', 'http://127.0.0.1:9']);
    expect(silent.status).toBe(2);
    expect(silent.stderr).toContain('--server names the admin port of a server');
  });
});

describe('a set of objects of the cluster', () => {
  const cluster = join(folder, 'cluster');
  const changes = { added: [], changed: [], removed: [] };
  const from = (team: string) => ({ from: `cluster GpuQuota ${team}`, value: value(team) });
  const file = { from: '/etc/tranche/documents/mine.yaml', value: value('of-a-file') };

  test('and one of files alone is not: applied, its documents would be there twice', async () => {
    mkdirSync(folder, { recursive: true });
    const history = historyIn(cluster, () => undefined);
    history.keep({ hash: 'aaaaaaaaaaaa', at: at(1), changes, said: [file] });
    history.keep({ hash: 'bbbbbbbbbbbb', at: at(2), changes, said: [file, from('lab')] });
    await history.idle();
    const ran = tranche(['policies', 'rollback', 'aaaa', '--state-dir', cluster]);
    rmSync(cluster, { recursive: true });
    expect(ran).toEqual({
      status: 0,
      stdout: '',
      stderr: [
        '1 document of that set came from files; --write DIR writes them',
        'nothing of that set came from the cluster: nothing to apply',
        'not in that set: kubectl delete gpuquota/lab',
      ]
        .map((line) => `tranche: ${line}\n`)
        .join(''),
    });
  });

  test('is printed as it was applied, with its labels and without defaults', async () => {
    mkdirSync(folder, { recursive: true });
    const history = historyIn(cluster, () => undefined);
    const own = {
      apiVersion: 'tranche.dev/v1alpha1',
      kind: 'GpuQuota',
      metadata: { name: 'speech', labels: { by: 'ops' } },
      spec: { namespaces: ['speech'], limits: { gpus: 1 } },
    };
    const title = 'GpuQuota speech';
    const said = [from('speech')];
    history.keep({ hash: 'aaaaaaaaaaaa', at: at(1), changes, said, written: { [title]: own } });
    const other = { ...own, spec: { ...own.spec, limits: { gpus: 9 } } };
    const differing = [...said, from('lab')];
    const written = { [title]: other, 'GpuQuota lab': 'kind: [' };
    history.keep({ hash: 'bbbbbbbbbbbb', at: at(2), changes, said: differing, written });
    await history.idle();
    const [as, unlike] = ['aaaa', 'bbbb'].map((hash) => {
      const { stdout } = tranche(['policies', 'rollback', hash, '--state-dir', cluster]);
      return parseAllDocuments(stdout).map((document) => document.toJS());
    });
    rmSync(cluster, { recursive: true });
    expect(as).toEqual([own]);
    // Words that say something else than what was in force are not the way back to it.
    expect(unlike).toEqual([from('speech').value, from('lab').value]);
  });

  test('is printed for kubectl apply, and what applying leaves behind is said', async () => {
    mkdirSync(folder, { recursive: true });
    const history = historyIn(cluster, () => undefined);
    history.keep({ hash: 'aaaaaaaaaaaa', at: at(1), changes, said: [from('speech'), file] });
    history.keep({ hash: 'bbbbbbbbbbbb', at: at(2), changes, said: [from('speech'), from('lab')] });
    await history.idle();
    const words = ['policies', 'rollback', 'aaaa', '--state-dir', cluster];
    const { status, stdout, stderr } = tranche(words);
    rmSync(cluster, { recursive: true });
    expect(status).toBe(0);
    const applied = parseAllDocuments(stdout).map((document) => document.toJS());
    expect(applied).toEqual([from('speech').value]);
    expect(stderr).toBe(
      'tranche: 1 document of that set came from files; --write DIR writes them\ntranche: not in that set: kubectl delete gpuquota/lab\n',
    );
  });
});

/** Beside a server in this process, which must go on turning. */
function answered(words: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, ['dist/cli.js', ...words], { cwd: root });
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => (out[name] += chunk.toString()));
  return new Promise((done) => {
    child.on('close', (status) => done({ status, ...out }));
  });
}
