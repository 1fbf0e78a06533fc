/**
 * Pods that differ in nothing we read are one pod to the core: replicas come in bursts, and what is
 * found out about the first of them (its words, its revision, what it asks for, the decision itself)
 * is found out about all. Of a pod that a controller made, its own name is not read; whose it is
 * stands in the owner reference.
 */
import { bounded } from './bounded.ts';
import { copied } from './copied.ts';
import {
  keptBySpec,
  controllerOf,
  DEVICE_FOLDER,
  type Container,
  type ObjectMeta,
  type Pod,
  type PodSpec,
  type Volume,
  type VolumeMount,
} from './pod.ts';
import { isClaimed, outlasts } from './fit/volumes.ts';
import { holdsLogs } from './words/host-paths.ts';
import { seenPorts, seenRights, seenSpreads, seenUser, type Seen } from './seen-rights.ts';
import type { World } from './world.ts';

/**
 * A pod takes some kilobytes, and what is found out about it as much again; but one may be written
 * (`[{},{},{}]`) that takes twenty times its text, and all together may take no more than a fifth of
 * what the chart gives us.
 */
const MOST = 2_000;
const BOUNDS = { longestKey: 16_384, allKeys: 2_000_000 };

const pods = bounded<Pod>(MOST, BOUNDS);
const specs = bounded<PodSpec>(MOST, BOUNDS);

/**
 * The one pod that stands for all those like this one. It is ours, and never changes: the pod that came is
 * patched later on. Not copied by way of its text: what is made here has all its fields in one order,
 * there or not, and the engine finds those twice as fast as in whatever came.
 */
export function alike(pod: Pod, namespace: string): Pod {
  const spec = alikeSpec(pod.spec);
  const seen = seenMeta(pod.metadata, namespace);
  const key = `${numberOf(spec)}\n${JSON.stringify(seen)}`;
  const known = pods.get(key);
  if (known !== undefined) return known;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const made: Pod = { metadata: copied(seen) as ObjectMeta, spec };
  pods.set(key, made);
  return made;
}

/** Replicas that carry an ordinal of their own among their labels differ in nothing else. */
function alikeSpec(spec: PodSpec): PodSpec {
  const seen = seenSpec(spec);
  const text = JSON.stringify(seen);
  const known = specs.get(text);
  if (known !== undefined) return known;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const copy = copied(seen) as PodSpec;
  specs.set(text, copy);
  return copy;
}

let last = 0;
const numberOf = keptBySpec(() => ++last);

const seenMeta = (metadata: ObjectMeta, namespace: string): Seen<ObjectMeta> => ({
  name: controllerOf(metadata) === undefined ? metadata.name : undefined,
  generateName: metadata.generateName,
  namespace,
  uid: undefined,
  labels: metadata.labels,
  annotations: metadata.annotations,
  ownerReferences: metadata.ownerReferences,
});

function seenSpec(spec: PodSpec): Seen<PodSpec> {
  const kept = (spec.volumes ?? [])
    .filter((volume) => outlasts(volume) || hasLogs(volume))
    .map(({ name }) => name);
  const seen = (container: Container) => seenContainer(container, kept);
  return {
    containers: spec.containers.map(seen),
    initContainers: spec.initContainers?.map(seen),
    ephemeralContainers: spec.ephemeralContainers?.map(seen),
    ...seenOfAll(spec),
  };
}

type ContainerLists = 'containers' | 'initContainers' | 'ephemeralContainers';

const seenOfAll = (spec: PodSpec): Seen<Omit<PodSpec, ContainerLists>> => ({
  nodeName: spec.nodeName,
  nodeSelector: spec.nodeSelector,
  affinity: spec.affinity,
  tolerations: spec.tolerations,
  topologySpreadConstraints: seenSpreads(spec.topologySpreadConstraints),
  schedulerName: spec.schedulerName,
  securityContext: seenUser(spec.securityContext),
  resourceClaims: spec.resourceClaims,
  schedulingGroup: spec.schedulingGroup,
  workloadRef: spec.workloadRef,
  runtimeClassName: spec.runtimeClassName,
  hostIPC: spec.hostIPC,
  hostPID: spec.hostPID,
  volumes: seenVolumes(spec),
  overhead: spec.overhead,
  activeDeadlineSeconds: spec.activeDeadlineSeconds,
  terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
  resources: spec.resources,
});

/**
 * The API server adds a volume to each pod, and names it at random; of one that outlasts the pod it is
 * enough where it is mounted and that somebody claims it, whichever replica's it is.
 */
function seenVolumes({ volumes = [] }: PodSpec): PodSpec['volumes'] {
  const found = volumes.flatMap((volume): Volume[] => {
    const { name, hostPath, image } = volume;
    if (isClaimed(volume)) return [{ ...named(name), persistentVolumeClaim: {} }];
    if (outlasts(volume)) return [{ ...named(name), nfs: {} }];
    if (image !== undefined) return [{ ...named(name), image: { ...image } }];
    if (hasLogs(volume)) return [{ ...named(name), hostPath: { ...hostPath } }];
    return hostPath === undefined ? [] : [{ hostPath }];
  });
  return found.length === 0 ? undefined : found;
}

/** Of these it matters how they are mounted. */
const hasLogs = ({ hostPath }: Volume): boolean => holdsLogs(hostPath?.path ?? '');

const named = (name: string | undefined) => (name === undefined ? {} : { name });

function seenMounts(
  { volumeMounts = [] }: Container,
  kept: readonly (string | undefined)[],
): Container['volumeMounts'] {
  const found = volumeMounts.flatMap(({ name, mountPath, readOnly }): VolumeMount[] => {
    if (mountPath === undefined) return [];
    if (name !== undefined && kept.includes(name))
      return [{ name, mountPath, ...(readOnly === undefined ? {} : { readOnly }) }];
    return mountPath.includes(DEVICE_FOLDER) ? [{ mountPath }] : [];
  });
  return found.length === 0 ? undefined : found;
}

const presence = (probe: unknown): object | undefined =>
  (probe ?? undefined) === undefined ? undefined : {};

const seenContainer = (container: Container, kept: readonly (string | undefined)[]): Container => {
  const all: Seen<Container> = {
    name: container.name,
    image: container.image,
    command: container.command,
    args: container.args,
    env: container.env,
    envFrom: container.envFrom,
    resources: container.resources,
    ports: seenPorts(container.ports),
    securityContext: seenRights(container.securityContext),
    volumeMounts: seenMounts(container, kept),
    readinessProbe: presence(container.readinessProbe),
    livenessProbe: presence(container.livenessProbe),
    startupProbe: presence(container.startupProbe),
    restartPolicy: container.restartPolicy,
  };
  // `undefined` is what JSON leaves out.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return all as Container;
};

/** What is true of a pod in a World stays true: neither of them changes. */
export function keptByWorld<T>(): (world: World, pod: Pod, find: () => T) => T {
  const worlds = new WeakMap<World, WeakMap<Pod, T>>();
  return (world, pod, find) => {
    const found = worlds.get(world) ?? new WeakMap<Pod, T>();
    worlds.set(world, found);
    const known = found.get(pod);
    if (known !== undefined) return known;
    const made = find();
    found.set(pod, made);
    return made;
  };
}
