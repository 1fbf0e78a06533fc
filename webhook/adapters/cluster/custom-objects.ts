/**
 * Policies, quotas and profiles that live in the cluster, as documents for the same compile as the
 * files'. Each object is read when it changes; what changed together is handed on together. An
 * object that cannot be read is a fault of its own source, like a file's.
 */
import type { Document, Fault } from '../../policy/documents.ts';
import { readObject, type Reading } from '../../policy/read.ts';
import { served } from '../../policy/schema/kinds.ts';
import { API_VERSION } from '../../policy/schema/words.ts';
import { isRecord, recordIn } from '../raw.ts';
import { metaOf, type Seen } from '../seen.ts';
import type { View } from './view.ts';

export interface SeenObject extends Seen {
  readonly kind: string;
  readonly reading: Reading;
}

export interface CustomObjects {
  readonly views: readonly View<SeenObject>[];
  stop(): void;
}

const TOGETHER_MS = 200;

/** `put` is told everything there is, first when all kinds have been listed, then on each change. */
export function customObjects(
  put: (reading: Reading) => void,
  togetherMs = TOGETHER_MS,
): CustomObjects {
  const objects = new Map<string, SeenObject>();
  const kinds = Object.entries(served);
  const listed = new Set<string>();
  let soon: NodeJS.Timeout | undefined;

  function later(): void {
    if (listed.size < kinds.length) return;
    soon ??= setTimeout(() => {
      soon = undefined;
      put(readingOf([...objects.values()]));
    }, togetherMs);
  }

  const viewOf = (kind: string, plural: string): View<SeenObject> => ({
    name: plural,
    path: `/apis/${API_VERSION}/${plural}`,
    optional: true,
    trim: (raw) => trimObject(raw, kind),
    listed() {
      if (listed.has(kind)) return;
      listed.add(kind);
      later();
    },
    apply(item) {
      const before = objects.get(keyOf(item));
      objects.set(keyOf(item), item);
      // A status that moves, and each full list, bring the same words again.
      if (before === undefined || !saysTheSame(before, item)) later();
    },
    remove(item) {
      if (objects.get(keyOf(item))?.metadata.uid !== item.metadata.uid) return;
      objects.delete(keyOf(item));
      later();
    },
  });

  return {
    views: kinds.map(([kind, { plural }]) => viewOf(kind, plural)),
    stop: () => clearTimeout(soon),
  };
}

const keyOf = ({ kind, metadata }: SeenObject): string =>
  `${kind} ${metadata.namespace}/${metadata.name}`;

const saysTheSame = (a: SeenObject, b: SeenObject): boolean =>
  JSON.stringify(a.reading) === JSON.stringify(b.reading);

/** Items of a list need not say what they are. */
function trimObject(raw: unknown, kind: string): SeenObject {
  const metadata = metaOf(raw);
  const object = isRecord(raw) ? raw : {};
  const place = metadata.namespace === '' ? '' : `${metadata.namespace}/`;
  const source = `cluster ${kind} ${place}${metadata.name}`;
  const read = {
    apiVersion: API_VERSION,
    kind,
    metadata: recordIn(object, 'metadata'),
    spec: object['spec'],
  };
  return { metadata, kind, reading: readObject(source, read) };
}

/** In the order of kind and name, so that replicas compile the same list. */
function readingOf(objects: readonly SeenObject[]): Reading {
  const sorted = objects.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const documents: Document[] = sorted.flatMap(({ reading }) => reading.documents);
  const faults: Fault[] = sorted.flatMap(({ reading }) => reading.faults);
  return { documents, faults };
}
