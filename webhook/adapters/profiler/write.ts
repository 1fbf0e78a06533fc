/**
 * GpuProfiles as files of a folder that a server reads. What is kept goes with the figures that were
 * made of it, so that whoever comes next begins where this run ended.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { oneLine } from '../../core/text.ts';
import type { Published } from '../../usage/profiling/published.ts';
import { isRecord, recordIn, textIn } from '../raw.ts';
import { sorted, titleOf, type Refused } from './sound.ts';

export interface Written {
  readonly files: readonly string[];
  readonly refused: readonly Refused[];
}

/**
 * A file each. Another one takes its place at once, so that nobody reads half of one. Where one of them
 * holds something else none is written: a folder of somebody's policies may be the one that is named.
 */
export function written(folder: string, profiles: readonly Published[]): Written {
  mkdirSync(folder, { recursive: true });
  const { sound, refused } = sorted(profiles);
  for (const profile of sound) sparing(join(folder, fileOf(profile)), profile);
  return { files: sound.flatMap((profile) => put(folder, profile)), refused };
}

const fileOf = ({ metadata: { namespace, name } }: Published): string =>
  `${namespace}.${name}.yaml`;

function sparing(path: string, profile: Published): void {
  if (!existsSync(path)) return;
  const held = parseAllDocuments(readFileSync(path, 'utf8')).map((one): unknown => one.toJS());
  const other = held.find((one) => one !== null && !isOf(one, profile));
  if (other !== undefined)
    throw new Error(
      `${path} holds ${shown(other)}, which ${titleOf(profile)} would take the place of: nothing was written; ` +
        'move it to another file, or write to another folder',
    );
}

function isOf(held: unknown, { kind, metadata: { namespace, name } }: Published): boolean {
  if (!isRecord(held)) return false;
  const metadata = recordIn(held, 'metadata');
  return (
    held['kind'] === kind &&
    textIn(metadata, 'name') === name &&
    textIn(metadata, 'namespace') === namespace
  );
}

function shown(held: unknown): string {
  const [kind, name] = isRecord(held)
    ? [textIn(held, 'kind'), textIn(recordIn(held, 'metadata'), 'name')]
    : ['', ''];
  return kind === '' ? 'something else' : oneLine(`${kind} ${name}`.trim(), 300);
}

function put(folder: string, profile: Published): string[] {
  const file = fileOf(profile);
  const path = join(folder, file);
  const text = yamlOf(profile);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return [];
  // A folder's hidden files are not read.
  const hidden = join(folder, `.${file}`);
  writeFileSync(hidden, text);
  renameSync(hidden, path);
  return [path];
}

export const yamlOf = (profile: Published): string => stringify(profile, { lineWidth: 0 });
