/** Cards by product: what there is, what is held, and how few would do. */
import type { Menu, NodeState, Offer } from '../core/menu.ts';
import type { World } from '../core/world.ts';
import { packedCards } from './packed.ts';
import type { ProductTotal, Row, Wanted } from './report.ts';
import { sumOf } from './sums.ts';

export function totalsOf(rows: readonly Row[], facts: Shelves): ProductTotal[] {
  const stocks = stocksIn(facts.standing.menu);
  const offers = offersIn([facts.standing, ...(facts.cut === 'none' ? [] : [facts.cut])]);
  const moved = rows.map((row) => ({ row, to: offers.get(row.shape)?.product ?? row.product }));
  const names = new Set([...stocks.keys(), ...moved.flatMap(({ row, to }) => [row.product, to])]);
  return [...names].toSorted().map((product) => {
    const stock = stocks.get(product) ?? NOTHING;
    const own = rows.filter((row) => row.product === product);
    const coming = moved.flatMap(({ row, to }) => (to === product ? [row] : []));
    return {
      product,
      nodes: stock.nodes.size,
      capacityMilliGPU: Math.round(stock.milliGPU),
      heldMilliGPU: sumOf(own, 'heldMilliGPU'),
      neededMilliGPU: sumOf(coming, 'neededMilliGPU'),
      packedCards: packedCards(coming, offers, facts.standing.catalogue),
      idleMilliGPU: Math.max(0, Math.round(stock.milliGPU - takenOf(own, offers))),
      wanted: wantedIn(coming, stock.units),
    };
  });
}

const MILLI = 1000;

/** Of a part so many of which are a card that only rounding is missing: a seventh, and not 0.142. */
export function unrounded(milliGPU: number): number {
  const parts = Math.floor(MILLI / milliGPU);
  const lost = MILLI - parts * milliGPU;
  return parts > 1 && lost < parts ? MILLI / parts : milliGPU;
}

/** What they hold, of the same measure as what there is. */
const takenOf = (rows: readonly Row[], offers: ReadonlyMap<string, Offer>): number =>
  rows.reduce((sum, { product, asked, heldMilliGPU }) => {
    const unit = offers.get(`${product} ${asked.slice(0, asked.lastIndexOf(':'))}`)?.claim.milliGPU;
    return sum + (unit ? (heldMilliGPU / unit) * unrounded(unit) : heldMilliGPU);
  }, 0);

export interface Shelves {
  readonly standing: World;
  readonly cut: World | 'none';
}

interface Stock {
  readonly nodes: ReadonlySet<string>;
  readonly milliGPU: number;
  /** By offer. */
  readonly units: ReadonlyMap<string, number>;
}

/** In service or not: what rests is held by somebody all the same, and comes back. */
function stocksIn({ pools, resting }: Menu): ReadonlyMap<string, Stock> {
  const all = new Map<string, Stock>();
  for (const pool of [...pools, ...resting])
    for (const offer of pool.offers.filter(isCounted)) {
      const there = pool.nodes.filter(
        ({ capacity, declared }) => !declared && (capacity[offer.resource] ?? 0) > 0,
      );
      const stock = all.get(offer.product) ?? NOTHING;
      if (there.length > 0) all.set(offer.product, withMore(stock, offer, there));
    }
  return all;
}

const NOTHING: Stock = { nodes: new Set(), milliGPU: 0, units: new Map() };

/** What claims and other engines hand out has no number on its node, or is a card that is counted already. */
const isCounted = ({ allocated, form }: Offer): boolean =>
  allocated === undefined && form === undefined;

function withMore(
  { nodes, milliGPU, units }: Stock,
  { key, resource, claim }: Offer,
  there: readonly NodeState[],
): Stock {
  const more = there.reduce((sum, { capacity }) => sum + (capacity[resource] ?? 0), 0);
  return {
    nodes: new Set([...nodes, ...there.map(({ name }) => name)]),
    milliGPU: milliGPU + more * unrounded(claim.milliGPU),
    units: new Map([...units, [key, (units.get(key) ?? 0) + more]]),
  };
}

/** By key, of every menu that was chosen from. */
const offersIn = (worlds: readonly World[]): ReadonlyMap<string, Offer> =>
  new Map(
    worlds
      .flatMap(({ menu }) => [...menu.pools, ...menu.resting])
      .flatMap(({ offers }) => offers)
      .map((offer) => [offer.key, offer]),
  );

function wantedIn(rows: readonly Row[], offered: Stock['units']): Wanted[] {
  const wanted = new Map<string, number>();
  for (const { verdict, shape, replicas } of rows)
    if (verdict === 'slice') wanted.set(shape, (wanted.get(shape) ?? 0) + replicas);
  return [...wanted].map(([shape, units]) => ({ shape, units, offered: offered.get(shape) ?? 0 }));
}
