/**
 * What a model takes, from the geometry that its makers publish: parameters counted layer by layer,
 * and the cache of one token. Published counts come out exactly; policies/models/*.yaml is the data.
 */
import { bytesAt, type Precision } from './precision.ts';

/** In the words of a checkpoint's `config.json`, shortened. */
export interface Geometry {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  /** Heads whose keys and values are kept. */
  readonly kvHeads: number;
  readonly headDim: number;
  readonly ffn: number;
  readonly vocab: number;
  /** Whether the head is the embedding once more. */
  readonly tied: boolean;
  /** Whether the feed-forward part has a gate, a third matrix. */
  readonly gated: boolean;
  /** Whether queries and keys of each head are normed. */
  readonly headNorms: boolean;
  /** Whether queries, keys and values have a bias. */
  readonly biases: boolean;
  readonly experts?: { readonly count: number; readonly active: number };
}

export interface Model {
  /** E.g. `llama-2-13b`. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** Absent where only the number of parameters is known. */
  readonly geometry?: Geometry;
  /** As published; where absent the geometry tells it. */
  readonly parameters?: number;
  /** Parameters beside the text decoder, e.g. of a tower that sees. */
  readonly beside: number;
  /** A cache that holds one compressed vector a layer instead of keys and values. */
  readonly latent?: { readonly layers: number; readonly width: number };
  /** The most tokens of one request. */
  readonly context?: number;
  /** What its makers publish it in. */
  readonly checkpoint: Precision;
  /** Sizes of checkpoints that no formula gives. */
  readonly weights: readonly { readonly precision: Precision; readonly GiB: number }[];
}

interface Counted {
  /** In layers that quantisation makes small. */
  readonly linear: number;
  readonly rest: number;
}

function countedIn(geometry: Geometry, experts: number): Counted {
  const { layers, hidden, heads, kvHeads, headDim, ffn, vocab } = geometry;
  const queriesAndMore = (heads + 2 * kvHeads) * headDim;
  const attention = hidden * queriesAndMore + heads * headDim * hidden;
  const router = geometry.experts === undefined ? 0 : hidden * geometry.experts.count;
  const feedForward = experts * (geometry.gated ? 3 : 2) * hidden * ffn + router;
  const norms = 2 * hidden + (geometry.headNorms ? 2 * headDim : 0);
  const biases = geometry.biases ? queriesAndMore : 0;
  return {
    linear: layers * (attention + feedForward),
    rest: vocab * hidden * (geometry.tied ? 1 : 2) + layers * (norms + biases) + hidden,
  };
}

const sum = ({ linear, rest }: Counted): number => linear + rest;

/** All experts are loaded, whichever of them a token needs. */
const countedAll = (geometry: Geometry): Counted =>
  countedIn(geometry, geometry.experts?.count ?? 1);

/** Of which nobody says where they are, none are taken to be made small. */
function counted({ geometry, parameters, beside }: Model): Counted {
  if (geometry === undefined) return { linear: 0, rest: (parameters ?? 0) + beside };
  const own = countedAll(geometry);
  const more = Math.max(0, (parameters ?? 0) - sum(own));
  return { linear: own.linear, rest: own.rest + more + beside };
}

export const parametersOf = (model: Model): number => sum(counted(model));

/** Those that one token passes. */
export const activeParameters = (geometry: Geometry): number =>
  sum(countedIn(geometry, geometry.experts?.active ?? 1));

export function weightsBytes(model: Model, precision: Precision): number {
  const published = model.weights.find((one) => one.precision === precision);
  if (published !== undefined) return published.GiB * 2 ** 30;
  const { linear, rest } = counted(model);
  return bytesAt(precision, linear, rest);
}

/** In elements of the cache's precision; 0 where nothing is kept between tokens. */
export function kvElements({ geometry, latent }: Model): number {
  if (latent !== undefined) return latent.layers * latent.width;
  if (geometry === undefined) return 0;
  return 2 * geometry.layers * geometry.kvHeads * geometry.headDim;
}

/** Over how many GPUs the cache of one token can be spread. */
export const kvParts = ({ geometry, latent }: Model): number =>
  latent === undefined ? (geometry?.kvHeads ?? 1) : 1;
