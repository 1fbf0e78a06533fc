/**
 * A pair that somebody else keeps fresh, cert-manager for one, mounted from a Secret as `tls.crt`,
 * `tls.key` and, where it is known, `ca.crt`. The directory is watched and not the files: kubelet
 * writes a new directory and swaps the link `..data` to it, so the files we opened never change. A
 * pair that does not hold together is counted and left alone, and the one in force stays.
 */
import { watch } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, type Fault, messageOf } from './fault.ts';
import { PEM_LIMIT, type PemFiles, readPair } from './pair.ts';
import { changes, healthOf, type ServingCertificate } from './serving-certificate.ts';

export interface FilesOptions {
  readonly directory: string;
  readonly fault: Fault;
  /** A swap is a burst of events; the last one tells. */
  readonly debounceMs?: number;
  /** Events get lost: over network mounts, and when the kernel's queue is full. */
  readonly pollMs?: number;
}

export async function mountedFiles(options: FilesOptions): Promise<ServingCertificate> {
  const { directory, fault, debounceMs = 200, pollMs = 10_000 } = options;
  const listeners = changes(fault);
  let seen = await filesIn(directory);
  const first = readPair(seen, Date.now());
  if (!first.ok)
    throw new Error(`${directory}: ${first.fault}; mount the Secret that holds the serving pair`);
  let inForce = first.value;

  async function look(): Promise<void> {
    const files = await filesIn(directory);
    if (same(files, seen)) return;
    seen = files;
    const read = readPair(files, Date.now());
    if (!read.ok) return fault(`${directory}: ${read.fault}; the pair in force stays`);
    inForce = read.value;
    listeners.tell();
  }

  const stop = watching(directory, { debounceMs, pollMs, fault, look });

  return {
    current: () => inForce.pair,
    bundle: () => inForce.bundle,
    onChange: (listener) => listeners.on(listener),
    notAfter: () => inForce.until,
    healthy: (now) => healthOf(inForce, now),
    stop() {
      listeners.end();
      stop();
    },
  };
}

/** All three from one directory behind the link, or a swap in between would mix two pairs. */
async function filesIn(directory: string): Promise<PemFiles> {
  const at = await realpath(join(directory, '..data')).catch(() => directory);
  const [cert, key, ca] = await Promise.all([
    text(join(at, 'tls.crt')),
    text(join(at, 'tls.key')),
    text(join(at, 'ca.crt')),
  ]);
  if (cert === 'missing') throw missing(join(directory, 'tls.crt'));
  if (key === 'missing') throw missing(join(directory, 'tls.key'));
  return { cert, key, ca: ca === 'missing' ? '' : ca };
}

const missing = (path: string): Error =>
  new Error(`${path} is missing; mount a Secret with tls.crt and tls.key there, without subPath`);

async function text(path: string): Promise<string> {
  const bytes = Buffer.alloc(PEM_LIMIT + 1);
  let length: number;
  try {
    const file = await open(path, 'r');
    try {
      length = (await file.read(bytes)).bytesRead;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'missing';
    throw new Error(`${path} cannot be read (${messageOf(error)})`, { cause: error });
  }
  if (length > PEM_LIMIT) throw new Error(`${path} is larger than ${PEM_LIMIT} bytes`);
  return bytes.toString('utf8', 0, length);
}

const same = (a: PemFiles, b: PemFiles): boolean =>
  a.cert === b.cert && a.key === b.key && a.ca === b.ca;

interface Watching {
  readonly debounceMs: number;
  readonly pollMs: number;
  readonly fault: Fault;
  readonly look: () => Promise<void>;
}

function watching(directory: string, { debounceMs, pollMs, fault, look }: Watching): () => void {
  let last = '';
  const tried = async (): Promise<void> => {
    try {
      await look();
      last = '';
    } catch (error) {
      const says = messageOf(error);
      // What stays broken is one fault, not one at every poll.
      if (says !== last) fault(says);
      last = says;
    }
  };
  // One after the other: two looks at once could put an older pair over a newer one.
  let looking = Promise.resolve();
  const turn = () => void (looking = looking.then(tried));
  const poll = setInterval(turn, pollMs).unref();
  const soon = setTimeout(turn, debounceMs).unref();
  const unwatch = watched(directory, fault, () => soon.refresh());
  return () => {
    unwatch();
    clearInterval(poll);
    clearTimeout(soon);
  };
}

/** Without a watch, because the kernel allows no more of them, the poll is left. */
function watched(directory: string, fault: Fault, changed: () => void): () => void {
  const unwatchable = (error: unknown) =>
    fault(`${directory} cannot be watched, it is polled instead: ${messageOf(error)}`);
  try {
    const watcher = watch(directory, { persistent: false }, changed);
    watcher.on('error', unwatchable);
    return () => watcher.close();
  } catch (error) {
    unwatchable(error);
    return () => undefined;
  }
}
