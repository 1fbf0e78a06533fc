/** One set of policies in the World they are tried in: whatever policies, quotas and exemptions that World has are left out. */
import { SNAPSHOT_BYTES } from '../../adapters/read-files.ts';
import { ofKind, type Document } from '../../policy/documents.ts';
import type { Clock } from '../../ports.ts';
import { shipped } from '../paths.ts';
import { standingIn, type Stage } from '../standing.ts';
import { documentsAt } from '../terminal.ts';

export interface Cast {
  readonly stage: Stage;
  /** What the World says, with the policies that were left out of it. */
  readonly read: readonly Document[];
  /** Somebody has set prices, so that money means something. */
  readonly priced: boolean;
}

const POLICIES: readonly Document['kind'][] = ['GpuPolicy', 'GpuQuota', 'GpuExemption'];

/** In words, where the set has faults. */
export function castOf(set: string, world: readonly string[], clock: Clock): Cast | string {
  const ours = reading(`--policies ${set}`, [set]).texts;
  // All at once, because a World may include what is shipped, and a file is read once.
  const all = reading(`--world ${world.join(', ')}`, [...shipped, set, ...world]);
  const documents = all.documents.filter(
    (one) => !POLICIES.includes(one.kind) || ours.has(one.at('').file),
  );
  const made = standingIn({ ...all, documents }, clock);
  if (!made.ok) return made.rendered;
  const catalogues = ofKind(made.documents, 'GpuCatalogue');
  return {
    stage: made,
    read: all.documents,
    priced: catalogues.some(({ value }) => value.spec.prices.length > 0),
  };
}

const reading = (asked: string, paths: readonly string[]) =>
  documentsAt(paths, { asked, maxBytes: SNAPSHOT_BYTES });
