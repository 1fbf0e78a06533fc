/**
 * The same object in two files, of two overlays or of a folder beside what was rendered from it: a cluster has
 * one of it, so that it is judged and charged once, and its reader is told where else it stands.
 */
import { isDeepStrictEqual } from 'node:util';
import { namespaceOf, placedIn } from '../../expand/namespace.ts';
import { member, text, type Raw } from '../../expand/raw.ts';
import type { Found } from '../../review/fingerprint.ts';
import type { At, Subject } from '../../review/report.ts';
import type { Written } from './read.ts';

export interface Turn extends Written {
  /** Another of its name comes behind it: it is judged, and holds nothing beside that. */
  readonly replaced?: true;
}

export interface Turns {
  readonly turns: readonly Turn[];
  /** Of no cluster yet. */
  readonly twice: readonly Found[];
}

/** Of objects that say the same the first is kept, and of those that do not all: the last is what will stand. */
export function eachOnce(written: readonly Written[], namespace: string): Turns {
  const latest = new Map<string, Written>();
  const kept: Written[] = [];
  const replaced = new Set<Written>();
  const twice: Found[] = [];
  for (const one of written) {
    const subject = subjectOf(one.object, namespace);
    const key = JSON.stringify(subject);
    const before = latest.get(key);
    const same = before !== undefined && areAlike([before.object, one.object], namespace);
    if (before !== undefined)
      twice.push((same ? sameAs : unlike)(before.at(''), { subject, at: one.at('') }));
    if (same) continue;
    if (before !== undefined) replaced.add(before);
    kept.push(one);
    // Whoever has no name is given another each time.
    if (subject.name !== '') latest.set(key, one);
  }
  const turns = kept.map((one): Turn => (replaced.has(one) ? { ...one, replaced: true } : one));
  return { turns, twice };
}

/** Whether the namespace is written out or left to be filled in makes no other object. */
const areAlike = ([a, b]: readonly [Raw, Raw], namespace: string): boolean =>
  isDeepStrictEqual(placedIn(a, namespace), placedIn(b, namespace));

const subjectOf = (object: Raw, namespace: string): Subject => {
  const { name } = member(object, 'metadata');
  return {
    apiVersion: text(object['apiVersion']) ?? '',
    kind: text(object['kind']) ?? '',
    namespace: namespaceOf(object, namespace),
    name: text(name) ?? '',
    group: '',
  };
};

const RULE = { rule: 'lint/same-object', basis: 'policy', clusters: [] } as const;

const sameAs = (first: At, of: Pick<Found, 'subject' | 'at'>): Found => ({
  ...RULE,
  ...of,
  level: 'note',
  says: `also stands in ${placeOf(first)}, and is reviewed there`,
});

const unlike = (before: At, of: Pick<Found, 'subject' | 'at'>): Found => ({
  ...RULE,
  ...of,
  level: 'warning',
  says: `also stands in ${placeOf(before)}, and not alike: the one that is applied last wins; each is judged, and this one is counted`,
  help: 'if they are for two clusters, review them apart, each with its --snapshot; else remove one',
});

const placeOf = ({ file, line }: At): string => `${file}:${line}`;
