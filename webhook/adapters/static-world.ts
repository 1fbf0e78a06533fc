/**
 * A World that stands still: the golden cases', the demo's, a snapshot's. It is made by feeding the
 * documents once to the same state that the cluster's events are fed to, so that what is decided
 * about a file is what would be decided in the cluster it describes.
 */
import type { World } from '../core/world.ts';
import { readPod } from '../core/read-pod.ts';
import { faultAt, ofKind, type Document, type Fault } from '../policy/documents.ts';
import { byPlace } from '../policy/read.ts';
import type { Kind } from '../policy/schema/kinds.ts';
import type { WorldSource } from '../ports.ts';
import { ClusterState } from './cluster-state.ts';
import { trimClaim, trimClass, trimSlice, trimTemplate } from './dra/seen.ts';
import { inForceOf } from './policy-store.ts';
import { takers } from './snapshot/taken.ts';
import { trimScale } from './scales.ts';
import { trimNamespace, trimNode, trimOwner, trimQuota } from './seen.ts';
import { trimPod } from './seen-pod.ts';
import { worldOf } from './world.ts';

export type StaticWorld =
  | { readonly ok: true; readonly source: WorldSource }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** `readAt` in seconds since the epoch, for documents whose World header does not say when. */
export function staticWorld(documents: readonly Document[], readAt: number): StaticWorld {
  const made = inForceOf(documents);
  const faults = [...(made.ok ? [] : made.faults), ...podFaults(documents)];
  if (!made.ok || faults.length > 0) return { ok: false, faults: faults.toSorted(byPlace) };
  const state = new ClusterState();
  feed(state, documents);
  const { set } = made.inForce;
  const world: World = worldOf(made.inForce, state.current(0, set.foldings), set.readAt ?? readAt);
  return { ok: true, source: { current: () => world, missing: () => [] } };
}

/** Tells the state everything about the cluster that the documents say. */
export function feed(state: ClusterState, documents: readonly Document[]): void {
  for (const { kind, value } of documents) feeders[kind]?.(state, value);
}

/** What is not here is of our own kinds, which the compiled set answers for. */
const feeders: Partial<Record<Kind, (state: ClusterState, value: unknown) => void>> = {
  // A node written by hand need not say that it is ready.
  Node(state, value) {
    state.applyNode(trimNode(value, 'ready'));
    const others = takers(value);
    if (others !== 'none') state.applyPod(others);
  },
  Namespace: (state, value) => state.applyNamespace(trimNamespace(value)),
  ResourceQuota: (state, value) => state.applyResourceQuota(trimQuota(value)),
  ReplicaSet: (state, value) => state.applyOwner(trimOwner(value, 'ReplicaSet')),
  Job(state, value) {
    state.applyOwner(trimOwner(value, 'Job'));
    state.applyScale(trimScale(value, 'Job'));
  },
  StatefulSet: (state, value) => state.applyScale(trimScale(value, 'StatefulSet')),
  LeaderWorkerSet: (state, value) => state.applyScale(trimScale(value, 'LeaderWorkerSet')),
  Pod: (state, value) => state.applyPod(trimPod(value)),
  DeviceClass: ({ devices }, value) => devices.names.putClass(trimClass(value)),
  ResourceSlice: ({ devices }, value) => devices.putSlice(trimSlice(value)),
  ResourceClaim: ({ devices }, value) => devices.putClaim(trimClaim(value)),
  ResourceClaimTemplate: ({ devices }, value) => devices.names.putTemplate(trimTemplate(value)),
};

/** The schema of documents looks at a pod's outline; whoever reads a pod looks closer. */
const podFaults = (documents: readonly Document[]): Fault[] =>
  ofKind(documents, 'Pod').flatMap((document) => {
    const read = readPod(document.value);
    return read.ok ? [] : read.faults.map(({ pointer, says }) => faultAt(document, pointer, says));
  });
