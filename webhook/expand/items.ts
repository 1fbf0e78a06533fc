/** Lists of objects, and what in them is none. */
import type { Step } from './range.ts';
import { isRecord, text, type Raw } from './raw.ts';

export const hasKind = ({ kind }: Raw): boolean => typeof kind === 'string' && kind !== '';

/** Whether the object is a list of others. */
export const itemsOf = (object: Raw): Raw[] | undefined =>
  (text(object['kind']) ?? '').endsWith('List') && Array.isArray(object['items'])
    ? object['items'].filter(isRecord).filter(hasKind)
    : undefined;

export interface Listed {
  /** The object, and all that is in it where it is a List, and in Lists of that. */
  readonly held: readonly { readonly object: Raw; readonly path: readonly Step[] }[];
  readonly amiss: readonly Amiss[];
}

interface Amiss {
  readonly path: readonly Step[];
  readonly says: string;
}

export function listed(object: Raw, path: readonly Step[] = []): Listed {
  const kind = text(object['kind']) ?? '';
  const { items } = object;
  const own = { object, path };
  if (!kind.endsWith('List') || !Array.isArray(items))
    return kind === 'List' && object['apiVersion'] === 'v1' && items !== undefined && items !== null
      ? {
          held: [own],
          amiss: [{ path: [...path, 'items'], says: 'items of a List must be a list' }],
        }
      : { held: [own], amiss: [] };
  const inside = items.map((item: unknown, i): Listed => {
    const at = [...path, 'items', i];
    if (!isRecord(item))
      return { held: [], amiss: [{ path: at, says: `${shown(item)} ${NO_OBJECT}` }] };
    inferKind(item, object);
    return hasKind(item)
      ? listed(item, at)
      : { held: [], amiss: [{ path: at, says: `an item without a kind ${NO_OBJECT}` }] };
  });
  return {
    held: [own, ...inside.flatMap(({ held }) => held)],
    amiss: inside.flatMap(({ amiss }) => amiss),
  };
}

/** The object, unless it is one of those; and where it is a List none of them is left in it. */
export function leftOf(object: Raw, unread: ReadonlySet<Raw>): Raw[] {
  if (unread.has(object)) return [];
  const items = unread.size === 0 ? undefined : itemsOf(object);
  if (items !== undefined) object['items'] = items.flatMap((one) => leftOf(one, unread));
  return [object];
}

const NO_OBJECT = 'stands in a List, and is no Kubernetes object';

const shown = (item: unknown): string =>
  typeof item === 'string' ? 'text' : Array.isArray(item) ? 'a list' : JSON.stringify(item);

/** An API server leaves out what the items of a DeploymentList are, and kubectl fills it in. */
function inferKind(item: Raw, { kind, apiVersion }: Raw): void {
  const of = (text(kind) ?? '').slice(0, -'List'.length);
  if (of === '' || item['kind'] !== undefined || item['apiVersion'] !== undefined) return;
  item['kind'] = of;
  item['apiVersion'] = apiVersion;
}
