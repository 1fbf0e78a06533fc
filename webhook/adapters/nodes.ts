/**
 * Nodes and what is taken from them, kept as they change: an event costs one node, not a thousand.
 * A pod may be seen before its node and stay seen after it, so what is taken is kept by name.
 */
import type { NodeFacts } from '../core/menu/node.ts';
import type { Amounts } from '../core/fit/room.ts';
import type { Devices } from './dra/devices.ts';
import { withDevices } from './dra/merge.ts';
import type { SeenNode } from './seen.ts';
import { asksDevice } from './seen-pod.ts';

export class Nodes {
  readonly #nodes = new Map<string, SeenNode>();
  readonly #used = new Map<string, Record<string, number>>();
  readonly #facts = new Map<string, NodeFacts>();
  readonly #devices: Pick<Devices, 'has' | 'on'>;
  #list: readonly NodeFacts[] | undefined;
  #standing: object = {};

  constructor(devices: Pick<Devices, 'has' | 'on'>) {
    this.#devices = devices;
  }

  put(node: SeenNode): void {
    const { name } = node.metadata;
    const before = this.#nodes.get(name);
    this.#nodes.set(name, node);
    if (before === undefined || !sameNode(before, node)) this.#stands(name);
  }

  drop(name: string, uid: string): void {
    // The deletion of a node whose name has been given to another one since.
    if (this.#nodes.get(name)?.metadata.uid !== uid) return;
    this.#nodes.delete(name);
    this.#stands(name);
  }

  take(name: string, amounts: Amounts): void {
    const used = this.#used.get(name) ?? {};
    for (const resource in amounts)
      used[resource] = (used[resource] ?? 0) + (amounts[resource] ?? 0);
    this.#used.set(name, used);
    this.#changed(name);
  }

  giveBack(name: string, amounts: Amounts): void {
    const used = this.#used.get(name) ?? {};
    for (const resource in amounts) {
      const left = (used[resource] ?? 0) - (amounts[resource] ?? 0);
      if (left > 0) used[resource] = left;
      else delete used[resource];
    }
    if (Object.keys(used).length === 0) this.#used.delete(name);
    this.#changed(name);
  }

  /** What claims can give there has changed. */
  touch(name: string): void {
    this.#stands(name);
  }

  /** The same reference as long as nodes offer what they did, whatever is taken from them. */
  standing(): object {
    return this.#standing;
  }

  /**
   * Nodes that advertise a device, by name, so that replicas read the same list. The others offer
   * nothing and would only be counted. The same reference until something changes.
   */
  list(): readonly NodeFacts[] {
    if (this.#list === undefined) {
      const names = [...this.#nodes.keys()].toSorted();
      this.#list = names.map((name) => this.#factsOf(name)).filter((facts) => facts !== undefined);
    }
    return this.#list;
  }

  #stands(name: string): void {
    if (this.#changed(name)) this.#standing = {};
  }

  /** Whether it offers anything, or has. */
  #changed(name: string): boolean {
    const node = this.#nodes.get(name);
    const before = this.#facts.get(name);
    this.#facts.delete(name);
    // Pods of nodes without devices come and go all day; no list is made anew for them.
    const counts = before !== undefined || (node !== undefined && this.#offers(node));
    if (counts) this.#list = undefined;
    return counts;
  }

  #factsOf(name: string): NodeFacts | undefined {
    const known = this.#facts.get(name);
    const node = this.#nodes.get(name);
    if (known !== undefined || node === undefined || !this.#offers(node)) return known;
    const plain: NodeFacts = {
      name,
      labels: node.labels,
      taints: node.taints,
      schedulable: node.schedulable,
      allocatable: node.allocatable,
      used: { ...this.#used.get(name) },
      declared: false,
      ...(node.engine === undefined ? {} : { engine: node.engine }),
    };
    const facts = withDevices(plain, this.#devices.on(name));
    this.#facts.set(name, facts);
    return facts;
  }

  #offers({ metadata, allocatable }: SeenNode): boolean {
    return asksDevice(allocatable) || this.#devices.has(metadata.name);
  }
}

/** Kubelets report every few minutes that nothing has changed. */
const sameNode = (a: SeenNode, b: SeenNode): boolean =>
  a.metadata.uid === b.metadata.uid &&
  JSON.stringify([a.labels, a.taints, a.schedulable, a.allocatable, a.engine]) ===
    JSON.stringify([b.labels, b.taints, b.schedulable, b.allocatable, b.engine]);
