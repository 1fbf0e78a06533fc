/**
 * Why figures may not be their container's, and in which words whoever has to look is told: which node it is, which
 * pod, how many devices. `tranche profile`, `scan` and `report` say of it what is said here.
 */

export type Doubt =
  /** How the node shared its cards nobody knows any more; absent where nobody says which it was. */
  | { readonly of: 'node'; readonly node?: string }
  /** No node is seen at all. */
  | { readonly of: 'nodes' }
  /** Others hold a device there and are not told of, so what is told may be theirs. */
  | { readonly of: 'neighbour'; readonly node: string; readonly silent: readonly Held[] }
  /** Of a card that several share one pod is told alone, whichever was seen last. */
  | { readonly of: 'lastSeen'; readonly node: string; readonly source: string }
  | ({ readonly of: 'surplus' } & TooMany);

interface Held {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Told to be on more devices at once than it asks for. */
export interface TooMany extends Held {
  readonly devices: number;
  readonly asked: number;
}

/** What of a figure's attribution is to be said, by the causes that are known of it; nothing where it is sure. */
export function saysDoubt(attribution: string, doubts: readonly Doubt[]): string | undefined {
  if (attribution === 'duplicated') return 'its figures are those of a card that it shared';
  if (attribution !== 'unknown') return undefined;
  const causes = [ofAllNodes, ofNodes, ofNeighbours, ofLastSeen, ofSurplus].flatMap((says) =>
    says(doubts),
  );
  return [NOBODYS, ...(causes.length === 0 ? [] : [causes.join('; ')])].join(': ');
}

const NOBODYS = 'nobody can tell whose its figures are';

export const saysTooMany = ({ namespace, pod, container, devices, asked }: TooMany): string =>
  `pod ${namespace}/${pod} is told to be on ${devices} devices at once, and its container ${container} asks for ${asked}`;

const only = <Of extends Doubt['of']>(
  of: Of,
  doubts: readonly Doubt[],
): readonly Extract<Doubt, { of: Of }>[] =>
  doubts.filter((one): one is Extract<Doubt, { of: Of }> => one.of === of);

const ofAllNodes = (doubts: readonly Doubt[]): string[] =>
  only('nodes', doubts)
    .slice(0, 1)
    .map(() => 'how cards are shared is not known, for no node may be seen');

function ofNodes(doubts: readonly Doubt[]): string[] {
  const nodes = only('node', doubts).map(({ node }) => node);
  const named = nodes.filter((node) => node !== undefined);
  const of = named
    .slice(0, 1)
    .map((node) => `node ${node}${andMore(named)}, which is there no more`);
  const unnamed = nodes.length > named.length ? ['a node that nobody names'] : [];
  return [...of, ...unnamed].map((whose) => `how cards were shared is not known of ${whose}`);
}

function ofNeighbours(doubts: readonly Doubt[]): string[] {
  const all = only('neighbour', doubts);
  return all.slice(0, 1).map(({ node, silent }) => {
    const whom = silent
      .slice(0, 1)
      .map(({ namespace, pod, container }) => `pod ${namespace}/${pod} (container ${container})`)
      .join('');
    return `nothing is told of ${whom}${andMore(silent)} with GPUs on node ${node}${andMore(all)} (look at the exporter there)`;
  });
}

function ofLastSeen(doubts: readonly Doubt[]): string[] {
  const all = only('lastSeen', doubts);
  return all
    .slice(0, 1)
    .map(
      ({ node, source }) =>
        `cards of node ${node}${andMore(all)} are shared, and ${source} names one pod on each, whichever was seen last`,
    );
}

function ofSurplus(doubts: readonly Doubt[]): string[] {
  const all = only('surplus', doubts);
  const others = all.length > 1 ? `so it is with ${all.length - 1} more; ` : '';
  return all
    .slice(0, 1)
    .map((one) => `${saysTooMany(one)} (${others}look at who is scraped that says so)`);
}

/** One is enough to look at; how many there are tells whether that is all. */
const andMore = (all: readonly unknown[]): string =>
  all.length > 1 ? ` and ${all.length - 1} more` : '';
