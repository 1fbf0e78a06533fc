/**
 * The last sets that were in force, a file each, named so that their names sort by time. A file is
 * written beside and then renamed, so that nobody ever sees half of one; and written in the
 * background, since no review should wait for a disk.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { faultText, type Tell } from '../tell.ts';
import {
  digestOf,
  entryOf,
  reread,
  written,
  type Entry,
  type KeptSet,
  type Reread,
} from './kept-set.ts';

/** As many as a person looks through. */
const MOST = 20;

/** What people wrote beside a policy is for whoever runs the server, as records of pods are. */
const OWNERS_FOLDER = 0o700;
const OWNERS_FILE = 0o600;

export type Found = Extract<Reread, { ok: true }>;

export interface History {
  /** Unless it says what the latest says. */
  keep(set: KeptSet): void;
  /** The latest first; a file that is no set is told of and passed over. */
  all(): readonly KeptSet[];
  latest(): Found | 'none';
  /** As `all`, but without a proof of each: read in the background, for a server that has other work. */
  entries(): Promise<readonly Entry[]>;
  /** The latest file of that hash as it is, where there is one. */
  text(hash: string): Promise<string | undefined>;
  /** Resolves when all is on the disk. */
  idle(): Promise<void>;
}

/** The folder is made where it is not there; throws where it cannot be. */
export function historyIn(folder: string, tell: Tell, most = MOST): History {
  mkdirSync(folder, { recursive: true, mode: OWNERS_FOLDER });
  for (const half of readdirSync(folder).filter((name) => name.endsWith(HALF)))
    rmSync(join(folder, half), { force: true });
  const made = setsIn(folder, tell);
  const before = made.latest();
  let last = before === 'none' ? before : digestOf(before.set.said);
  let writing = Promise.resolve();

  async function write(set: KeptSet): Promise<void> {
    try {
      await replaced(join(folder, nameOf(set)), written(set));
      for (const old of namesIn(folder).slice(most)) await rm(join(folder, old), { force: true });
    } catch (fault) {
      tell('kept-set-not-written', { folder, fault: faultText(fault) });
    }
  }

  return {
    ...made,
    keep(set) {
      const digest = digestOf(set.said);
      if (digest === last) return;
      last = digest;
      writing = writing.then(() => write(set));
    },
    async entries() {
      const found: Entry[] = [];
      for (const name of namesIn(folder)) {
        const entry = entryOf(await readFile(join(folder, name), 'utf8'));
        if (entry !== 'none') found.push(entry);
      }
      return found;
    },
    async text(hash) {
      const name = namesIn(folder).find((one) => one.endsWith(`-${hash}.json`));
      return name === undefined ? undefined : readFile(join(folder, name), 'utf8');
    },
    idle: () => writing,
  };
}

/** To look at, without a word to say; throws where there is no such folder. */
export function setsIn(folder: string, tell: Tell): Pick<History, 'all' | 'latest'> {
  const found = (name: string): Found | undefined => {
    const file = join(folder, name);
    const read = readable(file);
    if (read.ok) return read;
    tell('kept-set-unreadable', { file, fault: read.why });
    return undefined;
  };
  return {
    all: () => namesIn(folder).flatMap((name) => found(name)?.set ?? []),
    latest() {
      for (const name of namesIn(folder)) {
        const set = found(name);
        if (set !== undefined) return set;
      }
      return 'none';
    },
  };
}

const NAME = /^\d{8}T\d{9}Z-[0-9a-f]+\.json$/;
const HALF = '.half';

const nameOf = ({ at, hash }: KeptSet): string => `${at.replaceAll(/[-:.]/g, '')}-${hash}.json`;

/** The latest first. */
const namesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => NAME.test(name))
    .toSorted()
    .toReversed();

async function replaced(file: string, text: string): Promise<void> {
  const half = `${file}${HALF}`;
  const handle = await open(half, 'w', OWNERS_FILE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(half, file);
}

function readable(file: string): Reread {
  try {
    return reread(readFileSync(file, 'utf8'));
  } catch (fault) {
    return { ok: false, why: faultText(fault) };
  }
}
