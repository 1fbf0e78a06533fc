/** Documents, or all of their faults at once. */
import type { FilesRead } from '../adapters/read-files.ts';
import type { Document, Fault } from '../policy/documents.ts';
import { renderFaults } from '../policy/render.ts';

export function unfaulty({ documents, faults, texts }: FilesRead): readonly Document[] {
  if (faults.length > 0) throw faulty(faults, (file) => texts.get(file));
  return documents;
}

export const faulty = (
  faults: readonly Fault[],
  text: (file: string) => string | undefined = () => undefined,
): Error => new Error(`faults in what was read\n${renderFaults(faults, text).trimEnd()}`);
