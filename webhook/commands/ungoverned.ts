/**
 * Pods that no policy has terms for: what would be done with them nobody has said yet. Whoever scans without policies
 * has seen it by the pack to begin with, and may ask by the same one.
 */
import { listed } from '../adapters/changes.ts';
import type { FilesRead } from '../adapters/read-files.ts';
import type { Decision } from '../core/decision.ts';
import { ofKind, type Document } from '../policy/documents.ts';
import { starter } from './paths.ts';
import { documentsAt } from './terminal.ts';
import { unfaulty } from './unfaulty.ts';

/** A policy of guardrails alone shares nothing. */
export const sharingPolicies = (documents: readonly Document[]) =>
  ofKind(documents, 'GpuPolicy').filter(({ value }) => value.spec.sharing !== undefined);

/** The starter pack in place of what shares there; quotas, exemptions and guardrails stay. */
export function byStarter(read: FilesRead): FilesRead {
  const theirs = new Set<Document>(sharingPolicies(read.documents));
  const others = read.documents.filter((one) => !theirs.has(one));
  return { ...read, documents: [...others, ...unfaulty(documentsAt([starter]))] };
}

/** What helps, where no policy is the reason; `isTold`: what became of each of them is told anyway. */
export function ungoverned(
  { because: { rule } }: Decision,
  documents: readonly Document[],
  isTold: boolean,
): string[] {
  if (rule !== 'policy/none') return [];
  const names = sharingPolicies(documents).map(({ name }) => name);
  if (names.length === 0) return [NO_POLICY];
  return isTold ? [] : [`none of ${listed(names)} matches it: --policies says why not`];
}

const NO_POLICY =
  'no policy with sharing terms is here: tranche scan judges by the starter pack then (policies/packs/starter/policy.yaml), and explain does with --starter';
