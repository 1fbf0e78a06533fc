/**
 * An object of the cluster as its author wrote it. Who applies with kubectl leaves behind what was
 * applied; where that still says the same, it is without the defaults that the API server fills in.
 */
import { canonical } from './canonical.ts';
import { isTooDeep } from './depth.ts';
import { isRecord } from '../core/record.ts';
import type { Json } from './schema/forms.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** As many as the API server lets all annotations of an object have together. */
const MOST_LETTERS = 256 * 1024;

/** `value`: what was read of it; `readAs`: what would be read of another. */
export function asWritten(object: Json, value: unknown, readAs: (object: Json) => unknown): Json {
  const { apiVersion, kind, metadata, spec } = object;
  const { name, namespace, labels, annotations } = isRecord(metadata) ? metadata : {};
  const { [LAST_APPLIED]: applied, ...notes } = isRecord(annotations) ? annotations : {};
  const before = parsed(applied);
  const same = before !== undefined && canonical(readAs(before)) === canonical(value);
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(isRecord(labels) ? { labels } : {}),
      ...(Object.keys(notes).length === 0 ? {} : { annotations: notes }),
    },
    spec: same ? before['spec'] : spec,
  };
}

/** Anybody can write into an annotation: one that cannot be read is as good as none. */
function parsed(applied: unknown): Json | undefined {
  if (typeof applied !== 'string' || applied.length > MOST_LETTERS) return undefined;
  try {
    const value: unknown = JSON.parse(applied);
    return isRecord(value) && !isTooDeep(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
