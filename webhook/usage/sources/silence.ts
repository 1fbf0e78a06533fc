/**
 * Why nothing is told of a container that holds a GPU. A source that is silent for everyone is an
 * outage of the exporter or of its scraping, and says nothing about the workload; an idle one is not
 * silent at all, its figures are 0.
 */
import type { Source } from '../measured.ts';
import { sources } from './all.ts';
import type { Facts, Holder } from './ground.ts';
import { layoutsOf, ownerOf, type Owner } from './owners.ts';
import { firstOf } from './table.ts';
import type { SeriesByName } from './told.ts';

export type Silence =
  /** No series of the source, anywhere. */
  | { readonly of: 'source'; readonly source: Source }
  /** Other nodes are told of; the exporter of this one is not heard. */
  | { readonly of: 'node'; readonly source: Source; readonly node: string }
  /** There are figures of devices and no workload's name on them: the exporter lost the kubelet, or never asked it. */
  | { readonly of: 'labels'; readonly source: Source; readonly node?: string }
  /** Others are told of by name, this one is not. */
  | { readonly of: 'workload'; readonly source: Source };

interface Heard {
  readonly owner: Owner | 'nobody';
  readonly node: string | undefined;
}

export function silenceOf(
  source: Source,
  seen: SeriesByName,
  holder: Holder,
  { nodes }: Pick<Facts, 'nodes'>,
): Silence | 'told' {
  const heard = heardFrom(source, seen);
  if (heard.length === 0) return { of: 'source', source };
  if (heard.some(({ owner }) => owner !== 'nobody' && isSame(owner, holder))) return 'told';
  if (heard.every(isNobodys)) return { of: 'labels', source };
  // An exporter that has its own word for its host leaves open which node is silent.
  const words = heard.some(({ node }) => node !== undefined && nodes.has(node));
  return (words && onNode(source, heard, holder.node)) || { of: 'workload', source };
}

const isNobodys = ({ owner }: Heard): boolean => owner === 'nobody';

const isSame = (a: Owner, b: Owner): boolean =>
  a.namespace === b.namespace && a.pod === b.pod && a.container === b.container;

function onNode(source: Source, heard: readonly Heard[], node: string): Silence | undefined {
  const here = heard.filter((one) => one.node === node);
  if (here.length > 0) return here.every(isNobodys) ? { of: 'labels', source, node } : undefined;
  return { of: 'node', source, node };
}

function heardFrom(source: Source, seen: SeriesByName): Heard[] {
  const table = sources[source];
  return table.vram.flatMap(({ name }) => {
    const all = (seen.get(name) ?? []).filter(({ points }) => points.length > 0);
    const layouts = layoutsOf(all, table.owner);
    return all.map(({ labels }) => ({
      owner: ownerOf(labels, layouts),
      node: firstOf(labels, table.node),
    }));
  });
}

/** Where no container that holds a device is told of, and others are. */
export const OF_OTHERS =
  'exporters tell of pods, and of none that holds a GPU here: is this the Prometheus of this cluster?';

/** A Prometheus without any exporter, of what it was asked for. */
export function saysNobody(match: readonly string[]): string {
  const among =
    match.length === 0 ? '' : `, of series with ${match.join(', ')} (--prometheus-match)`;
  return `Prometheus has no series of any exporter that is known (dcgm-exporter, AMD’s, XPUM, HAMi)${among}: is it the right Prometheus, and does it scrape them?`;
}

/** Hosts that an exporter names, none of which is a node of the cluster. */
export interface Strangers {
  readonly source: Source;
  readonly hosts: readonly string[];
}

const SHOWN = 3;

/** Exporters may have a word of their own for their host, so it is asked and nothing is left out for it. */
export function saysStrangers({ source, hosts }: Strangers): string {
  const more = hosts.length > SHOWN ? ` and ${hosts.length - SHOWN} more` : '';
  return `${source} names ${hosts.slice(0, SHOWN).join(', ')}${more}, ${hosts.length === 1 ? 'which is no' : 'none of which is a'} node here: is it the right Prometheus? (--prometheus-match)`;
}

/** What to look at. */
export function saysSilence(silence: Silence): string {
  const { source } = silence;
  switch (silence.of) {
    case 'source':
      return `Prometheus has no series of ${source} at all: its exporter does not run, or is not scraped`;
    case 'node':
      return `${source} tells of other nodes and not of ${silence.node}: its exporter does not run there, or is not scraped`;
    case 'labels':
      return `${source} tells of devices ${silence.node === undefined ? '' : `of ${silence.node} `}and of no workload on them: its exporter cannot ask the kubelet, or does not know the resource’s name`;
    case 'workload':
      return `${source} tells of other workloads and not of this one`;
    default:
      return silence satisfies never;
  }
}
