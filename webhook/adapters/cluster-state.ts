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
import type { NamespaceFacts } from '../core/world.ts';
import { Avoidances } from './avoidances.ts';
import { ByName } from './by-name.ts';
import { Devices } from './dra/devices.ts';
import { Expected, type Admitted } from './expected.ts';
import { Families, type Owner } from './families.ts';
import { Namespaces } from './namespaces.ts';
import { Nodes } from './nodes.ts';
import { reserve, type Waiting } from './reserve.ts';
import { sameDeaths, sameEffect } from './same-pod.ts';
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

/** The uid, which is a text that is there anyhow; whoever writes a pod by hand need not invent one. */
const keyOf = ({ metadata: { uid, namespace, name } }: Seen): string =>
  uid === '' ? `${namespace}/${name}` : uid;

export class ClusterState {
  /** What Dynamic Resource Allocation hands out; nothing, unless somebody tells of it. */
  readonly devices: Devices;
  readonly #pods = new ByName<SeenPod>();
  readonly #nodes: Nodes;
  readonly #namespaces = new Namespaces();
  readonly #families = new Families((name) => this.#namespaces.labels(name));
  readonly #scales = new Scales();
  readonly #avoidances = new Avoidances();
  readonly #expected = new Expected((pod) => this.#families.remove(pod));
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
    const { uid } = pod.metadata;
    const before = this.#pods.get(pod.metadata);
    // Most updates of a pod are about its status, and change nothing here.
    if (before !== undefined && sameEffect(before, pod)) {
      before.metadata.resourceVersion = pod.metadata.resourceVersion;
      if (!sameDeaths(before, pod)) before.failing = pod.failing;
      return;
    }
    if (before !== undefined) this.#leave(before);
    if (before !== undefined && before.metadata.uid !== uid) this.#gone(before.metadata.uid);
    this.#expected.drop(uid);
    if (pod.live) this.#enter(pod);
    else this.#gone(uid);
  }

  /**
   * The pod that is kept already, where another writing of it says nothing new: whoever reads the
   * cluster keeps what it is given back, so that there is one object for both, and after a list no second.
   */
  asKept(pod: SeenPod): SeenPod {
    const kept = this.#pods.get(pod.metadata);
    if (kept === undefined || !sameEffect(kept, pod) || !sameDeaths(kept, pod)) return pod;
    kept.metadata.resourceVersion = pod.metadata.resourceVersion;
    return kept;
  }

  deletePod(pod: Seen): void {
    const before = this.#pods.get(pod.metadata);
    if (before?.metadata.uid === pod.metadata.uid) this.#leave(before);
    this.#expected.drop(pod.metadata.uid);
    this.#gone(pod.metadata.uid);
  }

  pods(): Iterable<SeenPod> {
    return this.#pods.values();
  }

  podNamed(name: Pick<PodId, 'namespace' | 'name'>): SeenPod | undefined {
    return this.#pods.get(name);
  }

  /** A pod that was admitted: it counts from now on, until the view shows it or a minute has passed. */
  expect(admitted: Admitted, now: number): void {
    const known = this.#pods.get(admitted);
    if (known?.metadata.uid === admitted.uid || !this.#expected.put(admitted, now)) return;
    this.#families.expect(admitted.seen);
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
    const pod = this.#standing(id);
    if (pod === undefined) return this.current(now, foldings);
    this.#leave(pod);
    try {
      return this.current(now, foldings);
    } finally {
      this.#enter(pod);
    }
  }

  #standing(id: PodId): SeenPod | undefined {
    const pod = this.#pods.get(id);
    return pod?.metadata.uid === id.uid ? pod : undefined;
  }

  #withReservations(now: number): readonly NodeFacts[] {
    const nodes = this.#nodes.list();
    const expectedChanged = this.#expected.lapse(now);
    if (this.#plain === nodes && !expectedChanged) return this.#reserved;
    this.#plain = nodes;
    this.#reserved = reserve(nodes, [...this.#waiting.values(), ...this.#expected.waiting()]);
    return this.#reserved;
  }

  #enter(pod: SeenPod): void {
    const key = keyOf(pod);
    this.#pods.set(pod);
    if (pod.node !== '') this.#nodes.take(pod.node, pod.requests);
    else if (pod.gpu?.placeable === true) {
      this.#waiting.set(key, { pod: pod.gpu.pod, requests: pod.requests });
      this.#plain = undefined;
    }
    this.#families.add(pod);
    this.#avoidances.add(pod.avoids);
  }

  #leave(pod: SeenPod): void {
    const key = keyOf(pod);
    this.#pods.delete(pod);
    if (pod.node !== '') this.#nodes.giveBack(pod.node, pod.requests);
    if (this.#waiting.delete(key)) this.#plain = undefined;
    this.#families.remove(pod);
    this.#avoidances.remove(pod.avoids);
  }
}

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
