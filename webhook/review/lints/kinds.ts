/**
 * Kinds that no cluster has: a group without a dot in its name is Kubernetes' own, and nobody else can add to it. The
 * API server says `no matches for kind` of such an object; whatever template it holds comes to nothing.
 */
import { nearest } from '../../core/nearest.ts';
import { BUILT_IN } from '../../expand/kinds/built-in.ts';
import { text } from '../../expand/raw.ts';
import type { OfObject } from './lint.ts';

/** They are written beside objects and never stored: lists of them, and what clients keep. */
const NEVER_STORED = /List$|^(?:Config|DeleteOptions|Preferences|Status|Table)$/;

export const unknownKinds: OfObject = (object) => {
  const apiVersion = text(object['apiVersion']) ?? '';
  const kind = text(object['kind']) ?? '';
  const group = groupOf(apiVersion);
  const known = BUILT_IN[group];
  if (known === undefined || group.includes('.') || known.includes(kind)) return [];
  if (apiVersion === '' || NEVER_STORED.test(kind)) return [];
  return [
    {
      rule: 'lint/unknown-kind',
      level: 'error',
      says: `is refused: ${apiVersion} has no kind ${kind}`,
      help: meant(kind, known),
      pointer: '/kind',
    },
  ];
};

const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

const VERSIONS: Readonly<Record<string, string>> = { autoscaling: 'v2' };

/** Of another group it is that kind, and its group was forgotten or is gone by now. */
function meant(kind: string, known: readonly string[]): string {
  const home = Object.keys(BUILT_IN).find((group) => BUILT_IN[group]?.includes(kind));
  if (home !== undefined) {
    const version = VERSIONS[home] ?? 'v1';
    return `write apiVersion: ${home === '' ? version : `${home}/${version}`}`;
  }
  const near = nearest(kind, known) ?? nearest(kind, Object.values(BUILT_IN).flat());
  return near === undefined
    ? 'kubectl api-resources lists the kinds of a cluster and their groups'
    : `did you mean ${near}?`;
}
