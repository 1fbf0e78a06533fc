/** Writes a file that is its owner's to read: a new one put in its place, since one that was there keeps who may read it. */
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isRecord } from '../../adapters/raw.ts';
import { faultText } from '../../adapters/tell.ts';

/** It tells who runs what on which nodes. */
const OWNERS_FILE = 0o600;

export function ownFile(path: string, text: string | Uint8Array): void {
  // A pipe or a terminal is no file, and nobody's to be replaced.
  if (existsSync(path) && !statSync(path).isFile()) return writeFileSync(path, text);
  const file = existsSync(path) ? realpathSync(path) : path;
  const half = `${file}.${process.pid}.half`;
  try {
    writeFileSync(half, text, { mode: OWNERS_FILE, flag: 'wx' });
    renameSync(half, file);
  } catch (fault) {
    rmSync(half, { force: true });
    // The name under which it is written first is nobody's but ours.
    if (isRecord(fault)) Object.assign(fault, { message: faultText(fault).replaceAll(half, file) });
    throw fault;
  }
}
