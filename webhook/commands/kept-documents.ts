/**
 * The documents of a kept set as YAML again. What comes with the program is left out, for it is
 * there already; what came from files and what came from the cluster are kept apart, since a file's
 * document that is applied would be there twice.
 */
import { basename } from 'node:path';
import { stringify } from 'yaml';
import { isRecord, recordIn, textIn } from '../adapters/raw.ts';
import type { KeptSet, Said } from '../adapters/kept/kept-set.ts';
import { OURS } from '../policy/compile.ts';

const CLUSTER = 'cluster ';

export const inCluster = ({ said }: KeptSet): readonly Said[] =>
  said.filter(({ from }) => from.startsWith(CLUSTER));

export const inFiles = ({ said }: KeptSet): readonly Said[] =>
  said.filter((one) => !one.from.startsWith(CLUSTER) && !comesWithUs(one));

/** `GpuQuota speech`. */
export function titleOf({ value }: Said): string {
  const object = isRecord(value) ? value : {};
  return `${textIn(object, 'kind')} ${textIn(recordIn(object, 'metadata'), 'name')}`;
}

const comesWithUs = (one: Said): boolean =>
  OURS.includes(titleOf(one)) && !titleOf(one).startsWith('GpuPolicy ');

/** Documents one after the other, each under the place it came from. */
export const yamlOf = (said: readonly Said[]): string =>
  said.map(({ from, value }) => `# ${from}\n${stringify(value, { lineWidth: 0 })}`).join('---\n');

/** Name of a file to its text: as the files were called, but all in one folder. */
export function filesOf(said: readonly Said[]): ReadonlyMap<string, string> {
  const sources = [...new Set(said.map(({ from }) => from))];
  const names = sources.map((from) => basename(from));
  return new Map(
    sources.map((from, i) => {
      const name = names[i] ?? from;
      const alone = names.indexOf(name) === names.lastIndexOf(name);
      const own = said.filter((one) => one.from === from);
      return [alone ? name : from.replaceAll('/', '-').replace(/^[.-]+/, ''), yamlOf(own)];
    }),
  );
}

/** What a cluster has now and had not then: applying takes nothing away. */
export function laterThan(set: KeptSet, latest: KeptSet): readonly string[] {
  const then = new Set(inCluster(set).map(titleOf));
  return inCluster(latest)
    .map(titleOf)
    .filter((title) => !then.has(title));
}
