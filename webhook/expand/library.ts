/** The objects that others name, among all that were read. */
import { itemsOf } from './items.ts';
import { NAMED_BY_OTHERS, qualified } from './kinds/all.ts';
import type { Library } from './kinds/kind.ts';
import { lenderOf, LENDING, ROLLOUT_OF } from './kinds/rollout.ts';
import { AUTOSCALER, AUTOSCALERS, targetOf } from './kinds/scaled.ts';
import { namespaceOf } from './namespace.ts';
import { member, text, type Raw } from './raw.ts';

export type { Library };

/** Whether it is there for others to name it, and makes no pods itself. */
export const isNamedByOthers = ({ kind }: Raw): boolean =>
  typeof kind === 'string' && NAMED_BY_OTHERS.has(kind);

/** Whether another object may be made otherwise for it. */
export const isOfUse = (object: Raw): boolean =>
  isNamedByOthers(object) ||
  LENDING.has(text(object['kind']) ?? '') ||
  takenBy(object) !== undefined;

const takenBy = (object: Raw): string | undefined =>
  qualified(object) === 'Rollout.argoproj.io' ? lenderOf(object) : undefined;

/** `namespace`: of objects that name none. What lies in no namespace is found from each. */
export function libraryOf(objects: Iterable<Raw>, namespace: string): Library {
  const known = new Map<string, Raw>();
  for (const object of objects)
    for (const one of itemsOf(object) ?? [object]) {
      if (!isOfUse(one)) continue;
      const meta = member(one, 'metadata');
      const kind = text(one['kind']) ?? '';
      const where = namespaceOf(one, namespace);
      known.set(keyOf(kind, where, text(meta['name']) ?? ''), one);
      const lender = takenBy(one);
      if (lender !== undefined) known.set(keyOf(ROLLOUT_OF, where, lender), one);
      if (AUTOSCALERS.includes(kind)) known.set(keyOf(AUTOSCALER, where, targetOf(one)), one);
    }
  return (kind, where, name) => known.get(keyOf(kind, where, name));
}

const IN_NONE = new Set(['WorkspaceKind']);

const keyOf = (kind: string, namespace: string, name: string): string =>
  [kind, kind.startsWith('Cluster') || IN_NONE.has(kind) ? '' : namespace, name].join('\n');
