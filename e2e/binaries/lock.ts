/**
 * One builder at a time.
 *
 * A courtesy, not a safeguard: each result is renamed into place whole, so two builders would
 * waste time and break nothing. That is why a lock whose holder died may simply be taken.
 */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { alive } from '../process.ts';
import { sleep } from '../wait.ts';

const PATIENCE_MS = 40 * 60_000;

export async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, '.building');
  const deadline = Date.now() + PATIENCE_MS;
  let said = false;
  while (!take(lock)) {
    if (Date.now() > deadline) throw new Error(`${lock} is still held; see the process it names`);
    if (!said) process.stderr.write(`waiting for another build (${lock})\n`);
    said = true;
    await sleep(1000);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** link(2) is what makes this atomic and never leaves a lock without its owner's number in it. */
function take(lock: string): boolean {
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, lock);
    return true;
  } catch {
    if (!alive(holder(lock))) rmSync(lock, { force: true });
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

function holder(lock: string): number {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return 0;
  }
}
