/** GpuModels documents added up; a name may mean one model only, however it is spelt. */
import type { Model } from '../core/models/model.ts';
import { registryOf, type ModelRegistry } from '../core/models/registry.ts';
import { stemsOf } from '../core/models/spelling.ts';
import { faultAt, titleOf, type Document, type Fault } from './documents.ts';
import type { GpuModels } from './schema/gpu-models.ts';
import { twice, type Entry } from './twice.ts';

export function modelsOf(documents: readonly Document<GpuModels>[]): {
  models: ModelRegistry;
  faults: readonly Fault[];
} {
  return {
    models: registryOf(documents.flatMap(modelsIn)),
    faults: [...twice(names(documents)), ...documents.flatMap(unsized)],
  };
}

export const modelsIn = ({ value }: Document<GpuModels>): readonly Model[] => value.spec.models;

function* names(documents: readonly Document<GpuModels>[]): Generator<Entry> {
  for (const document of documents)
    for (const [i, { name, aliases }] of document.value.spec.models.entries()) {
      yield* entry(document, `/spec/models/${i}/name`, name);
      for (const [j, alias] of aliases.entries())
        yield* entry(document, `/spec/models/${i}/aliases/${j}`, alias);
    }
}

/** Two spellings may come to one: `llama2-13b` and `llama-2-13b`. */
function* entry(document: Document, pointer: string, name: string): Generator<Entry> {
  const [key] = stemsOf(name);
  if (key === undefined) return;
  const says = (first: Entry) => `is ${name}, which ${first.title} has already`;
  yield { key, title: titleOf(document), pointer, place: document.at(pointer), says };
}

const unsized = (document: Document<GpuModels>): Fault[] =>
  document.value.spec.models.flatMap(({ geometry, parameters }, i) =>
    geometry === undefined && parameters === undefined
      ? [
          faultAt(
            document,
            `/spec/models/${i}`,
            'says neither a geometry nor a number of parameters, so its size is unknown',
            'copy the geometry from its config.json, or write parameters',
          ),
        ]
      : [],
  );
