/** What the job of GitLab asks of the image that it runs in, and says where the image has it not. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { commands, root } from './ran.ts';

/** A job starts half a dozen processes, on machines that may be busy with others. */
jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'tranche-image-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { image, script } = parse(
  readFileSync(join(root, 'manifests/ci/gitlab/tranche-review.yml'), 'utf8'),
)['tranche-review'] as { readonly image: string; readonly script: readonly string[] };

const bin = join(folder, 'bin');

/** npm as the image has it, which here brings the program of this clone, and these programs of the machine. */
function job(programs: readonly string[], variables: Readonly<Record<string, string>>) {
  rmSync(bin, { recursive: true, force: true });
  const program = `#!/bin/sh\\nexec '${process.execPath}' '${root}dist/cli.js' "$@"\\n`;
  commands(join(folder, 'shop'), {
    npm: `echo "npm $*"; printf '%b' '${program.replaceAll("'", "'\\''")}' >'${bin}/tranche'; chmod +x '${bin}/tranche'`,
  });
  for (const name of [...programs, 'bash', 'mkdir', 'cat', 'chmod'])
    symlinkSync(
      execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(),
      join(bin, name),
    );
  return spawnSync('/bin/sh', ['-e', '-c', script.join('\n')], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: bin, TRANCHE_COMMENT: 'false', ...variables },
  });
}

const fromGit = 'git+https://gitlab.example.com/acme/tranche.git';
const manifest = join(root, 'policies/sample/workloads/12-no-evidence.yaml');

test('the one that it names has git: a slim one or Alpine has none', () => {
  expect(image).toMatch(/^node:\d+-[a-z]+$/);
});

test('tranche is installed where the image has none', () => {
  const ran = job(['git'], { TRANCHE_PACKAGE: fromGit, TRANCHE_PATHS: manifest });
  expect(ran.stdout).toContain(`npm install --global --no-fund --no-audit ${fromGit}\n`);
  expect(ran.stdout).toContain('1 object, 1 pod');
  expect(ran.stderr).toContain('TRANCHE_SNAPSHOT is empty: the embedded sample is asked');
  expect(ran.status).toBe(0);
});

test.each([
  ['nothing to install', { TRANCHE_PATHS: manifest }, 'set TRANCHE_PACKAGE to what npm is to'],
  ['no git', { TRANCHE_PACKAGE: fromGit, TRANCHE_PATHS: manifest }, 'this image has no git'],
  ['no paths', { TRANCHE_PACKAGE: 'tranche.tgz' }, 'TRANCHE_PATHS is empty'],
  [
    'no git for a base',
    { TRANCHE_PACKAGE: 'tranche.tgz', TRANCHE_PATHS: manifest, TRANCHE_BASE: 'main' },
    '--base main is no path here, and there is no git to ask',
  ],
])('with %s it ends in a sentence', (_what, variables, says) => {
  const { status, stderr } = job([], variables);
  expect([status, stderr]).toEqual([2, expect.stringContaining(says)]);
});
