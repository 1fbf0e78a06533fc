/** A snapshot of a World that was read from files: the same World, with nothing that is not read. */
import { hidingNothing, type Hiding } from './hiding.ts';
import { Gathering, type Gathered } from './gathering.ts';
import { policyObjects } from './policy-object.ts';
import { isRecord, type Raw } from '../raw.ts';
import type { Document } from '../../policy/documents.ts';

export interface Written extends Gathered {
  readonly policies: readonly Raw[];
}

export function ofDocuments(
  documents: readonly Document[],
  hiding: Hiding = hidingNothing,
): Written {
  // A node written by hand need not say that it is ready.
  const gathering = new Gathering(hiding, 'ready');
  for (const { kind, value } of documents) if (isRecord(value)) gathering.add(kind, value);
  return { ...gathering.done(), policies: policyObjects(documents, hiding) };
}
