/**
 * Which workload a live GPU pod belongs to, who its siblings are and who holds what. A pod may be seen before its
 * owner: it is then filed under the name the rules give, and filed again when the owner arrives,
 * changes hands or goes, and when policies have something else to say of identity.
 */
import { NO_FOLDINGS, workloadOf, type Foldings } from '../core/identity/fold.ts';
import { groupOf } from '../core/identity/identify.ts';
import { numberedIn } from '../core/identity/numbered.ts';
import { controllerOf, type Labels, type ObjectMeta, type OwnerReference } from '../core/pod.ts';
import { Gathered } from './gathered.ts';
import { interner } from './intern.ts';
import type { SeenOwner } from './seen.ts';
import type { SeenGpu, SeenPod } from './seen-pod.ts';
import { Shelves, type Frozen } from './shelves.ts';
import { Siblings, showsShape, type Groups, type Place, type Seat } from './siblings.ts';

export interface Owner {
  readonly uid: string;
  readonly controller: OwnerReference | 'none';
}

/** The kinds of owner that are watched, by API group; of any other nothing more is heard. */
const INFORMED: ReadonlyMap<string, string> = new Map([
  ['ReplicaSet', 'apps'],
  ['Job', 'batch'],
]);

export const isInformed = (owner: OwnerReference): boolean =>
  INFORMED.get(owner.kind) === groupOf(owner);

const ownerKey = ({ kind, name }: { kind: string; name: string }): string => `${kind}/${name}`;

/** Whose a pod is where nobody can tell. */
const NOBODY = { kind: '', name: '' };

export class Families {
  readonly #owners = new Shelves<Owner>();
  readonly #siblings = new Siblings();
  readonly #shared = interner<Seat>();
  /** Pods that show no shape, or are nobody's. They hold what they ask for all the same. */
  readonly #others = new Siblings();
  /** Of each pod that is filed. What else is to be known of it is read from the pod. */
  readonly #seats = new Map<SeenPod, Seat>();
  /** Of those, who were admitted only: nothing is to be learned from their shape. */
  readonly #admitted = new Set<SeenPod>();
  /** Filed pods, by each watched owner that was asked about on the way. */
  readonly #children = new Gathered<SeenPod>();
  readonly #labelsOf: (namespace: string) => Labels;
  #foldings = NO_FOLDINGS;

  constructor(labelsOf: (namespace: string) => Labels) {
    this.#labelsOf = labelsOf;
  }

  /** What policies say of identity from now on. */
  fold(foldings: Foldings): void {
    const same = foldings.key === this.#foldings.key;
    this.#foldings = foldings;
    if (!same) this.#fileAnew([...this.#seats.keys()]);
  }

  /** A namespace has other labels now, by which policies may match. */
  relabelled(namespace: string): void {
    if (this.#foldings.key === '') return;
    const inside = [...this.#seats.keys()].filter((pod) => pod.metadata.namespace === namespace);
    this.#fileAnew(inside);
  }

  putOwner({ metadata, kind, controller }: SeenOwner): void {
    const { namespace, name, uid } = metadata;
    const key = ownerKey({ kind, name });
    const before = this.#owners.get(namespace, key);
    if (before?.uid === uid && sameController(before.controller, controller)) return;
    this.#owners.set(namespace, key, { uid, controller });
    this.#fileAgain(`${namespace}/${key}`);
  }

  dropOwner({ metadata, kind }: SeenOwner): void {
    const { namespace, name, uid } = metadata;
    const key = ownerKey({ kind, name });
    if (this.#owners.get(namespace, key)?.uid !== uid) return;
    this.#owners.delete(namespace, key);
    this.#fileAgain(`${namespace}/${key}`);
  }

  add(pod: SeenPod): void {
    this.#file(pod);
  }

  /** A pod that was admitted and that nobody has seen yet: it holds what it asks for, and shows nothing. */
  expect(pod: SeenPod): void {
    this.#admitted.add(pod);
    this.#file(pod);
  }

  remove(pod: SeenPod): void {
    this.#takeOut(pod);
    this.#admitted.delete(pod);
  }

  owners(): Frozen<Owner> {
    return this.#owners.freeze();
  }

  groups(): Groups {
    return this.#siblings.freeze();
  }

  others(): Groups {
    return this.#others.freeze();
  }

  #among(pod: SeenPod, gpu: SeenGpu, { kind }: Seat): Siblings {
    const shows = showsShape(pod, gpu) && !this.#admitted.has(pod);
    return shows && kind !== NOBODY.kind ? this.#siblings : this.#others;
  }

  #file(pod: SeenPod): void {
    const { gpu, metadata } = pod;
    if (gpu === undefined) return;
    const workload = workloadOf(metaOf(pod, gpu), metadata.namespace, {
      ownerOf: (_, owner) => this.#above(pod, owner),
      foldings: this.#foldings.of,
      namespaceLabels: this.#labelsOf(metadata.namespace),
    });
    const { kind, name } = workload === 'unknown' ? NOBODY : workload;
    const seat = this.#shared({ namespace: metadata.namespace, kind, name });
    this.#seats.set(pod, seat);
    this.#among(pod, gpu, seat).add(gpu, placeOf(pod, gpu, seat));
  }

  #takeOut(pod: SeenPod): void {
    const { gpu, metadata } = pod;
    const seat = this.#seats.get(pod);
    if (gpu === undefined || seat === undefined) return;
    this.#seats.delete(pod);
    this.#among(pod, gpu, seat).remove(gpu, placeOf(pod, gpu, seat));
    const owner = controllerOf(gpu.pod.metadata);
    if (owner !== undefined) this.#children.remove(`${metadata.namespace}/${ownerKey(owner)}`, pod);
  }

  #fileAgain(owner: string): void {
    // Filing gathers them anew; going through them meanwhile would never end.
    this.#fileAnew(this.#children.take(owner));
  }

  #fileAnew(pods: readonly SeenPod[]): void {
    for (const pod of pods) {
      if (!this.#seats.has(pod)) continue;
      this.#takeOut(pod);
      this.#file(pod);
    }
  }

  #above(pod: SeenPod, owner: OwnerReference): OwnerReference | 'none' | 'unseen' {
    const { namespace } = pod.metadata;
    const key = ownerKey(owner);
    if (isInformed(owner)) this.#children.add(`${namespace}/${key}`, pod);
    return controllerIn(this.#owners.get(namespace, key), owner);
  }
}

const metaOf = ({ metadata, labels }: SeenPod, { pod }: SeenGpu): ObjectMeta => ({
  ...pod.metadata,
  name: metadata.name,
  labels,
});

const placeOf = (pod: SeenPod, gpu: SeenGpu, seat: Seat): Place => {
  const workload = seat.kind === NOBODY.kind ? 'unknown' : seat;
  return { seat, node: pod.node, numbered: numberedIn(metaOf(pod, gpu), workload) };
};

/** Only kinds that are watched are kept, by kind and name: a Job of another group is not one of them. */
export const ownerIn = (
  owners: Frozen<Owner>,
  namespace: string,
  asked: OwnerReference,
): OwnerReference | 'none' | 'unseen' =>
  controllerIn(owners.get(namespace)?.get(ownerKey(asked)), asked);

/** Found by name, so that a world written by hand need not invent uids; another uid is another owner. */
function controllerIn(
  found: Owner | undefined,
  asked: OwnerReference,
): OwnerReference | 'none' | 'unseen' {
  if (found === undefined || !isInformed(asked)) return 'unseen';
  const another = found.uid !== '' && asked.uid !== '' && found.uid !== asked.uid;
  return another ? 'unseen' : found.controller;
}

const sameController = (a: Owner['controller'], b: Owner['controller']): boolean =>
  a === b || (a !== 'none' && b !== 'none' && a.uid === b.uid && a.name === b.name);
