/** What the chart runs now and then as an account of its own: its objects, and its command with that account's rights. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';

import { chosenMinor, pathOf } from '../binaries/sets.ts';
import { run } from '../process.ts';
import type { Cluster } from '../shared.ts';
import { chart, SYSTEM } from './install.ts';

export interface Made {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly jobTemplate: { readonly spec: { readonly template: Template } } };
}

interface Template {
  readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] };
}

/** Of the chart with these values those objects whose name is asked for. */
export async function ofChart(
  set: string,
  isOurs: (name: string) => boolean,
): Promise<readonly Made[]> {
  const words = ['template', 'tranche', chart, '-n', SYSTEM, `--set=${set}`];
  const { stdout } = await run(pathOf('helm', chosenMinor()), words);
  return parseAllDocuments(stdout)
    .map((document): Made => document.toJS())
    .filter((one) => one !== null && isOurs(one.metadata.name));
}

/** What its CronJob runs. */
export const argsOf = (made: readonly Made[]): readonly string[] =>
  made.find(({ kind }) => kind === 'CronJob')?.spec?.jobTemplate.spec.template.spec.containers[0]
    ?.args ?? [];

/** File of a kubeconfig that has no other right than an account's. */
export async function configOf(
  cluster: Cluster,
  account: string,
  namespace: string,
): Promise<string> {
  const token = await cluster.kubectl(['create', 'token', account, '-n', namespace]);
  const config = parse(readFileSync(cluster.kubeconfig, 'utf8'));
  for (const user of config.users) user.user = { token: token.stdout.trim() };
  const file = join(cluster.kubeconfig, '..', `${account}.kubeconfig`);
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
