/** What pods hold of GPUs, and whose they are: the one half of under-use. */
import { gpuAsks } from '../../core/asks.ts';
import { claimOf, foreignOf } from '../../core/claim/claim-of.ts';
import type { Claim } from '../../core/claim.ts';
import type { WorkloadClass } from '../../core/decision.ts';
import type { Labels, Pod } from '../../core/pod.ts';
import type { Terms } from '../../core/terms.ts';
import type { World } from '../../core/world.ts';
import type { Standing } from '../profiling/standing.ts';
import { membersOf } from '../profiling/whose.ts';

export interface HeldContainer {
  readonly name: string;
  readonly revision: string;
  readonly devices: number;
}

/** Namespace, kind and name of a workload; of a pod whose workload nobody can tell, its own. */
export interface Named {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/** A pod that runs and holds a device. */
export interface Held extends Named {
  readonly team: string;
  readonly class: WorkloadClass;
  readonly labels: Labels;
  readonly claim: Claim;
  readonly containers: readonly HeldContainer[];
  /** Seconds since the epoch: its template is as it was then; 0 where nobody knows. */
  readonly since: number;
  readonly floor: Floor;
}

/** What a profile must have seen before anything is decided by it. */
export type Floor = Pick<Terms['evidence'], 'minHours' | 'minSamples'>;

/** As a policy has it that says nothing else. */
const USUAL: Floor = { minHours: 24, minSamples: 100 };

export function heldIn({ pods, makers }: Standing, world: World): Held[] {
  const made = new Map(
    makers.map((one) => [keyOf(one.namespace, one.kind, one.name), one.created]),
  );
  return pods.flatMap(({ pod, created, runningSince }) => {
    const claim = claimOf(pod, world.menu, world.catalogue);
    if (runningSince === 'no' || claim.milliGPU === 0) return [];
    const { namespace = 'default', ownerReferences = [] } = pod.metadata;
    const owner = ownerReferences.find(({ controller }) => controller === true);
    const since = owner && made.get(keyOf(namespace, owner.kind, owner.name));
    return [{ ...ofPod(pod, world), claim, since: since ?? created }];
  });
}

const keyOf = (namespace: string, kind: string, name: string): string =>
  `${namespace}/${kind}/${name}`;

function ofPod(pod: Pod, world: World): Omit<Held, 'claim' | 'since'> {
  const { namespace = 'default', labels = {} } = pod.metadata;
  const members = membersOf(pod, world);
  const [first] = members.values();
  const { kind, name } = first?.workload ?? { kind: 'Pod', name: pod.metadata.name ?? '' };
  const of = { namespace, kind, name, class: first?.class ?? 'unknown', labels };
  const quota = world.quota(namespace);
  return {
    ...of,
    team: quota === 'unassigned' ? quota : quota.team,
    containers: containersOf(pod, world, (container) => members.get(container)?.revision ?? ''),
    floor: floorOf(of, world),
  };
}

function floorOf(
  {
    namespace,
    kind,
    name,
    labels,
    class: workloadClass,
  }: Pick<Held, keyof Named | 'labels' | 'class'>,
  world: World,
): Floor {
  const facts = world.namespace(namespace);
  const namespaceLabels = facts === 'unknown' ? {} : facts.labels;
  const subject = {
    namespace,
    namespaceLabels,
    podLabels: labels,
    ownerKind: kind,
    ownerName: name,
  };
  const terms = world.terms(subject, workloadClass);
  return terms === 'none' ? USUAL : terms.evidence;
}

/** Those that run: one that has run before the others holds nothing any more. */
function containersOf(
  pod: Pod,
  { catalogue }: World,
  revisionOf: (name: string) => string,
): HeldContainer[] {
  const devices = new Map<string, number>();
  for (const { seat, resource, count } of gpuAsks(pod)) {
    if (seat.role === 'init') continue;
    const { name } = seat.container;
    // Sizes of a share, which stand beside the name of the device.
    const size = count === 'invalid' || foreignOf(resource, catalogue)?.counts === 'once';
    devices.set(name, (devices.get(name) ?? 0) + (size ? 0 : count));
  }
  return [...devices].map(([name, count]) => ({
    name,
    revision: revisionOf(name),
    devices: Math.max(1, count),
  }));
}
