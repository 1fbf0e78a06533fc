/** GpuProfiles as they stand, with what a profiler kept in their status. */
import { parseAllDocuments } from 'yaml';
import { checkpointsIn } from '../../policy/kept-status.ts';
import { ofKind, titleOf, type Document } from '../../policy/documents.ts';
import type { StandingProfile } from '../../usage/profiling/published.ts';
import { isRecord, listIn, recordIn, textIn, type Raw } from '../raw.ts';

export interface Kept {
  readonly profiles: readonly StandingProfile[];
  /** Whose status has another form: their evidence starts anew. */
  readonly unreadable: readonly string[];
}

export function keptIn(documents: readonly Document[], statuses: Statuses): Kept {
  const unreadable: string[] = [];
  const profiles = ofKind(documents, 'GpuProfile').map((document) => {
    const { metadata, spec } = document.value;
    const { namespace, name } = metadata;
    const checkpoints = checkpointsIn(statuses.get(`${namespace}/${name}`));
    if (checkpoints === 'unreadable') unreadable.push(titleOf(document));
    return {
      namespace,
      name,
      workload: spec.workload,
      containers: spec.containers,
      checkpoints: checkpoints === 'unreadable' ? [] : checkpoints,
    };
  });
  return { profiles, unreadable };
}

/** By `namespace/name`, as somebody served or wrote them. */
export type Statuses = ReadonlyMap<string, unknown>;

export function statusesIn(objects: Iterable<unknown>): Statuses {
  const statuses = new Map<string, unknown>();
  for (const object of objects) {
    if (!isRecord(object)) continue;
    if (object['kind'] === 'List')
      for (const [key, status] of statusesIn(listIn(object, 'items'))) statuses.set(key, status);
    if (object['kind'] === 'GpuProfile') statuses.set(keyOf(object), object['status']);
  }
  return statuses;
}

function keyOf(object: Raw): string {
  const metadata = recordIn(object, 'metadata');
  return `${textIn(metadata, 'namespace')}/${textIn(metadata, 'name')}`;
}

/** A reader of policies leaves a status out, so the files are looked at once more: as YAML, which JSON is as well. */
export const statusesInTexts = (texts: Iterable<string>): Statuses =>
  statusesIn(
    [...texts]
      .filter((text) => text.includes('checkpoints'))
      .flatMap((text) => parseAllDocuments(text).map((document): unknown => document.toJS())),
  );
