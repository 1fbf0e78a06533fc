/** Runs that somebody ends: nothing of theirs stays behind, and they end of the signal, which a shell calls 130. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { root, tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-review-ended-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function begun(words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'review', ...words], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const told: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => told.push(text));
  return { child, told, ended: once(child, 'close') };
}

/** However long it takes: the test has an end of its own. */
async function until(child: ChildProcess, is: () => boolean): Promise<void> {
  while (!is()) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended before');
    await after(10);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

test.each(SIGNALS)('%s while a report waits for who reads it leaves no half', async (signal) => {
  const out = join(folder, signal);
  mkdirSync(out);
  execFileSync('mkfifo', [join(out, 'pipe')]);
  const whisper = 'policies/sample/workloads/01-whisper.yaml';
  const words = [whisper, '-o', `md=${join(out, 'r.md')},json=${join(out, 'pipe')}`];
  const { child, ended } = begun(words, root);
  await until(child, () => readdirSync(out).some((name) => name.endsWith('.half')));
  child.kill(signal);
  expect(await ended).toEqual([null, signal]);
  expect(readdirSync(out)).toEqual(['pipe']);
});

describe('what a commit held is laid out aside', () => {
  const repository = join(folder, 'repository');
  const [aside, bin] = [join(folder, 'aside'), join(folder, 'bin')];
  const [reached, go] = [join(folder, 'reached'), join(folder, 'go')];
  for (const one of [repository, aside, bin]) mkdirSync(one);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: repository,
    });
  git('init', '-qb', 'main');
  writeFileSync(join(repository, 'broken.yaml'), 'kind: [\n');
  git('add', '.');
  git('commit', '-qm', 'first');

  // It stops where the files are about to be written, until it is let go on; then it fails where it should.
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh
case " $* " in *' checkout-index '*)
  : > '${reached}'
  read -r end < '${go}'
  [ "$end" = fail ] && exit 1
esac
exec '${real}' "$@"
`;
  writeFileSync(join(bin, 'git'), script, { mode: 0o755 });
  execFileSync('mkfifo', [go]);
  const words = ['broken.yaml', '--base', 'main'];
  const env = { TMPDIR: aside, PATH: `${bin}:${process.env['PATH'] ?? ''}` };

  async function interrupted(end: 'go on' | 'fail') {
    rmSync(reached, { force: true });
    const { child, told, ended } = begun(words, repository, env);
    await until(child, () => existsSync(reached));
    child.kill('SIGINT');
    writeFileSync(go, `${end}\n`);
    return { ended: await ended, told: told.join('') };
  }

  test('and is gone after a whole run', () => {
    expect(tranche(['review', ...words], '', { TMPDIR: aside }, repository).stdout).toContain(
      'could not be read',
    );
    expect(readdirSync(aside)).toEqual([]);
  });

  test('and is gone when a run is ended, which hears of it before it has read the base', async () => {
    expect(await interrupted('go on')).toEqual({ ended: [null, 'SIGINT'], told: '' });
    expect(readdirSync(aside)).toEqual([]);
  });

  test('and is gone when git has ended of the same Ctrl-C, of which nothing is told', async () => {
    expect(await interrupted('fail')).toEqual({ ended: [null, 'SIGINT'], told: '' });
    expect(readdirSync(aside)).toEqual([]);
  });
});
