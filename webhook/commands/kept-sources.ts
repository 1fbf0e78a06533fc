/** Where `tranche policies` finds the sets that were in force: a folder, or the server that keeps one. */
import { setsIn } from '../adapters/kept/history.ts';
import { entryOf, reread, type Entry, type KeptSet } from '../adapters/kept/kept-set.ts';
import { isRecord } from '../adapters/raw.ts';
import type { Tell } from '../adapters/tell.ts';
import { adminPort } from '../cli/asking.ts';
import { oneLine } from '../core/text.ts';
import { unread } from './unread.ts';

export interface KeptSource {
  /** The latest first. */
  entries(): Promise<readonly Entry[]>;
  set(hash: string): Promise<KeptSet>;
}

export interface Where {
  readonly stateDir?: string;
  readonly server: string;
}

export const sourceAt = ({ stateDir, server }: Where): KeptSource =>
  stateDir === undefined ? served(server) : inFolder(stateDir);

/** As they would be typed again, behind a space: whoever was not asked for them needs none. */
export function flagsOf({ stateDir, server }: Where): string {
  if (stateDir !== undefined) return ` --state-dir ${word(stateDir)}`;
  return server === adminPort() ? '' : ` --server ${word(server)}`;
}

/** For a shell, of letters that mean nothing to it. */
const word = (text: string): string =>
  /^[-\w./:@%+,=]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

function inFolder(folder: string): KeptSource {
  const all = (): readonly KeptSet[] => {
    try {
      return setsIn(folder, passedOver).all();
    } catch (error) {
      throw unread(`--state-dir ${folder}`, error);
    }
  };
  return {
    entries: async () => all(),
    async set(hash) {
      const found = all().find((set) => set.hash === hash);
      if (found === undefined) throw new Error(`${folder} has no set ${hash}`);
      return found;
    },
  };
}

const passedOver: Tell = (_event, { file, fault }) => {
  process.stderr.write(`tranche: ${String(file)} is passed over: ${oneLine(String(fault))}\n`);
};

const PATIENCE_MS = 5_000;

function served(server: string): KeptSource {
  async function ask(path: string): Promise<string> {
    const url = new URL(path, server);
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(
          `nobody answers at ${url.href} (${why}); --server names the admin port of a server, --state-dir a folder`,
          { cause: error },
        );
      },
    );
    const text = await answer.text();
    if (!answer.ok)
      throw new Error(`${url.href} was answered ${answer.status}: ${oneLine(text.trim())}`);
    return text;
  }
  return {
    async entries() {
      const list = valueOf(await ask('/policies'));
      if (!Array.isArray(list)) throw new Error(`${server} has no list of sets`);
      return list.filter(isRecord).flatMap((one) => {
        const entry = entryOf(JSON.stringify(one));
        return entry === 'none' ? [] : [entry];
      });
    },
    async set(hash) {
      const read = reread(await ask(`/policies/${hash}`));
      if (!read.ok)
        throw new Error(`what ${server} keeps as ${hash} cannot be read: ${oneLine(read.why)}`);
      return read.set;
    },
  };
}

/** Not the parser's own words: they quote what it could not read. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
