/**
 * Chromium, for the tests that look at our pages as their readers do: the one on PATH, else Debian's
 * package with the libraries that this machine has not, unpacked into the cache.
 */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { run } from '../process.ts';
import { unpack } from './debian.ts';
import { alone } from './lock.ts';
import { cacheFolder } from './sets.ts';

export interface Chromium {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

const missing =
  'Chromium is needed: install chromium, or have apt-get and dpkg-deb, which fetch Debian’s package';

export const chromium = async (): Promise<Chromium> => onPath() ?? unpacked() ?? (await fetched());

/**
 * For the head of a test file: `const suite = (await canBrowse()) ? describe : describe.skip`. In CI
 * what is missing is an error, because a suite that skips itself unseen is worth less than none.
 */
export async function canBrowse(): Promise<boolean> {
  try {
    const { path, env } = await chromium();
    await run(path, ['--version'], { env: { ...process.env, ...env } });
    return true;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`tests in a browser skipped: ${why}\n`);
    return false;
  }
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

function onPath(): Chromium | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = folders
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
  return path === undefined ? undefined : { path, env: {} };
}

const home = (): string => join(cacheFolder(), 'chromium-debian');

/** The program itself: the script in `usr/bin` looks for it under the root of the machine. */
function unpacked(): Chromium | undefined {
  const root = home();
  const folder = join(root, 'usr', 'lib', 'chromium');
  const path = join(folder, 'chromium');
  if (!existsSync(path)) return undefined;
  const env = {
    LD_LIBRARY_PATH: [folder, ...librariesOf(root)].join(delimiter),
    // Where the machine has no letters either, fontconfig finds those that came with it here.
    XDG_DATA_HOME: join(root, 'usr', 'share'),
    ...(existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(root, 'etc', 'fonts') }),
  };
  return { path, env };
}

/** Some packages keep what only they load in a folder below. */
const librariesOf = (root: string): string[] => [
  ...new Set(
    readdirSync(join(root, 'usr', 'lib'), { recursive: true, withFileTypes: true })
      .filter(({ name, parentPath }) => name.includes('.so') && parentPath.includes('-linux-gnu'))
      .map(({ parentPath }) => parentPath),
  ),
];

function fetched(): Promise<Chromium> {
  return alone(cacheFolder(), async () => {
    if (!unpacked()) await unpack('chromium', home(), 'with what it needs').catch(because);
    const found = unpacked();
    if (!found) throw new Error(`${missing} (the package held none)`);
    return found;
  });
}

function because(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new Error(`${missing}\n${why}`, { cause: error });
}
