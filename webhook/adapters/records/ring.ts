/**
 * Lines on a disk, in files that take each other's place: the newest is written to, and when all
 * together hold too much, the oldest goes. Nothing waits for it; what comes faster than the disk
 * takes it is dropped and counted.
 */
import { mkdirSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultText, type Tell } from '../tell.ts';

export interface RingOptions {
  readonly folder: string;
  /** Of all files together. */
  readonly mostBytes: number;
  readonly tell: Tell;
}

export interface Ring {
  add(line: string): void;
  dropped(): number;
  /** Resolves when what was added is on the disk. */
  idle(): Promise<void>;
}

const FILES = 8;
const MOST_WAITING = 10_000;
export const RECORD_FILE = /^records-\d{8}\.ndjson$/;

/** Pods of all namespaces lie there: they are their keeper's to read. */
const OWNERS_FOLDER = 0o700;
const OWNERS_FILE = 0o600;

/** Throws where the folder cannot be made: whoever asks for records should know at once. */
export function ring(options: RingOptions): Ring {
  const { folder } = options;
  try {
    mkdirSync(folder, { recursive: true, mode: OWNERS_FOLDER });
  } catch (fault) {
    throw new Error(`--record ${folder}: cannot be made a folder (${faultText(fault)})`, {
      cause: fault,
    });
  }
  return new OnDisk(options);
}

class OnDisk implements Ring {
  readonly #options: RingOptions;
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #number: number;
  #bytes = 0;
  #dropped = 0;

  constructor(options: RingOptions) {
    this.#options = options;
    // A restart goes on in a file of its own: the last one may end in half a line.
    this.#number = 1 + Math.max(0, ...filesIn(options.folder).map(numberOf));
    this.#makeRoom();
  }

  add(line: string): void {
    if (this.#waiting.length >= MOST_WAITING) this.#dropped++;
    else this.#waiting.push(line);
    this.#writing ??= this.#write();
  }

  dropped(): number {
    return this.#dropped;
  }

  async idle(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #write(): Promise<void> {
    try {
      // What comes in the meantime goes along with the next.
      await Promise.resolve();
      while (this.#waiting.length > 0) await this.#append(this.#waiting.splice(0));
    } catch (fault) {
      this.#dropped += this.#waiting.splice(0).length;
      this.#options.tell('records-unwritable', { fault: faultText(fault) });
    } finally {
      this.#writing = undefined;
    }
  }

  async #append(lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      const text = `${line}\n`;
      const bytes = Buffer.byteLength(text);
      // No file may be larger than its share, or there is no room for it among the others.
      if (bytes > this.#share) {
        this.#dropped++;
        continue;
      }
      if (this.#bytes > 0 && this.#bytes + bytes > this.#share) this.#turn();
      const file = join(this.#options.folder, nameOf(this.#number));
      await appendFile(file, text, { mode: OWNERS_FILE });
      this.#bytes += bytes;
    }
  }

  get #share(): number {
    return this.#options.mostBytes / FILES;
  }

  #turn(): void {
    this.#number++;
    this.#bytes = 0;
    this.#makeRoom();
  }

  /** For a file that is begun now, and may come to hold its share. */
  #makeRoom(): void {
    const { folder, mostBytes } = this.#options;
    const files = filesIn(folder);
    let held = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    for (const file of files) {
      if (held <= mostBytes - this.#share) return;
      held -= statSync(join(folder, file)).size;
      unlinkSync(join(folder, file));
    }
  }
}

const nameOf = (number: number): string => `records-${String(number).padStart(8, '0')}.ndjson`;
const numberOf = (file: string): number => Number(/\d+/.exec(file)?.[0] ?? 0);

/** The oldest first. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => RECORD_FILE.test(file))
    .toSorted();
