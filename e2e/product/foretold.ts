/**
 * What a review foretells of a pod and what the API server made of it, brought to one form: whether
 * it is stored, and what of it is ours; or the words of the refusal.
 */
import { spawnSync } from 'node:child_process';

import { parseQuantity } from '../../webhook/core/quantity.ts';
import { isRecord } from '../../webhook/core/record.ts';
import { canonical } from '../../webhook/policy/canonical.ts';
import type { Answer, AnyPod, Created } from '../faults/api.ts';

export interface Became {
  readonly stored: boolean;
  /** What is ours to change, where it is stored; the words of the refusal, where it is not. */
  readonly is: unknown;
}

export const became = ({ status, body }: Answer<Created>): Became =>
  status === 201
    ? { stored: true, is: ours(body) }
    : { stored: false, is: refusalIn(body.message ?? String(status)) };

/** The rules that refuse, each with its sentence; none where the API server itself refuses. */
export function refusalIn(message: string): string[] {
  const [, words] = message.split('denied the request: ');
  return (words?.split(/; (?=[a-z-]+\/[a-z-]+: )/) ?? []).toSorted();
}

/** Without what a report tells beside, of a cluster at rest and of the other pods. */
export const bare = (says: string): string =>
  says.replace('with nothing else running: ', '').replace(/^\d+ of \d+ pods admitted; /, '');

/** What we may change of a pod, and what we write on it. */
export function ours({ metadata, spec }: AnyPod): unknown {
  const { nodeSelector, affinity, tolerations, resources, schedulerName, ...rest } = spec as Spec;
  const own = Object.entries(metadata.annotations ?? {}).filter(([key]) =>
    key.startsWith('tranche.dev/'),
  );
  const parts = [...(rest.initContainers ?? []), ...(rest.containers ?? [])];
  return {
    annotations: own.map(([key, value]) => `${key}: ${value}`).toSorted(),
    pod: { nodeSelector, affinity, resources: asAmounts(resources), schedulerName },
    tolerations: (tolerations ?? []).filter(({ key = '' }) => !key.startsWith('node.kubernetes')),
    containers: parts.map(({ name, command, args, env, resources: devices }) => ({
      name,
      command,
      args,
      env: withoutVersions(env),
      devices: asAmounts(devices),
    })),
  };
}

/** The API server says of what version a field is, where nobody did. */
const withoutVersions = (env: unknown): unknown =>
  env === undefined
    ? undefined
    : JSON.parse(JSON.stringify(env), (key, one: unknown) =>
        key === 'apiVersion' ? undefined : one,
      );

/** The API server writes amounts in its own way, however they were written. */
const asAmounts = (resources: unknown): unknown =>
  resources === undefined
    ? undefined
    : JSON.parse(JSON.stringify(resources), (_, one: unknown) =>
        typeof one === 'number' || typeof one === 'string' ? amountOf(String(one)) : one,
      );

function amountOf(text: string): number | string {
  const amount = parseQuantity(text);
  return amount === 'invalid' ? text : amount;
}

interface Spec {
  readonly nodeSelector?: object;
  readonly affinity?: object;
  readonly tolerations?: readonly { readonly key?: string }[];
  readonly resources?: object;
  readonly schedulerName?: string;
  readonly initContainers?: readonly Container[];
  readonly containers?: readonly Container[];
}

interface Container {
  readonly name: string;
  readonly command?: unknown;
  readonly args?: unknown;
  readonly env?: unknown;
  readonly resources?: unknown;
}

/** In the order of keys, without what says nothing: the API server leaves it out. */
export const plain = (value: unknown): string =>
  canonical(
    JSON.parse(JSON.stringify(value), (_, one: unknown) =>
      isRecord(one) && Object.keys(one).length === 0 ? undefined : one,
    ),
  );

/** The program as it is shipped; what it printed. */
export function tranche(...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...words], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`tranche ${words.join(' ')}: ${stderr}`);
  return stdout;
}
