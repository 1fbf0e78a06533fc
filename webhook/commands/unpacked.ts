/**
 * The single-file program carries what we ship as text, and everything that reads it reads files: so it
 * lays them down where caches are. The folder is called by what is in it, so that messages name the
 * same file in each run, and two versions do not meet; what stands there is compared, never trusted.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Texts by their path in `policies/`. */
export type Embedded = Readonly<Record<string, string>>;

const DIGITS = 16;

export function unpacked(files: Embedded): string {
  const hash = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, DIGITS);
  const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  try {
    return laidDown(files, join(caches, 'tranche', `policies-${hash}/`));
  } catch {
    // No home, or one that may not be written: a folder of this run alone.
    const own = mkdtempSync(join(tmpdir(), 'tranche-'));
    process.on('exit', () => rmSync(own, { recursive: true, force: true }));
    return laidDown(files, `${own}/`);
  }
}

function laidDown(files: Embedded, folder: string): string {
  for (const [path, text] of Object.entries(files)) {
    const at = join(folder, path);
    if (said(at) === text) continue;
    mkdirSync(dirname(at), { recursive: true, mode: 0o700 });
    // Another run may be reading it.
    const beside = `${at}.${process.pid}`;
    writeFileSync(beside, text);
    renameSync(beside, at);
  }
  return folder;
}

function said(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
