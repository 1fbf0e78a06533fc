/** GpuQuota documents by namespace. A namespace that two of them name is a fault that names both. */
import type { Quota } from '../core/terms.ts';
import { limitMiB, milliOf } from './amounts.ts';
import { titleOf, type Document, type Fault } from './documents.ts';
import type { GpuQuota } from './schema/gpu-quota.ts';
import { twice, type Entry } from './twice.ts';

export interface Team extends Quota {
  readonly namespaces: readonly string[];
}

export function teamsOf(documents: readonly Document<GpuQuota>[]): {
  teams: readonly Team[];
  faults: readonly Fault[];
} {
  return { teams: documents.map(teamOf), faults: twice(entries(documents)) };
}

function teamOf({ name, value }: Document<GpuQuota>): Team {
  const { namespaces, mode, limits } = value.spec;
  return {
    team: name,
    mode,
    namespaces,
    limits: {
      ...(limits.gpus === undefined ? {} : { milliGPU: milliOf(limits.gpus) }),
      ...(limits.vram === undefined ? {} : { MiB: limitMiB(limits.vram) }),
    },
  };
}

function* entries(documents: readonly Document<GpuQuota>[]): Generator<Entry> {
  for (const document of documents)
    for (const [i, namespace] of document.value.spec.namespaces.entries()) {
      const pointer = `/spec/namespaces/${i}`;
      yield {
        key: namespace,
        title: titleOf(document),
        pointer,
        place: document.at(pointer),
        says: (first) => `names ${namespace}, which ${first.title} names already`,
        help: 'a namespace belongs to one team; take it out of one of the two',
      };
    }
}
