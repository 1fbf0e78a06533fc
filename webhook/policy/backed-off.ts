/** What GpuProfiles say of slices that proved too small, by workload. */
import type { BackedOff, Retreat } from '../core/back-off.ts';
import type { Document, Fault } from './documents.ts';
import { secondsOf, timeFault } from './profiles.ts';
import type { GpuProfile } from './schema/gpu-profile.ts';

export interface Retreats {
  readonly all: readonly Retreat[];
  of(namespace: string, kind: string, name: string): readonly BackedOff[];
}

const NONE: readonly BackedOff[] = [];

/** Several objects may speak of one workload: the server's own, and one that somebody wrote by hand. */
export function backedOffIn(documents: readonly Document<GpuProfile>[]): {
  retreats: Retreats;
  faults: readonly Fault[];
} {
  const all = documents.flatMap(retreatsIn);
  const byWorkload = new Map<string, Retreat[]>();
  for (const one of all) {
    const key = keyOf(one.namespace, one.kind, one.name);
    const known = byWorkload.get(key);
    if (known === undefined) byWorkload.set(key, [one]);
    else known.push(one);
  }
  return {
    retreats: { all, of: (...asked) => byWorkload.get(keyOf(...asked)) ?? NONE },
    faults: documents.flatMap((document) =>
      (document.value.spec.backedOff ?? []).flatMap(({ since, until }, i) => [
        ...timeFault(document, `/spec/backedOff/${i}/since`, since),
        ...timeFault(document, `/spec/backedOff/${i}/until`, until),
      ]),
    ),
  };
}

/** No name of Kubernetes holds a line break. */
const keyOf = (...parts: readonly string[]): string => parts.join('\n');

const retreatsIn = ({ value: { metadata, spec } }: Document<GpuProfile>): Retreat[] =>
  (spec.backedOff ?? []).map(({ slice, ...row }) => ({
    by: metadata.name,
    namespace: metadata.namespace,
    ...spec.workload,
    ...row,
    slice: { name: slice.name, MiB: slice.memoryMiB, sms: slice.sms },
    ends: secondsOf(row.until),
  }));
