/**
 * What the API server or the scheduler would refuse or ignore later, found in manifests before any
 * policy is asked: a slip of the finger that ends in a pod that waits, or in a bound that bounds nothing.
 */
import { readPod } from '../core/read-pod.ts';
import type { Expanded } from '../expand/expand.ts';
import { text, type Raw } from '../expand/raw.ts';
import { acrossClusters } from './across.ts';
import { extentOf } from './extent.ts';
import type { Found } from './fingerprint.ts';
import { devices } from './lints/devices.ts';
import { gpuNames } from './lints/gpu-names.ts';
import { unknownKinds } from './lints/kinds.ts';
import type { Known, Lint, OfObject, OfPod } from './lints/lint.ts';
import { namespaceNames } from './lints/namespace-names.ts';
import { namespaceLimits } from './lints/namespaces.ts';
import { nodeLabels } from './lints/node-labels.ts';
import { ownKeysOfObject, ownKeysOfPod } from './lints/own-keys.ts';
import { gpuSeats } from './lints/seats.ts';
import type { At, Subject } from './report.ts';

const ofPods: readonly OfPod[] = [devices, gpuNames, gpuSeats, nodeLabels, ownKeysOfPod];
const ofObjects: readonly OfObject[] = [
  namespaceLimits,
  namespaceNames,
  ownKeysOfObject,
  unknownKinds,
];

export interface Linting {
  /** By name of the cluster, in the order of the report. */
  readonly clusters: readonly { readonly name: string; readonly known: Known }[];
  /** Where what a pointer names in an object stands. */
  readonly at: (object: Raw, pointer: string) => At;
}

/** Of the objects of a file as they were expanded; what all clusters say alike is said once. */
export function lintsIn(expanded: readonly Expanded[], { clusters, at }: Linting): Found[] {
  const names = clusters.map(({ name }) => name);
  const found = [...byObject(expanded)].flatMap(([object, all]) => [
    ...all.flatMap((one) =>
      clusters.flatMap(({ name, known }) =>
        foundIn(lintsOf(one, known), one, [name]).map((lint) => ({ ...lint, ...extentOf(one) })),
      ),
    ),
    ...all.slice(0, 1).flatMap((one) => foundIn(objectLints(object, all), one, names)),
  ]);
  function foundIn(lints: readonly Lint[], { object, source, group }: Expanded, of: string[]) {
    const subject: Subject = { apiVersion: text(object['apiVersion']) ?? '', ...source, group };
    return lints.map(({ pointer, ...lint }): Found => {
      return {
        ...lint,
        says: told(lint),
        basis: 'policy',
        clusters: of,
        subject,
        at: at(object, pointer),
      };
    });
  }
  return acrossClusters(found, names);
}

/** A lint of a container tells only what is the matter with it. */
const told = ({ container, says }: Pick<Lint, 'container' | 'says'>): string =>
  container === undefined ? says : `container ${container} ${says}`;

/** Of the pods of one template, each said once: replicas are alike. Pointers are the object's. */
export function lintsOf({ pods, writtenAt }: Expanded, known: Known): Lint[] {
  const [pod] = pods;
  const read = pod === undefined ? undefined : readPod(pod);
  if (read?.ok !== true) return [];
  return ofPods
    .flatMap((lint) => lint(read.pod, known))
    .map((lint) => ({ ...lint, pointer: writtenAt(lint.pointer) }));
}

export const objectLints = (object: Raw, all: readonly Expanded[]): Lint[] => {
  // What an unknown controller passes on to its pods, nobody knows.
  const pods = all.some(({ opaque }) => opaque)
    ? []
    : all.flatMap(({ pods: [first] }) => (first === undefined ? [] : [first]));
  return ofObjects.flatMap((lint) => lint(object, pods));
};

function byObject(expanded: readonly Expanded[]): Map<Raw, Expanded[]> {
  const objects = new Map<Raw, Expanded[]>();
  for (const one of expanded) objects.set(one.object, [...(objects.get(one.object) ?? []), one]);
  return objects;
}
