/**
 * What `tranche review` takes of a large repository, beside a program that only parses the same files
 * as YAML: the least that any reader of manifests must do. A fifth of them tells how memory
 * grows with their number: as Node takes it where there is plenty, and in a small heap what is needed.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { member, text, type Raw } from '../expand/raw.ts';
import { cpuNanoseconds, memory } from './proc.ts';
import { startNode } from './processes.ts';
import { shuffled } from './statistics.ts';
import { sampleManifests } from './reviews.ts';

/** Of which each side is told: manifests, and a fifth of them. */
export const MANIFESTS = 5000;
const FEWER = MANIFESTS / 5;
/** Manifests of a file, as a rendered chart has them. */
const PER_FILE = 20;

/** MiB of what lives long: less than Node allows itself in a container of a quarter GiB, and enough for all of them. */
export const SMALL_HEAP = 96;
const SMALL = [`--max-old-space-size=${SMALL_HEAP}`];

const SIDES = [
  'review',
  'review, a fifth',
  'review, small heap',
  'review, a fifth, small heap',
  'YAML parse',
] as const;

export type SideName = (typeof SIDES)[number];

export interface Ran {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

export interface ReviewFound {
  readonly manifests: number;
  readonly fewer: number;
  readonly MiB: number;
  readonly sides: Readonly<Record<SideName, readonly Ran[]>>;
}

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export async function largeRepository(rounds: number): Promise<ReviewFound> {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-bench-'));
  try {
    const files = written(folder);
    const few = files.slice(0, FEWER / PER_FILE);
    const review = [at('../../dist/cli.js'), 'review', '--fail-on', 'none', '-o', 'json'];
    const commands: Readonly<Record<SideName, () => Promise<Ran>>> = {
      review: () => ran([...review, ...files]),
      'review, a fifth': () => ran([...review, ...few]),
      'review, small heap': () => ran([...review, ...files], SMALL),
      'review, a fifth, small heap': () => ran([...review, ...few], SMALL),
      'YAML parse': () => ran([at('parse-yaml.ts'), ...files]),
    };
    const sides: Record<SideName, Ran[]> = {
      review: [],
      'review, a fifth': [],
      'review, small heap': [],
      'review, a fifth, small heap': [],
      'YAML parse': [],
    };
    for (let round = 0; round < rounds; round++)
      for (const name of shuffled(SIDES)) sides[name].push(await commands[name]());
    const bytes = files.reduce((sum, file) => sum + readFileSync(file).length, 0);
    return { manifests: MANIFESTS, fewer: FEWER, MiB: bytes / 1024 / 1024, sides };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each manifest of a name of its own, as no two objects of a cluster are called alike. */
function written(folder: string): readonly string[] {
  const objects = sampleManifests();
  return Array.from({ length: MANIFESTS / PER_FILE }, (_, file) => {
    const path = join(folder, `part-${String(file).padStart(4, '0')}.yaml`);
    const some = Array.from({ length: PER_FILE }, (__, i) =>
      renamed(objects[(file * PER_FILE + i) % objects.length] ?? {}, file * PER_FILE + i),
    );
    writeFileSync(path, some.map((object) => stringify(object, { version: '1.1' })).join('---\n'));
    return path;
  });
}

const renamed = (object: Raw, i: number): Raw => {
  const metadata = member(object, 'metadata');
  return { ...object, metadata: { ...metadata, name: `${text(metadata['name']) ?? ''}-${i}` } };
};

const LOOK_MS = 20;

/** Of the process as it was last seen before its end; its memory only grows in what is looked at. */
async function ran(args: readonly string[], flags: readonly string[] = []): Promise<Ran> {
  const began = process.hrtime.bigint();
  const { pid, process: child } = startNode(args, { core: 'any', flags });
  let [cpu, peakMiB] = [0, 0];
  const looking = setInterval(() => {
    try {
      const peak = memory(pid).peakMiB;
      // Of one that has ended, and whose end nobody has taken note of, nothing is said.
      if (Number.isFinite(peak)) [cpu, peakMiB] = [cpuNanoseconds(pid), peak];
    } catch {
      // It ended a moment ago.
    }
  }, LOOK_MS);
  const status = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(looking);
  if (status !== 0) throw new Error(`${args.slice(0, 2).join(' ')} ended with ${String(status)}`);
  return { seconds: Number(process.hrtime.bigint() - began) / 1e9, cpuSeconds: cpu / 1e9, peakMiB };
}
