/**
 * Keys of ours that nobody will read: misspelt, or written on the object where its pod template is
 * meant. A workload's own annotations do not reach its pods; only the template's do.
 */
import { token } from '../../core/edits/pointer.ts';
import { KEEP, REWRITE } from '../../core/fit/blocked.ts';
import { SHARE, VRAM } from '../../core/fit/declared.ts';
import { DECISION, ORIGINAL, OWN_PREFIX } from '../../core/governed.ts';
import { nearest } from '../../core/nearest.ts';
import { member, text, type Raw } from '../../expand/raw.ts';
import type { Lint, OfObject, OfPod } from './lint.ts';

const READ = [KEEP, VRAM, SHARE];
const WRITTEN = [DECISION, ORIGINAL];

type Slip = Pick<Lint, 'says' | 'help'>;

/** What stands on the pods themselves. */
export const ownKeysOfPod: OfPod = ({ metadata }) =>
  Object.keys(metadata.annotations ?? {}).flatMap((key) => {
    if (READ.includes(key) || WRITTEN.includes(key)) return [];
    const meant = near(key, READ);
    return meant === undefined ? [] : [lint('annotations', key, misspelt(key, meant))];
  });

/** What stands on the object and not on its pods. */
export const ownKeysOfObject: OfObject = (object, pods) => {
  const meta = member(object, 'metadata');
  if (text(object['kind']) === 'Namespace') return ofNamespace(meta);
  if (pods.length === 0) return [];
  return [
    ...Object.keys(member(meta, 'annotations'))
      .filter((key) => isOurs(key) && !pods.some((pod) => has(pod, 'annotations', key)))
      .map((key) => lint('annotations', key, misplaced(key))),
    ...Object.keys(member(meta, 'labels'))
      .filter((key) => isOurs(key) && !pods.some((pod) => has(pod, 'labels', key)))
      .map((key) => lint('labels', key, mislabelled(key))),
  ];
};

const has = (pod: Raw, list: string, key: string): boolean =>
  Object.hasOwn(member(pod, 'metadata', list), key);

const isOurs = (key: string): boolean =>
  key.startsWith(OWN_PREFIX) || near(key, [...READ, REWRITE]) !== undefined;

/** Namespaces have one key of ours, a label. */
function ofNamespace(meta: Raw): Lint[] {
  const annotations = Object.keys(member(meta, 'annotations'));
  const labels = Object.keys(member(meta, 'labels'));
  return [
    ...annotations
      .filter((key) => key === REWRITE)
      .map((key) =>
        lint('annotations', key, {
          says: `has ${key} as an annotation, and it is read as a label`,
          help: 'write it under metadata.labels',
        }),
      ),
    ...labels
      .filter((key) => key !== REWRITE && near(key, [REWRITE]) !== undefined)
      .map((key) => lint('labels', key, misspelt(key, REWRITE))),
  ];
}

/** Prefix and name each by themselves: what two keys share must not be what makes them alike. */
function near(key: string, known: readonly string[]): string | undefined {
  const [prefix = '', name] = key.split('/');
  if (name === undefined || nearest(`${prefix}/`, [OWN_PREFIX]) === undefined) return undefined;
  const meant = nearest(
    name,
    known.map((each) => each.slice(OWN_PREFIX.length)),
  );
  return meant === undefined ? undefined : OWN_PREFIX + meant;
}

const misspelt = (key: string, meant: string): Slip => ({
  says: `has the key ${key}, which nobody reads`,
  help: `did you mean ${meant}?`,
});

const misplaced = (key: string): Slip => ({
  says: `has the annotation ${key}, which is read on pods and does not get there`,
  help: `write it under metadata.annotations of the pod template${READ.includes(key) ? '' : `, if it is ${READ.join(', ')}; nothing else is read`}`,
});

const mislabelled = (key: string): Slip => ({
  says: `has the label ${key}, which nobody reads`,
  help:
    key === REWRITE
      ? `it is read on namespaces; of one workload write the annotation ${KEEP}: original on its pod template`
      : `what a pod may ask for is an annotation of its template: ${READ.join(', ')}`,
});

const lint = (list: 'annotations' | 'labels', key: string, slip: Slip): Lint => ({
  rule: 'lint/own-key',
  level: 'warning',
  ...slip,
  pointer: `/metadata/${list}/${token(key)}`,
});
