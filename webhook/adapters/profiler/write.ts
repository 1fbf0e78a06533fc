/**
 * GpuProfiles as files of a folder that a server reads. What is kept goes with the figures that were
 * made of it, so that whoever comes next begins where this run ended.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Published } from '../../usage/profiling/published.ts';
import { sorted, type Refused } from './sound.ts';

export interface Written {
  readonly files: readonly string[];
  readonly refused: readonly Refused[];
}

/** A file each. Another one takes its place at once, so that nobody reads half of one. */
export function written(folder: string, profiles: readonly Published[]): Written {
  mkdirSync(folder, { recursive: true });
  const { sound, refused } = sorted(profiles);
  return { files: sound.flatMap((profile) => put(folder, profile)), refused };
}

function put(folder: string, profile: Published): string[] {
  const { namespace, name } = profile.metadata;
  const file = `${namespace}.${name}.yaml`;
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
