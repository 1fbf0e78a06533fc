/**
 * Who may write one namespace may stop that one alone. Policies and quotas are the platform's: a
 * fault among them keeps the last good set. A GpuProfile of the cluster is whoever's its namespace
 * is, so one that is at fault, alone or beside another, is not believed, and neither is that other
 * if it is such an object, too; a file's is the platform's word and stands. All else goes on.
 */
import { compile, type Compiled } from './compile.ts';
import type { Document, Fault } from './documents.ts';
import { served } from './schema/kinds.ts';

export interface Parted {
  readonly compiled: Compiled;
  /** Faults of what was left out. */
  readonly apart: readonly Fault[];
  /** What was not left out. */
  readonly believed: readonly Document[];
}

const namespaced: readonly string[] = Object.entries(served)
  .filter(([, { scope }]) => scope === 'Namespaced')
  .map(([kind]) => kind);

export const isNamespaced = (kind: string): boolean => namespaced.includes(kind);

export function compileApart(documents: readonly Document[]): Parted {
  const compiled = compile(documents);
  if (compiled.ok) return { compiled, apart: [], believed: documents };
  const doubtful = new Set(documents.filter(isSomebodys).map(({ at }) => at('').file));
  const blamed = new Set<string>();
  const apart = compiled.faults.filter(({ file, also }) => {
    const found = [file, also?.file ?? file].filter((one) => doubtful.has(one));
    for (const one of found) blamed.add(one);
    return found.length > 0;
  });
  if (apart.length === 0) return { compiled, apart, believed: documents };
  const believed = documents.filter((one) => !isSomebodys(one) || !blamed.has(one.at('').file));
  return { compiled: compile(believed), apart, believed };
}

/** What was never in a file lives in the cluster. */
const isSomebodys = ({ kind, at }: Document): boolean => isNamespaced(kind) && at('').line === 0;
