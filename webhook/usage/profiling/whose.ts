/**
 * Which workload, revision and class the container of a pod is of. A pod that the cluster still has
 * says so itself. One that is gone is what its maker's template says, where the maker is still there:
 * a ReplicaSet or Job never changes its template. Of any other nobody knows what it was, and a figure
 * of an unknown revision is no evidence.
 *
 * The way up to the workload is that of a pod that comes (core/identity), so that whoever decides
 * finds the profile under the name it was written by.
 */
import { gpuNames } from '../../core/asks.ts';
import { classify } from '../../core/classify.ts';
import type { Workload, WorkloadClass } from '../../core/decision.ts';
import { partsOf, type Unknown } from '../engines/parts.ts';
import type { Parts } from '../engines/need.ts';
import { submitted } from '../../core/edits/undo.ts';
import { workloadOf } from '../../core/identity/fold.ts';
import { containerRevision, imageOf } from '../../core/identity/revision.ts';
import { seats, type Container, type Labels, type Pod } from '../../core/pod.ts';
import type { World } from '../../core/world.ts';
import type { Owner } from '../sources/owners.ts';
import type { Standing } from './standing.ts';

/** A container as its pods have it. */
export interface Member {
  readonly workload: Workload;
  readonly class: WorkloadClass;
  readonly container: string;
  readonly revision: string;
  readonly tag: string;
  /** What an engine in it takes beside its KV cache, where it runs one. */
  readonly parts?: Parts | Unknown;
  /** Readings until then are of another pod of that name. */
  readonly since: number;
}

/** Who controlled a pod, by `namespace/pod`, as kube-state-metrics told while it lived. */
export type MakerOf = ReadonlyMap<string, { readonly kind: string; readonly name: string }>;

export interface Whose {
  /** The latest first; none where nobody can tell. */
  of(owner: Owner, makers: MakerOf): readonly Member[];
  /** Every container that holds a device in a pod that the cluster still has. */
  standing(): readonly Member[];
}

type Known = Omit<Member, 'since'>;

export function whoseIn({ pods, makers }: Standing, world: World): Whose {
  const known = keeping((pod) => membersOf(pod, world));
  const byName = new Map(
    pods.map((one) => [nameOf(one.pod.metadata.namespace, one.pod.metadata.name), one]),
  );
  const byMaker = new Map(makers.map((one) => [makerKey(one.namespace, one.kind, one.name), one]));
  const found = (pod: Pod, created: number, container: string): Member[] => {
    const one = known(pod).get(container);
    return one === undefined ? [] : [{ ...one, since: created }];
  };
  return {
    standing: () =>
      pods.flatMap(({ pod, created }) =>
        seats(pod)
          .filter(({ container }) => gpuNames(container).length > 0)
          .flatMap(({ container }) => found(pod, created, container.name)),
      ),
    of({ namespace, pod, container }, of) {
      const standing = byName.get(nameOf(namespace, pod));
      const maker = of.get(nameOf(namespace, pod));
      const made = maker && byMaker.get(makerKey(namespace, maker.kind, maker.name));
      return [
        ...(standing ? found(standing.pod, standing.created, container) : []),
        ...(made ? found(made.template, made.created, container) : []),
      ];
    },
  };
}

export const nameOf = (namespace = '', pod = ''): string => `${namespace}/${pod}`;

const makerKey = (namespace: string, kind: string, name: string): string =>
  `${namespace}/${kind}/${name}`;

/** Each pod is asked for by every series of it. */
function keeping<T>(of: (pod: Pod) => T): (pod: Pod) => T {
  const kept = new Map<Pod, T>();
  return (pod) => {
    const before = kept.get(pod);
    if (before !== undefined) return before;
    const made = of(pod);
    kept.set(pod, made);
    return made;
  };
}

/** By container; none where nobody can tell whose the pod is. */
export function membersOf(pod: Pod, world: World): ReadonlyMap<string, Known> {
  const { namespace = 'default' } = pod.metadata;
  const facts = world.namespace(namespace);
  const namespaceLabels = facts === 'unknown' ? {} : facts.labels;
  const workload = workloadOf(pod.metadata, namespace, {
    ownerOf: (of, owner) => world.ownerOf(of, owner),
    foldings: (subject) => world.foldings(subject),
    namespaceLabels,
  });
  if (workload === 'unknown') return new Map();
  const subject = {
    namespace,
    namespaceLabels,
    podLabels: pod.metadata.labels ?? {},
    ownerKind: workload.kind,
    ownerName: workload.name,
  };
  // What we have told an engine is no revision of its owner's.
  const own = submitted(pod);
  const { class: workloadClass } = classify(own, workload, subject, world);
  const holders = seats(own).filter(({ container }) => gpuNames(container).length > 0);
  // A label is the pod's, and of several containers nobody knows whose.
  const labels = holders.length === 1 ? own.metadata.labels : undefined;
  return new Map(
    seats(own).map(({ container }) => [
      container.name,
      {
        workload,
        class: workloadClass,
        container: container.name,
        revision: containerRevision(container),
        tag: imageOf(container.image ?? '').tag,
        ...engineIn(container, labels, world),
      },
    ]),
  );
}

function engineIn(container: Container, labels: Labels | undefined, { models }: World) {
  const parts = partsOf(container, labels, models);
  return parts === 'none' ? {} : { parts };
}
