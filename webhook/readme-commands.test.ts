/**
 * The README's `bash` blocks, line by line: each is typed in a folder that holds what they speak of, but
 * for those that cannot be run in a test, which say here why; of these every word is held against the
 * help of the program that it is for. So is what the text types between its blocks.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { root } from './commands/ran.ts';
import { sampleCluster } from './commands/sample-cluster.fixture.ts';
import { commandsIn, faultsIn, fenced, lines } from './commands/typed.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const typed = fenced(readme, 'bash').flatMap(lines);

/** What cannot be run here, by how it begins. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'make build': 'it builds what other tests run just now, and has been run where this one is',
  'kubectl ': 'there is no cluster',
  'npx tranche scan --context ':
    'there is no cluster; e2e/product/scan.test.ts runs it in one and holds what it prints against the README',
  'source <(tranche completion zsh)':
    'not every machine has a zsh; webhook/commands/completion.test.ts reads what it is handed',
};

const whyNot = (line: string): string | undefined =>
  Object.entries(ELSEWHERE).find(([begins]) => line.startsWith(begins))?.[1];

const folder = mkdtempSync(join(tmpdir(), 'tranche-readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A home where commands are linked into, a change under review, and a snapshot of where it goes. */
function prepare(): void {
  for (const path of ['bin', 'deploy', '.config/fish/completions'])
    mkdirSync(join(folder, path), { recursive: true });
  const program = `'${process.execPath}' '${join(root, 'dist/cli.js')}'`;
  // npx would look for it among everybody's packages here.
  const commands = { tranche: `exec ${program} "$@"`, npx: 'exec "$@"' };
  for (const [name, text] of Object.entries(commands)) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  cpSync(join(root, 'policies/sample/workloads/01-whisper.yaml'), join(folder, 'deploy/a.yaml'));
  for (const name of ['prod', 'stage'])
    writeFileSync(join(folder, `${name}.yaml`), sampleCluster());
}
prepare();

const run = (line: string) =>
  spawnSync('bash', ['-c', line], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, HOME: folder, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
  });

describe('what the README has typed in bash', () => {
  test.each(typed.filter((line) => whyNot(line) === undefined))('%s', (line) => {
    const { status, stdout, stderr } = run(line);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout, stderr: '' });
    const written = [...line.matchAll(/(?<=[,\s]\w+=)[\w-]+\.\w+(?=,|$)|(?<=> ~\/)\S+/g)];
    for (const [file] of written.filter(([name]) => !/^(prod|stage)\./.test(name)))
      expect([file, readFileSync(join(folder, file), 'utf8').length]).not.toEqual([file, 0]);
  });

  test.each(typed.filter((line) => whyNot(line) !== undefined))('%s, which is not run', (line) => {
    expect(commandsIn(line).flatMap(faultsIn)).toEqual([]);
  });

  test('is mostly run, and for no other reason left out than is said', () => {
    expect(typed.length).toBeGreaterThan(5);
    const used = Object.keys(ELSEWHERE).filter((begins) =>
      typed.some((line) => line.startsWith(begins)),
    );
    expect(used).toEqual(Object.keys(ELSEWHERE));
    expect(existsSync(join(root, 'e2e/product/scan.test.ts'))).toBe(true);
  });
});

test('what it has typed between its blocks is known to the programs that it names', () => {
  const words = readme
    .replaceAll(/^```[^]*?^```$/gm, '')
    .matchAll(/`((?:npx )?tranche [^`]+|kubectl tranche [^`]+|make [^`]+)`/g);
  const inText = [...words].map(([, text = '']) => text).filter((text) => !text.includes('…'));
  expect(inText.length).toBeGreaterThan(5);
  expect(inText.flatMap(commandsIn).flatMap(faultsIn)).toEqual([]);
});
