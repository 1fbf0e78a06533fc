/** A policy, quota or profile of the cluster: what it says, and what stands beside that in its status. */
import type { Status } from '../../policy/schema/status.ts';
import type { Position } from '../../policy/documents.ts';
import { readObject, type Reading } from '../../policy/read.ts';
import { API_VERSION } from '../../policy/schema/words.ts';
import { isRecord, listIn, recordIn, textIn, type Raw } from '../raw.ts';
import { oneText } from '../intern.ts';
import { metaOf, type Seen } from '../seen.ts';

export interface SeenObject extends Seen {
  readonly kind: string;
  /** Counts the changes of its spec. */
  readonly generation: number;
  readonly reading: Reading;
  /** As somebody wrote it, us included. */
  readonly status: Status;
}

/** Where faults say that it lives, e.g. `cluster GpuQuota speech`. */
export function sourceOf({ kind, metadata }: Pick<SeenObject, 'kind' | 'metadata'>): string {
  const place = metadata.namespace === '' ? '' : `${metadata.namespace}/`;
  return `cluster ${kind} ${place}${metadata.name}`;
}

/** Items of a list need not say what they are. */
export function trimObject(raw: unknown, kind: string): SeenObject {
  const metadata = metaOf(raw);
  const object = isRecord(raw) ? raw : {};
  const read = {
    apiVersion: API_VERSION,
    kind,
    metadata: recordIn(object, 'metadata'),
    spec: object['spec'],
  };
  return {
    metadata,
    kind,
    generation: numberIn(recordIn(object, 'metadata'), 'generation'),
    reading: compact(readObject(sourceOf({ kind, metadata }), read), { kind, metadata }),
    status: statusIn(recordIn(object, 'status')),
  };
}

/**
 * Of profiles there are tens of thousands. What they have in common is kept once, and where one
 * lives is said when somebody asks.
 */
function compact(reading: Reading, of: Pick<SeenObject, 'kind' | 'metadata'>): Reading {
  const [document] = reading.documents;
  if (of.kind !== 'GpuProfile' || document === undefined) return reading;
  const at = (): Position => ({ file: sourceOf(of), line: 0, column: 0 });
  const { apiVersion, kind } = document;
  const { name, namespace, uid } = of.metadata;
  const value = shared(document.value);
  const own = { apiVersion, kind, name, namespace, value, at, ...(uid === '' ? {} : { uid }) };
  return { documents: [own], faults: NO_FAULTS };
}

const NO_FAULTS: Reading['faults'] = [];

function shared(value: unknown): unknown {
  if (typeof value === 'string') return oneText(value);
  if (Array.isArray(value)) return value.map(shared);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shared(part)]));
}

const NO_STATUS: Status = { observedGeneration: 0, conditions: [] };

function statusIn(status: Raw): Status {
  if (status['conditions'] === undefined && status['observedGeneration'] === undefined)
    return NO_STATUS;
  return {
    observedGeneration: numberIn(status, 'observedGeneration'),
    conditions: listIn(status, 'conditions')
      .filter(isRecord)
      .map((condition) => ({
        type: textIn(condition, 'type'),
        status: truthOf(textIn(condition, 'status')),
        observedGeneration: numberIn(condition, 'observedGeneration'),
        lastTransitionTime: textIn(condition, 'lastTransitionTime'),
        reason: textIn(condition, 'reason'),
        message: textIn(condition, 'message'),
      })),
  };
}

const truthOf = (text: string): 'True' | 'False' | 'Unknown' =>
  text === 'True' || text === 'False' ? text : 'Unknown';

function numberIn(from: Raw, key: string): number {
  const value = from[key];
  return typeof value === 'number' ? value : 0;
}
