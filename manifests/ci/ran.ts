/** A change under review in a folder of its own, and jobs that run in it, for tests. */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, type Ran } from '../../webhook/commands/ran.ts';

export { root };

export interface Checkout {
  readonly folder: string;
  /** Manifests of the sample by the beginnings of their names, and nothing else. */
  holds(...samples: readonly string[]): void;
  run(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<Ran>;
  remove(): void;
}

export function checkout(): Checkout {
  const parent = mkdtempSync(join(tmpdir(), 'tranche-ci-'));
  const folder = join(parent, 'shop');
  mkdirSync(folder);
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder });
  git('init', '-q', '-b', 'main');
  git('remote', 'add', 'origin', 'https://gitlab.example.com/acme/shop.git');
  return {
    folder,
    holds(...samples) {
      rmSync(join(folder, 'deploy'), { recursive: true, force: true });
      for (const sample of samples)
        cpSync(join(root, 'policies/sample/workloads', sample), join(folder, 'deploy', sample));
      git('add', '-A');
      git(
        '-c',
        'user.name=a',
        '-c',
        'user.email=a@b.c',
        'commit',
        '-q',
        '--allow-empty',
        '-m',
        'a',
      );
    },
    run: (command, args, env) =>
      // Not synchronously: the forge answers in this process.
      new Promise((resolve) => {
        const { PATH = '' } = process.env;
        execFile(command, args, { cwd: folder, env: { PATH, ...env } }, (error, stdout, stderr) => {
          resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
        });
      }),
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

/** A folder for the PATH with these scripts in it. */
export function commands(folder: string, scripts: Readonly<Record<string, string>>): string {
  const bin = join(folder, '../bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}
