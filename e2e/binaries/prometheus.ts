/**
 * Prometheus and promtool, for the tests that ask a real one: those on PATH, else Debian's package,
 * unpacked into the cache. Nothing is installed and no root is needed: of all that the package
 * depends on, its two programs load the C library alone, and the rest is for its web pages.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { unpack } from './debian.ts';
import { alone } from './lock.ts';
import { cacheFolder } from './sets.ts';

export interface Prometheus {
  readonly server: string;
  readonly promtool: string;
}

const missing =
  'Prometheus is needed: install prometheus and promtool, or have apt-get and dpkg-deb, which fetch Debian’s package';

export const prometheus = async (): Promise<Prometheus> =>
  onPath() ?? unpacked() ?? (await fetched());

/**
 * For the head of a test file: `const suite = (await canAskPrometheus()) ? describe : describe.skip`.
 * In CI what is missing is an error, because a suite that skips itself unseen is worth less than none.
 */
export async function canAskPrometheus(): Promise<boolean> {
  try {
    await prometheus();
    return true;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`tests on a real Prometheus skipped: ${why}\n`);
    return false;
  }
}

function onPath(): Prometheus | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map(both).find((found) => found !== undefined);
}

function both(folder: string): Prometheus | undefined {
  const found = { server: join(folder, 'prometheus'), promtool: join(folder, 'promtool') };
  return existsSync(found.server) && existsSync(found.promtool) ? found : undefined;
}

const home = (): string => join(cacheFolder(), 'prometheus-debian');
const unpacked = (): Prometheus | undefined => both(join(home(), 'usr', 'bin'));

function fetched(): Promise<Prometheus> {
  return alone(cacheFolder(), async () => {
    if (!unpacked()) await unpack('prometheus', home(), 'alone').catch(because);
    const found = unpacked();
    if (!found) throw new Error(`${missing} (the package held neither)`);
    return found;
  });
}

function because(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new Error(`${missing}\n${why}`, { cause: error });
}
