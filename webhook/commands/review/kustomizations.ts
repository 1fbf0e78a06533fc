/**
 * What kustomize builds of the files of a review. A base is not what is applied, nor is a patch a whole object: what
 * a kustomization lists is left to it. Whoever names a resource alone, and not its folder, has it reviewed as it is.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { isRecord, text, type Raw } from '../../expand/raw.ts';
import type { Unread } from '../../review/report.ts';
import type { Named } from './named.ts';
import { quoted } from './folders.ts';

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export interface Kustomization {
  readonly folder: Named;
  readonly file: string;
  /** Whole objects and folders that it takes up, by their paths from the root. */
  readonly resources: ReadonlySet<string>;
  /** Patches, values and whatever else it reads. */
  readonly parts: ReadonlySet<string>;
  readonly helm: boolean;
}

export const isKustomization = ({ path }: Named): boolean => NAMES.includes(basename(path));

export const kustomizationIn = (folder: Named): Kustomization | undefined => {
  const file = NAMES.find((name) => existsSync(join(folder.path, name)));
  return file === undefined ? undefined : readIn(folder, file);
};

export const kustomizationAt = ({ path, name }: Named): Kustomization | undefined =>
  readIn({ path: dirname(path), name: dirname(name) }, basename(path));

const RESOURCES: ReadonlySet<string> = new Set(['resources', 'bases', 'components']);

/** What is broken is left to whoever reads manifests: they tell its place. */
function readIn(folder: Named, file: string): Kustomization | undefined {
  const held = parsed(join(folder.path, file));
  if (held === undefined) return undefined;
  const [resources, parts] = [new Set<string>(), new Set<string>()];
  for (const [field, value] of Object.entries(held))
    for (const path of textsIn(value).map((one) => resolve(folder.path, fileOf(one))))
      (RESOURCES.has(field) ? resources : parts).add(path);
  return { folder, file, resources, parts, helm: 'helmCharts' in held };
}

/** Of Flux' kind of that name, or a list, nothing is built. */
function parsed(path: string): Raw | undefined {
  try {
    const found = statSync(path);
    // A pipe or a device of that name might never end.
    if (!found.isFile() || found.size > MOST_BYTES) return undefined;
    const held: unknown = parse(readFileSync(path, 'utf8'));
    if (!isRecord(held)) return undefined;
    return (text(held['apiVersion']) ?? OWN).startsWith(OWN) ? held : undefined;
  } catch {
    return undefined;
  }
}

const OWN = 'kustomize.config.k8s.io/';

/** A kustomization of thousands of files has less. */
const MOST_BYTES = 1024 * 1024;

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('\n') ? [] : [value];
  return isRecord(value) || Array.isArray(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** Generators write `KEY=FILE`. */
const fileOf = (word: string): string => word.slice(word.indexOf('=') + 1);

export const ofKustomization = ({ folder, file, helm }: Kustomization): Unread => ({
  file: join(folder.name, file),
  line: 0,
  column: 0,
  says: 'is a kustomization, which is reviewed as kustomize builds it',
  help: `kubectl kustomize ${helm ? '--enable-helm ' : ''}${quoted(folder.name)} | tranche review -`,
});
