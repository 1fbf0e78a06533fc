/**
 * Where an object is to lie. An empty name is what a Helm value leaves that nobody gave: kubectl and the API server
 * take it for none, and put the object where all others go.
 */
import { member, text, type Raw } from './raw.ts';

/** `otherwise`: of objects that name none. */
export function namespaceOf(object: unknown, otherwise: string): string {
  const own = text(member(object, 'metadata')['namespace']);
  return own === undefined || own === '' ? otherwise : own;
}

/** The object, as it lies there. */
export const placedIn = (object: Raw, otherwise: string): Raw => ({
  ...object,
  metadata: { ...member(object, 'metadata'), namespace: namespaceOf(object, otherwise) },
});
