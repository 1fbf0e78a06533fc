/**
 * GpuProfiles where a server reads them: objects of a cluster, or files of a folder. What is kept goes
 * with the figures that were made of it, so that whoever comes next begins where this run ended.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { served } from '../../policy/schema/kinds.ts';
import { API_VERSION } from '../../policy/schema/words.ts';
import { isOurs, type Published } from '../../usage/profiling/published.ts';
import type { Api } from '../cluster/api.ts';

/** Who owns what is written, by `managedFields`. */
export const MANAGER = 'tranche-profiler';

const TYPE = 'application/apply-patch+yaml';

/** Figures first: a checkpoint without them would say that they are out already. */
export async function applied(api: Api, profiles: readonly Published[]): Promise<void> {
  const query = { fieldManager: MANAGER, force: 'true' };
  for (const { status, spec, ...head } of profiles) {
    const { name, namespace } = head.metadata;
    const path = `/apis/${API_VERSION}/namespaces/${namespace}/${served.GpuProfile.plural}/${name}`;
    // A row that somebody wrote by hand in the same object stays theirs.
    const own = { ...head, spec: { ...spec, containers: spec.containers.filter(isOurs) } };
    await api.ask({ method: 'PATCH', path, query, body: { type: TYPE, value: own } });
    await api.ask({
      method: 'PATCH',
      path: `${path}/status`,
      query,
      body: { type: TYPE, value: { ...head, status } },
    });
  }
}

/** A file each. Another one takes its place at once, so that nobody reads half of one. */
export function written(folder: string, profiles: readonly Published[]): string[] {
  mkdirSync(folder, { recursive: true });
  return profiles.flatMap((profile) => {
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
  });
}

export const yamlOf = (profile: Published): string => stringify(profile, { lineWidth: 0 });
