/** All models that are known, by the one spelling that every other of a name comes to. */
import type { Model } from './model.ts';
import { stemsOf } from './spelling.ts';

export interface ModelRegistry {
  /** The first of these stems that it knows. */
  find(stems: readonly string[]): Model | undefined;
}

export function registryOf(models: readonly Model[]): ModelRegistry {
  const known = new Map<string, Model>();
  for (const model of models)
    for (const name of [model.name, ...model.aliases])
      for (const stem of stemsOf(name).slice(0, 1)) known.set(stem, model);
  return {
    find(stems) {
      const found = stems.find((stem) => known.has(stem));
      return found === undefined ? undefined : known.get(found);
    },
  };
}

export const NO_MODELS: ModelRegistry = { find: () => undefined };
