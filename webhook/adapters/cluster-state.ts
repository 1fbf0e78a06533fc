/**
 * What the cluster looks like, kept as it changes. Events come in any order and more than once: a
 * pod before its node, an owner after its pods, the same object twice, a name that meanwhile is
 * another object's. So every change compares the uid, and every effect is written down where its
 * undoing finds it.
 */
import type { Avoidance } from '../core/fit/avoided.ts';
import type { CostOfClaim } from '../core/menu.ts';
import { NO_FOLDINGS, type Foldings } from '../core/identity/fold.ts';
import type { NodeFacts } from '../core/menu/node.ts';
import type { Labels } from '../core/pod.ts';
import type { NamespaceFacts } from '../core/world.ts';
import { Avoidances } from './avoidances.ts';
import { Devices } from './dra/devices.ts';
import { Expected, type Admitted } from './expected.ts';
import { Families, type Owner } from './families.ts';
import { Namespaces } from './namespaces.ts';
import { Nodes } from './nodes.ts';
import { reserve, type Waiting } from './reserve.ts';
import { Scales, type FrozenScales, type SeenScale } from './scales.ts';
import type { Seen, SeenNamespace, SeenNode, SeenOwner, SeenQuota } from './seen.ts';
import type { SeenPod } from './seen-pod.ts';
import type { Frozen } from './shelves.ts';
import type { Groups } from './siblings.ts';
import type { Tell } from './tell.ts';

/** Never changes. Two snapshots share whatever did not change between them. */
export interface ClusterSnapshot {
  /** Nodes that advertise a device, by name; `used` counts live pods and charges not yet seen. */
  readonly nodes: readonly NodeFacts[];
  readonly namespaces: ReadonlyMap<string, NamespaceFacts>;
  readonly owners: Frozen<Owner>;
  readonly scales: FrozenScales;
  readonly groups: Groups;
  /** The other live GPU pods, and those that were admitted and are not seen yet. */
  readonly others: Groups;
  /** The same as long as nodes offer what they did. */
  readonly standing: object;
  /** What live pods require of their neighbours. */
  readonly avoidances: readonly Avoidance[];
  /** What claims of pods cost. */
  readonly claims: CostOfClaim;
}

/** Told the uid of each pod that takes nothing any more. */
export type Gone = (uid: string) => void;

export interface PodId {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** No namespace is called so. */
const admittedKey = (uid: string): string => `/admitted/${uid}`;

const keyOf = ({ metadata }: Seen): string => `${metadata.namespace}/${metadata.name}`;

export class ClusterState {
  /** What Dynamic Resource Allocation hands out; nothing, unless somebody tells of it. */
  readonly devices: Devices;
  readonly #pods = new Map<string, SeenPod>();
  readonly #nodes: Nodes;
  readonly #namespaces = new Namespaces();
  readonly #families = new Families((name) => this.#namespaces.labels(name));
  readonly #scales = new Scales();
  readonly #avoidances = new Avoidances();
  readonly #expected = new Expected((uid) => this.#families.remove(admittedKey(uid)));
  /** Live GPU pods without a node. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #gone: Gone;
  #snapshot: ClusterSnapshot | undefined;
  /** The nodes that `#reserved` was made from. */
  #plain: readonly NodeFacts[] | undefined;
  #reserved: readonly NodeFacts[] = [];

  constructor(gone: Gone = () => undefined, tell: Tell = () => undefined) {
    this.#gone = gone;
    this.devices = new Devices((node) => this.#nodes.touch(node), tell);
    this.#nodes = new Nodes(this.devices);
  }

  applyNode(node: SeenNode): void {
    this.#nodes.put(node);
  }

  deleteNode({ metadata }: Seen): void {
    this.#nodes.drop(metadata.name, metadata.uid);
  }

  applyNamespace(namespace: SeenNamespace): void {
    if (this.#namespaces.put(namespace)) this.#families.relabelled(namespace.metadata.name);
  }

  deleteNamespace({ metadata }: Seen): void {
    if (this.#namespaces.drop(metadata.name, metadata.uid))
      this.#families.relabelled(metadata.name);
  }

  applyResourceQuota(quota: SeenQuota): void {
    this.#namespaces.putQuota(quota);
  }

  deleteResourceQuota({ metadata }: Seen): void {
    this.#namespaces.dropQuota(metadata);
  }

  applyOwner(owner: SeenOwner): void {
    this.#families.putOwner(owner);
  }

  deleteOwner(owner: SeenOwner): void {
    this.#families.dropOwner(owner);
  }

  applyScale(scale: SeenScale): void {
    this.#scales.put(scale);
  }

  deleteScale(scale: SeenScale): void {
    this.#scales.drop(scale);
  }

  applyPod(pod: SeenPod): void {
    const key = keyOf(pod);
    const { uid } = pod.metadata;
    const before = this.#pods.get(key);
    // Most updates of a pod are about its status, and change nothing here.
    if (before !== undefined && sameEffect(before, pod)) {
      this.#pods.set(key, pod);
      return;
    }
    if (before !== undefined) this.#leave(key, before);
    if (before !== undefined && before.metadata.uid !== uid) this.#gone(before.metadata.uid);
    this.#expected.drop(uid);
    if (pod.live) this.#enter(key, pod);
    else this.#gone(uid);
  }

  deletePod(pod: Seen): void {
    const key = keyOf(pod);
    const before = this.#pods.get(key);
    if (before?.metadata.uid === pod.metadata.uid) this.#leave(key, before);
    this.#expected.drop(pod.metadata.uid);
    this.#gone(pod.metadata.uid);
  }

  pods(): Iterable<SeenPod> {
    return this.#pods.values();
  }

  /** A pod that was admitted: it counts from now on, until the view shows it or a minute has passed. */
  expect(admitted: Admitted, now: number): void {
    const known = this.#pods.get(`${admitted.namespace}/${admitted.name}`);
    if (known?.metadata.uid === admitted.uid || !this.#expected.put(admitted, now)) return;
    this.#families.expect(admittedKey(admitted.uid), admitted.seen);
  }

  /** The same reference until something that matters has changed; siblings as policies fold them. */
  current(now: number, foldings: Foldings = NO_FOLDINGS): ClusterSnapshot {
    this.#families.fold(foldings);
    const parts: ClusterSnapshot = {
      nodes: this.#withReservations(now),
      namespaces: this.#namespaces.freeze(),
      owners: this.#families.owners(),
      scales: this.#scales.freeze(),
      groups: this.#families.groups(),
      others: this.#families.others(),
      standing: this.#nodes.standing(),
      avoidances: this.#avoidances.freeze(),
      claims: this.devices.cost(),
    };
    if (this.#snapshot === undefined || !sameParts(this.#snapshot, parts)) this.#snapshot = parts;
    return this.#snapshot;
  }

  /** Whether the pod of that name there is that one: names are given again, and a uid is whatever somebody says. */
  stands(pod: PodId): boolean {
    return this.#standing(pod) !== undefined;
  }

  /** As it would be, were that pod gone. It is back before anybody else can look. */
  without(id: PodId, now: number, foldings: Foldings): ClusterSnapshot {
    const key = `${id.namespace}/${id.name}`;
    const pod = this.#standing(id);
    if (pod === undefined) return this.current(now, foldings);
    this.#leave(key, pod);
    try {
      return this.current(now, foldings);
    } finally {
      this.#enter(key, pod);
    }
  }

  #standing({ namespace, name, uid }: PodId): SeenPod | undefined {
    const pod = this.#pods.get(`${namespace}/${name}`);
    return pod?.metadata.uid === uid ? pod : undefined;
  }

  #withReservations(now: number): readonly NodeFacts[] {
    const nodes = this.#nodes.list();
    const expectedChanged = this.#expected.lapse(now);
    if (this.#plain === nodes && !expectedChanged) return this.#reserved;
    this.#plain = nodes;
    this.#reserved = reserve(nodes, [...this.#waiting.values(), ...this.#expected.waiting()]);
    return this.#reserved;
  }

  #enter(key: string, pod: SeenPod): void {
    this.#pods.set(key, pod);
    if (pod.node !== '') this.#nodes.take(pod.node, pod.requests);
    else if (pod.gpu?.placeable === true) {
      this.#waiting.set(key, { pod: pod.gpu.pod, requests: pod.requests });
      this.#plain = undefined;
    }
    this.#families.add(key, pod);
    this.#avoidances.add(pod.avoids);
  }

  #leave(key: string, pod: SeenPod): void {
    this.#pods.delete(key);
    if (pod.node !== '') this.#nodes.giveBack(pod.node, pod.requests);
    if (this.#waiting.delete(key)) this.#plain = undefined;
    this.#families.remove(key);
    this.#avoidances.remove(pod.avoids);
  }
}

/** Whatever replicas share is one object, so a comparison of references is enough; labels are each pod's own. */
const sameEffect = (a: SeenPod, b: SeenPod): boolean =>
  a.metadata.uid === b.metadata.uid &&
  a.live === b.live &&
  a.node === b.node &&
  a.requests === b.requests &&
  a.avoids === b.avoids &&
  sameLabels(a.labels, b.labels) &&
  a.judged === b.judged &&
  a.gpu === b.gpu;

const sameLabels = (a: Labels, b: Labels): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

const sameParts = (a: ClusterSnapshot, b: ClusterSnapshot): boolean =>
  a.nodes === b.nodes &&
  a.namespaces === b.namespaces &&
  a.owners === b.owners &&
  a.scales === b.scales &&
  a.groups === b.groups &&
  a.others === b.others &&
  a.standing === b.standing &&
  a.avoidances === b.avoidances &&
  a.claims === b.claims;
