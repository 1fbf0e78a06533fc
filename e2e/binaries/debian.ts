/**
 * Debian's packages, unpacked into a folder. Nothing is installed and no root is needed; what a
 * program loads besides is looked up there by whoever starts it.
 */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../process.ts';

/** With all that the package depends on and this machine has not, or by itself. */
export type Depth = 'with what it needs' | 'alone';

/** Whole or not at all, so that half of it is never taken for it. */
export async function unpack(name: string, home: string, depth: Depth): Promise<void> {
  const half = `${home}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  try {
    process.stderr.write(`fetching Debian’s package of ${name}\n`);
    await download(name, half, depth);
    const packages = readdirSync(half).filter((file) => file.endsWith('.deb'));
    if (packages.length === 0) throw new Error('apt-get download left no package');
    const whole = join(half, 'whole');
    for (const file of packages) await run('dpkg-deb', ['-x', join(half, file), whole]);
    renameSync(whole, home);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

/** Images of containers come without apt's lists; then it reads its own, into our folder. */
async function download(name: string, cwd: string, depth: Depth): Promise<void> {
  if (await fetched(name, { cwd, depth, own: [], ok: false })) return;
  const lists = join(cwd, 'lists');
  const archives = join(cwd, 'archives');
  for (const folder of [lists, archives]) mkdirSync(join(folder, 'partial'), { recursive: true });
  const own = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${archives}`];
  await apt([...own, 'update'], cwd, true);
  await fetched(name, { cwd, depth, own, ok: true });
}

interface Fetching {
  readonly cwd: string;
  readonly depth: Depth;
  readonly own: readonly string[];
  readonly ok: boolean;
}

async function fetched(name: string, { cwd, depth, own, ok }: Fetching): Promise<boolean> {
  let names = [name];
  if (depth === 'with what it needs') {
    const asked = ['--print-uris', '--yes', '--no-install-recommends', 'install', name];
    const plan = await apt([...own, ...asked], cwd, ok);
    if (plan.code !== 0) return false;
    names = [...plan.stdout.matchAll(/^'\S+' ([^_\s]+)_/gm)].map(([, one = '']) => one);
  }
  return (await apt([...own, 'download', ...names], cwd, ok)).code === 0;
}

const apt = (args: readonly string[], cwd: string, ok: boolean) =>
  run('apt-get', ['-q', ...args], { cwd, ok, seconds: 300 });
