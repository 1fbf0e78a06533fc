/**
 * The cases of a suite, each in a world of its own: both visits, as in the cluster, and then what
 * became of the pod beside what should have.
 */
import { faultAt, type Document, type Fault } from '../../policy/documents.ts';
import { readObject } from '../../policy/read.ts';
import { replicas, type Told } from '../replicas.ts';
import { standingOn } from '../standing.ts';
import { differencesOf, type Difference } from './differences.ts';
import { hadOf, type Had } from './had.ts';
import type { Case, Suite } from './suites.ts';

export interface Played {
  readonly case: Case;
  readonly told: Omit<Told, 'notes'>;
  readonly had: Had;
  readonly differences: readonly Difference[];
  readonly ms: number;
}

const clock = { now: () => Date.now() };

/** Cases in their order, with faults where the documents make no world, or a pod cannot be read. */
export async function* played(
  { document, cases }: Pick<Suite, 'document' | 'cases'>,
  documents: readonly Document[],
): AsyncGenerator<Played | Faulty> {
  for (const one of cases) yield await playedOne(one, document, documents);
}

async function playedOne(
  one: Case,
  suite: Document,
  documents: readonly Document[],
): Promise<Played | Faulty> {
  const begun = performance.now();
  const stage = standingOn(around(one, documents), clock);
  if ('faults' in stage) return stage;
  const told = await replicas(one.template, stage, 0);
  if (told === 'no pods') throw new Error(`${one.name} has no pods, which its suite has not said`);
  if ('faults' in told) return { faults: told.faults.map(inCase(suite, one)) };
  if (told.apiServer !== undefined)
    return { faults: [faultAt(suite, one.pointer, neverStored(told.apiServer.says))] };
  const had = hadOf(told);
  const differences = differencesOf(one.expect, had);
  return { case: one, told, had, differences, ms: performance.now() - begun };
}

export interface Faulty {
  readonly faults: readonly Fault[];
}

/** Nothing is said of it by a policy. */
const neverStored = (why: string): string => `has a pod that the API server itself refuses: ${why}`;

const inCase =
  (document: Document, { pointer }: Case) =>
  (fault: Pick<Fault, 'pointer' | 'says'>): Fault =>
    faultAt(document, pointer, `${fault.pointer} ${fault.says}, in its pod`);

/** A namespace that a case gives labels has these and no others. */
export function around(
  { namespace, namespaceLabels }: Case,
  documents: readonly Document[],
): readonly Document[] {
  if (namespaceLabels === undefined) return documents;
  const metadata = { name: namespace, labels: namespaceLabels };
  const read = readObject('a case', { apiVersion: 'v1', kind: 'Namespace', metadata });
  const others = documents.filter(({ kind, name }) => kind !== 'Namespace' || name !== namespace);
  return [...others, ...read.documents];
}

export const hasFailed = ({ differences }: Played): boolean => differences.length > 0;
