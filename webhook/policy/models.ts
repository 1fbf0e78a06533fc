/** GpuModels documents added up; a name may mean one model only, however it is spelt. */
import { parametersOf, type Model } from '../core/models/model.ts';
import { registryOf, type ModelRegistry } from '../core/models/registry.ts';
import { spelt, stemsOf } from '../core/models/spelling.ts';
import { faultAt, titleOf, type Document, type Fault } from './documents.ts';
import type { GpuModels } from './schema/gpu-models.ts';
import { twice, type Entry } from './twice.ts';

export function modelsOf(documents: readonly Document<GpuModels>[]): {
  models: ModelRegistry;
  faults: readonly Fault[];
} {
  return {
    models: registryOf(documents.flatMap(modelsIn)),
    faults: [
      ...twice(names(documents)),
      ...documents.flatMap(unsized),
      ...documents.flatMap(contradicted),
    ],
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

/** Names and published numbers are rounded, and counted with experts or without; by half they are not. */
const FAR_OFF = 2;

/** A layer, a width or the experts forgotten: a model read as a fraction of itself gets a slice that it cannot load in. */
const contradicted = (document: Document<GpuModels>): Fault[] =>
  document.value.spec.models.flatMap((model, i) => {
    const { parameters: published, ...shape } = model;
    if (model.geometry === undefined) return [];
    const counted = parametersOf(shape);
    const said = [model.name, ...model.aliases]
      .map(sizeIn)
      .find((size) => size > FAR_OFF * counted);
    const at = `/spec/models/${i}`;
    if (said !== undefined)
      return [farOff(document, `${at}/geometry`, counted, `its name says ${billions(said)}`)];
    return published !== undefined && isFar(published, counted)
      ? [farOff(document, `${at}/parameters`, counted, `parameters says ${billions(published)}`)]
      : [];
  });

const isFar = (published: number, counted: number): boolean =>
  published > FAR_OFF * counted || counted > FAR_OFF * published;

function sizeIn(name: string): number {
  const found = spelt(name);
  return found === 'none' || found.size === 'unsaid' ? 0 : found.size;
}

const billions = (parameters: number): string => `${Math.round(parameters / 1e7) / 100} billion`;

const farOff = (document: Document, pointer: string, counted: number, says: string): Fault =>
  faultAt(
    document,
    pointer,
    `has the geometry of ${billions(counted)} parameters, but ${says}`,
    'copy layers, widths and experts from its config.json again; what stands beside the text decoder goes into beside',
  );
