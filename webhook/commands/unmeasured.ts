/** What would end a pod's want of evidence: a profile, or its own word where nobody will ever measure it. */
import type { Decision } from '../core/decision.ts';
import { ofKind, type Document } from '../policy/documents.ts';
import { profileBegins } from '../report/profile-begins.ts';

export interface Unmeasured {
  /** How its profile begins. */
  readonly begins?: string;
  readonly notes: readonly string[];
}

/** Whoever explains a folder of manifests wants to see the others, too, so one beginning is shown. */
export function unmeasured(
  proposed: Decision,
  shownBefore: boolean,
  documents: readonly Document[],
): Unmeasured {
  const begins = profileBegins(proposed);
  if (begins === undefined) return { notes: [] };
  const notes = ownWord(proposed, documents);
  return shownBefore ? { notes: [...notes, ALONE] } : { begins, notes };
}

const ALONE =
  'a profile would change it too; how that begins is shown of the first workload here, and of this one where it is explained alone';

/** A notebook has its user's name and ends before anybody has measured it. */
function ownWord({ class: kind, policy }: Decision, documents: readonly Document[]): string[] {
  if (kind !== 'notebook' || policy === 'none') return [];
  const terms = ofKind(documents, 'GpuPolicy').find(({ name }) => name === policy)?.value.spec;
  const word =
    terms?.sharing?.declared === 'accept'
      ? 'its own annotation tranche.dev/vram, which its policy hears, stands in for a profile'
      : `sharing.declared: accept in policy "${policy}" would hear its own word (tranche.dev/vram) in place of a profile`;
  return [`${word}; identity in a policy folds notebooks of many users into one workload`];
}
