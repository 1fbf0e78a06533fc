/** GpuClasses documents as one table, those of a higher priority first. */
import type { ClassTable } from '../core/world.ts';
import { faultAt, type Document, type Fault } from './documents.ts';
import type { GpuClasses } from './schema/gpu-classes.ts';

export function classesOf(documents: readonly Document<GpuClasses>[]): ClassTable {
  const specs = documents.toSorted(byPriority).map(({ value }) => value.spec);
  return {
    owners: specs.flatMap(({ owners }) => owners),
    launchers: specs.flatMap(({ launchers }) => launchers),
    table: specs.flatMap(({ table }) => table),
  };
}

/** A row that names nothing fits nothing, and whoever wrote it meant something. */
export const classFaults = (documents: readonly Document<GpuClasses>[]): Fault[] =>
  documents.flatMap((document) =>
    document.value.spec.table.flatMap(({ class: given, ...signs }, i) =>
      Object.keys(signs).length > 0
        ? []
        : [
            faultAt(
              document,
              `/spec/table/${i}`,
              `gives the class ${given} to nothing`,
              'name ownerKinds, launchers or images',
            ),
          ],
    ),
  );

/** Higher first, then by name: the order of policies and of class tables alike. */
export const byPriority = (
  a: { readonly name: string; readonly value: { readonly spec: { readonly priority: number } } },
  b: { readonly name: string; readonly value: { readonly spec: { readonly priority: number } } },
): number =>
  b.value.spec.priority - a.value.spec.priority || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
