/**
 * Devices and who holds them, kept as they change: what claims can give on each node, by which name.
 * A claim that comes or goes costs its node; a class or a template costs every node with devices.
 */
import type { CostOfClaim } from '../../core/menu.ts';
import type { Claimable } from '../../core/menu/node.ts';
import type { Amounts } from '../../core/fit/room.ts';
import type { Seen } from '../seen.ts';
import type { Tell } from '../tell.ts';
import { describe } from './describe.ts';
import { countersLeft, devicesOn, unitsOf, type NodeDevices } from './free.ts';
import { Names, type Group } from './names.ts';
import type { SeenClaim, SeenSlice } from './seen.ts';

/** What claims can give on one node. */
export interface OnNode {
  /** Units by name, as if nothing were held. */
  readonly units: Amounts;
  readonly used: Amounts;
  readonly claimable: readonly Claimable[];
}

interface Layout extends Omit<OnNode, 'used'> {
  readonly devices: NodeDevices;
  readonly groups: readonly Group[];
}

const keyOf = ({ metadata }: Seen): string => `${metadata.namespace}/${metadata.name}`;
const NOT_HELD = () => false;

export class Devices {
  /** Classes, templates and claims made by hand. */
  readonly names: Names;
  readonly #slices = new Map<string, SeenSlice>();
  readonly #byNode = new Map<string, Map<string, SeenSlice>>();
  readonly #nodeOfPool = new Map<string, string>();
  readonly #claims = new Map<string, SeenClaim>();
  /** Claims that hold a device, by its id. */
  readonly #held = new Map<string, number>();
  readonly #layouts = new Map<string, Layout>();
  readonly #changed: (node: string) => void;
  #cost: CostOfClaim | undefined;

  constructor(changed: (node: string) => void, tell: Tell) {
    this.#changed = changed;
    this.names = new Names(() => this.#renamed(), tell);
  }

  putSlice(slice: SeenSlice): void {
    const { name } = slice.metadata;
    const before = this.#slices.get(name);
    if (before !== undefined) this.#withdraw(before);
    this.#slices.set(name, slice);
    if (slice.node === '') return;
    const slices = this.#byNode.get(slice.node) ?? new Map<string, SeenSlice>();
    this.#byNode.set(slice.node, slices.set(name, slice));
    this.#nodeOfPool.set(slice.pool, slice.node);
    this.#remade(slice.node);
  }

  dropSlice({ metadata: { name, uid } }: Seen): void {
    const before = this.#slices.get(name);
    if (before?.metadata.uid !== uid) return;
    this.#slices.delete(name);
    this.#withdraw(before);
  }

  putClaim(claim: SeenClaim): void {
    const before = this.#claims.get(keyOf(claim));
    this.#claims.set(keyOf(claim), claim);
    this.#hold(before?.holds ?? [], claim.holds);
    if (!claim.generated) this.names.putHandmade(claim);
  }

  dropClaim(claim: Seen): void {
    const before = this.#claims.get(keyOf(claim));
    if (before?.metadata.uid !== claim.metadata.uid) return;
    this.#claims.delete(keyOf(claim));
    this.#hold(before.holds, []);
    if (!before.generated) this.names.dropHandmade(claim);
  }

  has(node: string): boolean {
    return this.#byNode.has(node);
  }

  on(node: string): OnNode | undefined {
    const slices = this.#byNode.get(node);
    if (slices === undefined) return undefined;
    const layout = this.#layouts.get(node) ?? this.#layoutOf([...slices.values()]);
    this.#layouts.set(node, layout);
    const { devices, groups, units, claimable } = layout;
    const held = (id: string): boolean => this.#held.has(id);
    const left = countersLeft(devices, held);
    const used: Record<string, number> = {};
    for (const { kinds, names } of groups) {
      const { all, free } = unitsOf(devices, kinds, { held, left });
      for (const { resource } of names) used[resource] = all - free;
    }
    return { units, used, claimable };
  }

  /** The same reference until a class, a template, a slice or a claim made by hand has changed. */
  cost(): CostOfClaim {
    this.#cost ??= this.names.cost(this.#mostDevices());
    return this.#cost;
  }

  #mostDevices(): number {
    let most = 1;
    for (const slices of this.#byNode.values()) {
      let count = 0;
      for (const { devices } of slices.values()) count += devices.length;
      most = Math.max(most, count);
    }
    return most;
  }

  #withdraw({ metadata, node }: SeenSlice): void {
    const slices = this.#byNode.get(node);
    slices?.delete(metadata.name);
    if (slices?.size === 0) this.#byNode.delete(node);
    this.#remade(node);
  }

  #remade(node: string): void {
    this.#layouts.delete(node);
    this.#cost = undefined;
    this.#changed(node);
  }

  #renamed(): void {
    this.#layouts.clear();
    this.#cost = undefined;
    for (const node of this.#byNode.keys()) this.#changed(node);
  }

  #hold(before: readonly string[], after: readonly string[]): void {
    if (before.join() === after.join()) return;
    for (const id of after) this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
    for (const id of before) {
      const left = (this.#held.get(id) ?? 0) - 1;
      if (left > 0) this.#held.set(id, left);
      else this.#held.delete(id);
    }
    // A pool's own name may hold a slash, a device's may not.
    for (const pool of new Set([...before, ...after].map((id) => id.slice(0, id.lastIndexOf('/')))))
      this.#changed(this.#nodeOfPool.get(pool) ?? '');
  }

  #layoutOf(slices: readonly SeenSlice[]): Layout {
    const devices = devicesOn(slices);
    const plain = devices.devices.filter((device) => device.plain);
    const groups = this.names.groupsOf(new Set(plain.map(({ kind }) => kind)));
    const now = { held: NOT_HELD, left: countersLeft(devices, NOT_HELD) };
    const units: Record<string, number> = {};
    for (const { kinds, names } of groups) {
      const { all } = unitsOf(devices, kinds, now);
      for (const { resource } of names) units[resource] = all;
    }
    const named = groups.flatMap(({ kinds, names }) => names.map((name) => ({ name, kinds })));
    return { devices, groups, units, claimable: describe(named) };
  }
}
