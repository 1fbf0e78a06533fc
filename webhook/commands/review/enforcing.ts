/** A cluster as it would be, did every policy and quota enforce towards all that it matches: what whoever only observes wants to know. */
import type { Document } from '../../policy/documents.ts';
import { isRecord } from '../../adapters/raw.ts';

/** `already`: there is nothing in it that would be otherwise. */
export function enforcing(documents: readonly Document[]): Document[] | 'already' {
  const made = documents.map(enforced);
  return made.every((one, nth) => one === documents[nth]) ? 'already' : made;
}

/** The very document where it enforces, or is none that could. */
function enforced(document: Document): Document {
  const { kind, value } = document;
  if (kind !== 'GpuPolicy' && kind !== 'GpuQuota') return document;
  const spec = isRecord(value) ? value['spec'] : undefined;
  if (!isRecord(value) || !isRecord(spec)) return document;
  const { sharing } = spec;
  const held = isRecord(sharing) && sharing['rolloutShare'] !== 1;
  if (spec['mode'] === 'enforce' && !held) return document;
  const whole = held ? { sharing: { ...sharing, rolloutShare: 1 } } : {};
  return { ...document, value: { ...value, spec: { ...spec, mode: 'enforce', ...whole } } };
}
