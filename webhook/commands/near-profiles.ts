/**
 * Why a workload has no figures where somebody wrote some: the profile names another container, or
 * another kind, or lies in another namespace, or its name has a slip of the finger in it.
 */
import type { Decision } from '../core/decision.ts';
import { ofKind, titleOf, type Document } from '../policy/documents.ts';
import { nearName } from './near-name.ts';

interface Profiled {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly containers: readonly string[];
}

/** One note at most for each container that has none. */
export function nearMisses(
  { workload, containers, because }: Decision,
  documents: readonly Document[],
): string[] {
  if (because.rule !== 'evidence/none') return [];
  const all = profiled(documents);
  const own = all.filter((one) => titleOf(one) === titleOf(workload));
  const known = own.flatMap((one) => one.containers);
  const unknown = containers.filter(({ name }) => !known.includes(name));
  if (unknown.length === 0) return [];
  if (known.length === 0) return elsewhere(workload, all);
  return unknown.map(
    ({ name }) =>
      `the profile of ${titleOf(workload)} has ${listed(known)} and no container ${name}`,
  );
}

function elsewhere({ namespace, kind, name }: Decision['workload'], all: readonly Profiled[]) {
  const alike = all.filter((one) => one.name === name);
  const here = all.filter((one) => one.namespace === namespace);
  const near = nearName(
    name,
    here.map((one) => one.name),
  );
  const found =
    alike.find((one) => one.kind === kind) ??
    alike.find((one) => one.namespace === namespace) ??
    here.find((one) => one.name === near);
  return found === undefined
    ? []
    : [
        `there is a profile of ${titleOf(found)}, and none of ${titleOf({ namespace, kind, name })}`,
      ];
}

const listed = (names: readonly string[]): string =>
  `container${names.length > 1 ? 's' : ''} ${names.slice(0, 5).join(', ')}`;

const profiled = (documents: readonly Document[]): Profiled[] =>
  ofKind(documents, 'GpuProfile').map(({ value: { metadata, spec } }) => ({
    namespace: metadata.namespace,
    ...spec.workload,
    containers: spec.containers.map(({ name }) => name),
  }));
