/** Nodes folded into pools of alike ones. Pure, so that a snapshot gives the menu the cluster had. */
import { agreed } from './agreed.ts';
import { otherKeys, type Catalogue } from '../products/catalogue.ts';
import { allOffersOf, unmistakable } from './claim-offers.ts';
import { namesGpu } from '../governed.ts';
import type { CostOfClaim, Menu, NodeState, Offer, Pool } from '../menu.ts';
import type { NodeFacts } from './node.ts';
import { TELLING_LABELS } from './node-sharing.ts';
import type { Labels, Taint } from '../pod.ts';
import { deviceNamed } from '../vendor.ts';

export function menuOf(
  nodes: Iterable<NodeFacts>,
  catalogue: Catalogue,
  claimed: CostOfClaim = () => 'nothing',
): Menu {
  const [inService, resting] = [new Map<string, Alike>(), new Map<string, Alike>()];
  const advertised = new Set<string>();
  const byNode = new Map<string, readonly Offer[]>();
  const beside: Pool[] = [];
  const kindOf = kindsOf(catalogue);
  for (const node of nodes) {
    for (const name of namesOn(node)) advertised.add(name);
    const { offers, poolKey: key, settled, unchosen } = kindOf(node);
    byNode.set(node.name, offers);
    if (node.schedulable && unchosen) beside.push(alone(node, offers));
    const kept = node.schedulable && settled ? inService : resting;
    if (offers.length > 0) keep(kept, key, node, offers);
  }
  const [standing, out] = [poolsIn(inService), poolsIn(resting)];
  return {
    ...agreed({ pools: unmistakable(standing, [...standing, ...out]), resting: out }),
    beside,
    advertised,
    offersOn: (name) => byNode.get(name) ?? [],
    claimed,
  };
}

/** At 0 a name is only what the kubelet remembers. */
const namesOn = ({ allocatable }: NodeFacts): string[] =>
  Object.keys(allocatable).filter((name) => (allocatable[name] ?? 0) > 0);

interface Alike {
  readonly taints: readonly Taint[];
  readonly offers: readonly Offer[];
  readonly nodes: NodeState[];
  readonly engine?: 'hami';
}

const poolFor = ({ taints, engine }: NodeFacts, offers: readonly Offer[]): Alike => ({
  taints,
  offers,
  nodes: [],
  ...(engine === undefined ? {} : { engine }),
});

function keep(
  pools: Map<string, Alike>,
  key: string,
  node: NodeFacts,
  offers: readonly Offer[],
): void {
  const pool = pools.get(key) ?? poolFor(node, offers);
  pool.nodes.push(stateOf(node));
  pools.set(key, pool);
}

const alone = (node: NodeFacts, offers: readonly Offer[]): Pool => ({
  key: node.name,
  ...poolFor(node, offers),
  nodes: [stateOf(node)],
});

const poolsIn = (found: ReadonlyMap<string, Alike>): readonly Pool[] =>
  [...found].map(([key, pool]): Pool => ({ key, ...pool })).toSorted(byKey);

/** What a node offers, and the pool it belongs to where it is in service. */
interface Kind {
  readonly allocatable: NodeFacts['allocatable'];
  readonly taints: NodeFacts['taints'];
  readonly engine: NodeFacts['engine'];
  readonly claimable: NodeFacts['claimable'];
  readonly offers: readonly Offer[];
  readonly poolKey: string;
  readonly settled: boolean;
  /** It has GPUs, and nothing is chosen there. */
  readonly unchosen: boolean;
}

/**
 * A menu is made anew whenever a pod comes or goes, and of a thousand nodes hardly one has other
 * labels than before; so a node's kind is kept for as long as the very same labels are.
 */
const kinds = new WeakMap<Catalogue, WeakMap<Labels, Kind>>();

function kindsOf(catalogue: Catalogue): (node: NodeFacts) => Kind {
  const known = kinds.get(catalogue) ?? new WeakMap<Labels, Kind>();
  kinds.set(catalogue, known);
  const alike = offerSharing(catalogue);
  return (node) => {
    const { labels, allocatable, taints, engine, claimable } = node;
    const before = known.get(labels);
    if (before !== undefined && sameBut(before, node)) return before;
    const offers = alike(node);
    const settled = atRest(labels);
    const kind = {
      allocatable,
      taints,
      engine,
      claimable,
      offers,
      poolKey: poolKey(offers, node),
      settled,
      unchosen: (offers.length === 0 || !settled) && namesOn(node).some(namesGpu),
    };
    known.set(labels, kind);
    return kind;
  };
}

const sameBut = (before: Kind, { allocatable, taints, engine, claimable }: NodeFacts): boolean =>
  before.allocatable === allocatable &&
  before.taints === taints &&
  before.engine === engine &&
  before.claimable === claimable;

/** Offers are made once for nodes with the same GPU labels and resource names. */
function offerSharing(catalogue: Catalogue): (node: NodeFacts) => readonly Offer[] {
  const made = new Map<string, readonly Offer[]>();
  const others = otherKeys(catalogue);
  return (node) => {
    const key = fingerprint(node, others);
    const known = made.get(key) ?? allOffersOf(node, catalogue);
    made.set(key, known);
    return known;
  };
}

function fingerprint(node: NodeFacts, others: readonly string[]): string {
  const { labels, allocatable, claimable, engine = '' } = node;
  const parts: string[] = [engine];
  for (const key in labels)
    if (others.includes(key) || TELLING_LABELS.some((prefix) => key.startsWith(prefix)))
      parts.push(`${key}=${labels[key]}`);
  for (const key in allocatable)
    if (deviceNamed(key) !== undefined) parts.push(`${key}: ${allocatable[key]}`);
  if (claimable !== undefined) parts.push(JSON.stringify(claimable));
  return parts.toSorted().join('\n');
}

/**
 * A node that is being cut anew, or whose driver is exchanged, advertises names that are about to go:
 * MIG Manager and the GPU operator then pause the operands of the node by label (NVIDIA/mig-parted).
 */
function atRest(labels: Labels): boolean {
  if ((labels['nvidia.com/mig.config.state'] ?? 'success') !== 'success') return false;
  for (const key in labels)
    if (key.startsWith(OPERAND) && labels[key]?.startsWith('paused-for-') === true) return false;
  return true;
}

const OPERAND = 'nvidia.com/gpu.deploy.';

const poolKey = (offers: readonly Offer[], { taints, engine }: NodeFacts): string =>
  JSON.stringify([
    offers.map(({ key, pins, memoryMiB, sms, lacks, allocated, resource, claim }) => [
      key,
      memoryMiB,
      sms,
      lacks?.says,
      pins.map(({ key: label, values }) => [label, values]),
      ...(allocated === true ? [resource, claim] : []),
    ]),
    taints.map(({ key, value = '', effect }) => [key, value, effect]),
    engine,
  ]);

/** No two have one key. */
const byKey = (a: Pool, b: Pool): number => (a.key < b.key ? -1 : 1);

const states = new WeakMap<NodeFacts, NodeState>();

function stateOf(node: NodeFacts): NodeState {
  const known = states.get(node);
  if (known !== undefined) return known;
  const { name, labels, allocatable, used, declared } = node;
  const free: Record<string, number> = {};
  for (const key in allocatable) free[key] = (allocatable[key] ?? 0) - (used[key] ?? 0);
  const state = { name, labels, free, capacity: allocatable, declared };
  states.set(node, state);
  return state;
}
