/**
 * A snapshot as text. What people write stands as they write it; an object of the cluster is one
 * line, which is YAML as well, so that a search finds whole objects and two files can be compared.
 */
import { stringify } from 'yaml';
import { API_VERSION } from '../../policy/schema/words.ts';
import type { Raw } from '../raw.ts';
import { hashOf, SEPARATOR } from './as-written.ts';

export interface Header {
  readonly version: string;
  /** RFC 3339. */
  readonly readAt: string;
  readonly cluster?: string;
  readonly serverVersion?: string;
  /** Hash of the policies, as in every decision. */
  readonly policyHash: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Whose namespaces are shown; absent where all are. */
  readonly teams?: readonly string[];
  /** What decides and is not in it, a line each. */
  readonly missing: readonly string[];
}

export interface Parts {
  readonly policies: readonly Raw[];
  readonly objects: readonly Raw[];
}

const FORM = { lineWidth: 0, aliasDuplicateObjects: false };

export function snapshotText(header: Header, { policies, objects }: Parts): string {
  const below = [
    ...policies.map((policy) => stringify(policy, FORM)),
    ...objects.map((object) => `${JSON.stringify(object)}\n`),
  ].join(SEPARATOR);
  const world = { apiVersion: API_VERSION, kind: 'World', spec: specOf(header, below) };
  return `${stringify(world, FORM)}${below === '' ? '' : SEPARATOR}${below}`;
}

function specOf(header: Header, below: string): Raw {
  const { version, readAt, cluster, serverVersion, policyHash, counts, teams, missing } = header;
  return {
    version,
    readAt,
    ...(cluster === undefined ? {} : { cluster }),
    ...(serverVersion === undefined ? {} : { serverVersion }),
    hashes: { policies: policyHash, documents: hashOf(below) },
    counts,
    ...(teams === undefined ? {} : { teams }),
    ...(missing.length === 0 ? {} : { missing }),
  };
}

export const countsOf = (objects: readonly Raw[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { kind } of objects) counts[String(kind)] = (counts[String(kind)] ?? 0) + 1;
  return counts;
};
