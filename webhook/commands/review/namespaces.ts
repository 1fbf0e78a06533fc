/**
 * Namespaces that come with the manifests: whoever starts a team's first service writes its Namespace above it,
 * and policies go by the labels of both. What stands in a cluster already stays as it is there.
 */
import { namespaceObject } from '../../adapters/snapshot/object.ts';
import { trimNamespace } from '../../adapters/seen.ts';
import { member, type Raw } from '../../expand/raw.ts';
import type { Document } from '../../policy/documents.ts';
import { readObject } from '../../policy/read.ts';

export const isNamespace = ({ apiVersion, kind }: Raw): boolean =>
  apiVersion === 'v1' && kind === 'Namespace';

/** Of two of one name the last, which is applied last. What no API server takes is none. */
export function namespaceDocuments(objects: readonly Raw[]): Document[] {
  const read = objects.flatMap(
    (object) => readObject('Namespace of the manifests', asStored(object)).documents,
  );
  return [...new Map(read.map((one) => [one.name, one])).values()];
}

/** The label of its name is written by the API server. */
function asStored(object: Raw): Raw {
  const { name } = member(object, 'metadata');
  const { labels, ...trimmed } = trimNamespace(object);
  const own = typeof name === 'string' ? { 'kubernetes.io/metadata.name': name } : {};
  return namespaceObject({ ...trimmed, labels: { ...labels, ...own } });
}

export function withNamespaces(
  standing: readonly Document[],
  coming: readonly Document[],
): Document[] {
  const known = new Set(standing.flatMap(({ kind, name }) => (kind === 'Namespace' ? [name] : [])));
  return [...standing, ...coming.filter(({ name }) => !known.has(name))];
}
