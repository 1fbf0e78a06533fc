/**
 * Which workload a live GPU pod belongs to, who its siblings are and who holds what. A pod may be seen before its
 * owner: it is then filed under the name the rules give, and filed again when the owner arrives,
 * changes hands or goes, and when policies have something else to say of identity.
 */
import { NO_FOLDINGS, workloadOf, type Foldings } from '../core/identity/fold.ts';
import { groupOf } from '../core/identity/identify.ts';
import { numberedIn, type Numbered } from '../core/identity/numbered.ts';
import { controllerOf, type Labels, type OwnerReference } from '../core/pod.ts';
import { interner } from './intern.ts';
import type { SeenOwner } from './seen.ts';
import type { SeenPod } from './seen-pod.ts';
import { Shelves, type Frozen } from './shelves.ts';
import { Siblings, showsShape, type Groups, type Seat } from './siblings.ts';

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

interface Filed {
  readonly seat: Seat;
  readonly numbered: Numbered | 'none';
  pod: SeenPod;
  /** Whether it has a shape for siblings to look at. */
  readonly shows: boolean;
}

/** Whose a pod is where nobody can tell. */
const NOBODY = { kind: '', name: '' };

export class Families {
  readonly #owners = new Shelves<Owner>();
  readonly #siblings = new Siblings();
  readonly #shared = interner<Seat>();
  /** Pods that show no shape, or are nobody's. They hold what they ask for all the same. */
  readonly #others = new Siblings();
  readonly #seats = new Map<string, Filed>();
  /** Keys of filed pods, by each watched owner that was asked about on the way. */
  readonly #children = new Map<string, Set<string>>();
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
    const inside = [...this.#seats].filter(([, { seat }]) => seat.namespace === namespace);
    this.#fileAnew(inside.map(([key]) => key));
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

  add(key: string, pod: SeenPod): void {
    this.#file(key, pod, pod.gpu !== undefined && showsShape(pod, pod.gpu));
  }

  /** A pod that was admitted and that nobody has seen yet: it holds what it asks for, and shows nothing. */
  expect(key: string, pod: SeenPod): void {
    this.#file(key, pod, false);
  }

  /** The same pod in other words, none of which is of account here. */
  renew(key: string, pod: SeenPod): void {
    const filed = this.#seats.get(key);
    if (filed !== undefined) filed.pod = pod;
  }

  remove(key: string): void {
    const filed = this.#seats.get(key);
    if (filed?.pod.gpu === undefined) return;
    const { seat, numbered, pod, shows } = filed;
    const { gpu } = filed.pod;
    this.#seats.delete(key);
    this.#among(seat, shows).remove(gpu, { seat, node: pod.node, numbered });
    const owner = controllerOf(gpu.pod.metadata);
    if (owner !== undefined) this.#forget(key, `${pod.metadata.namespace}/${ownerKey(owner)}`);
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

  #among({ kind }: Seat, shows: boolean): Siblings {
    return shows && kind !== NOBODY.kind ? this.#siblings : this.#others;
  }

  #file(key: string, pod: SeenPod, shows: boolean): void {
    const { gpu, node, metadata } = pod;
    if (gpu === undefined) return;
    const meta = { ...gpu.pod.metadata, name: metadata.name, labels: pod.labels };
    const workload = workloadOf(meta, metadata.namespace, {
      ownerOf: (_, owner) => this.#above(key, pod, owner),
      foldings: this.#foldings.of,
      namespaceLabels: this.#labelsOf(metadata.namespace),
    });
    const { kind, name } = workload === 'unknown' ? NOBODY : workload;
    const seat = this.#shared({ namespace: metadata.namespace, kind, name });
    const numbered = numberedIn(meta, workload);
    this.#seats.set(key, { seat, numbered, pod, shows });
    this.#among(seat, shows).add(gpu, { seat, node, numbered });
  }

  #fileAgain(owner: string): void {
    const children = this.#children.get(owner) ?? [];
    // Filing writes the set anew; going through it meanwhile would never end.
    this.#children.delete(owner);
    this.#fileAnew([...children]);
  }

  #fileAnew(keys: readonly string[]): void {
    for (const key of keys) {
      const filed = this.#seats.get(key);
      if (filed === undefined) continue;
      this.remove(key);
      this.#file(key, filed.pod, filed.shows);
    }
  }

  #above(key: string, pod: SeenPod, owner: OwnerReference): OwnerReference | 'none' | 'unseen' {
    const { namespace } = pod.metadata;
    if (isInformed(owner)) {
      const name = `${namespace}/${ownerKey(owner)}`;
      this.#children.set(name, (this.#children.get(name) ?? new Set()).add(key));
    }
    return controllerIn(this.#owners.get(namespace, ownerKey(owner)), owner);
  }

  #forget(key: string, owner: string): void {
    const children = this.#children.get(owner);
    children?.delete(key);
    if (children?.size === 0) this.#children.delete(owner);
  }
}

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
