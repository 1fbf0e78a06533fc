/**
 * Policies, quotas and profiles that live in the cluster, as documents for the same compile as the
 * files'. Each object is read when it changes; what changed together is handed on together. An
 * object that cannot be read is a fault of its own source, like a file's; but one that a namespace's
 * own users may write is told apart.
 */
import type { Document, Fault } from '../../policy/documents.ts';
import { isNamespaced } from '../../policy/apart.ts';
import { served } from '../../policy/schema/kinds.ts';
import { API_VERSION } from '../../policy/schema/words.ts';
import { ByName } from '../by-name.ts';
import type { Put } from '../policy-store.ts';
import { trimObject, type SeenObject } from './seen-object.ts';
import type { View } from './view.ts';

export interface CustomObjects {
  readonly views: readonly View<SeenObject>[];
  /** Whether no kind is known to be absent. */
  served(): boolean;
  stop(): void;
}

export interface Told {
  /** Everything there is, first when all kinds have been listed, then on each change. */
  readonly put: (reading: Put, objects: readonly SeenObject[]) => void;
  /** An object as it is now, on each change, that of its status included. */
  readonly saw?: (object: SeenObject) => void;
}

const TOGETHER_MS = 200;

export function customObjects({ put, saw }: Told, togetherMs = TOGETHER_MS): CustomObjects {
  const kinds = Object.entries(served);
  const all = kinds.map(([kind, { plural }]) => ({
    kind,
    plural,
    objects: new ByName<SeenObject>(),
  }));
  const listed = new Set<string>();
  const absent = new Set<string>();
  let soon: NodeJS.Timeout | undefined;

  function later(): void {
    if (listed.size < kinds.length) return;
    soon ??= setTimeout(() => {
      soon = undefined;
      const sorted = inOrder(all.flatMap(({ objects }) => [...objects.values()]));
      put(readingOf(sorted), sorted);
    }, togetherMs);
  }

  const viewOf = (kind: string, plural: string, objects: ByName<SeenObject>): View<SeenObject> => ({
    name: plural,
    path: `/apis/${API_VERSION}/${plural}`,
    optional: true,
    trim: (raw) => asKept(objects, trimObject(raw, kind)),
    kept: objects,
    absent: () => absent.add(kind),
    listed() {
      if (listed.has(kind)) return;
      listed.add(kind);
      later();
    },
    apply(item) {
      absent.delete(kind);
      const before = objects.get(item.metadata);
      objects.set(item);
      saw?.(item);
      // A status that moves, and each full list, bring the same words again.
      if (before === undefined || !saysTheSame(before, item)) later();
    },
    remove(item) {
      if (objects.get(item.metadata)?.metadata.uid !== item.metadata.uid) return;
      objects.delete(item);
      later();
    },
  });

  return {
    views: all.map(({ kind, plural, objects }) => viewOf(kind, plural, objects)),
    served: () => absent.size === 0,
    stop: () => clearTimeout(soon),
  };
}

const keyOf = ({ kind, metadata }: SeenObject): string =>
  `${kind} ${metadata.namespace}/${metadata.name}`;

/** A new generation that says the same is news to whoever waits for it to be observed. */
const saysTheSame = (a: SeenObject, b: SeenObject): boolean =>
  a.generation === b.generation && JSON.stringify(a.reading) === JSON.stringify(b.reading);

/** The one there is, where nothing is new but that it was written or listed once more. */
function asKept(objects: ByName<SeenObject>, item: SeenObject): SeenObject {
  const kept = objects.get(item.metadata);
  if (kept?.metadata.uid !== item.metadata.uid || !saysTheSame(kept, item)) return item;
  if (JSON.stringify(kept.status) !== JSON.stringify(item.status)) return item;
  kept.metadata.resourceVersion = item.metadata.resourceVersion;
  return kept;
}

/** Of kind and name, so that replicas compile the same list. */
const inOrder = (objects: Iterable<SeenObject>): readonly SeenObject[] =>
  Array.from(objects, (object) => ({ object, key: keyOf(object) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ object }) => object);

function readingOf(sorted: readonly SeenObject[]): Put {
  const documents: Document[] = sorted.flatMap(({ reading }) => reading.documents);
  const faultsIn = (are: boolean): Fault[] =>
    sorted.flatMap(({ kind, reading }) => (isNamespaced(kind) === are ? reading.faults : []));
  const apart = faultsIn(true);
  return { documents, faults: faultsIn(false), ...(apart.length === 0 ? {} : { apart }) };
}
