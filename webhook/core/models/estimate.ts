/**
 * What a model will take on a GPU, before anybody has seen it run, term by term (usage-profiles §5).
 * Each term is what is usual or more: whoever believes too small a figure runs out of memory.
 */
import type { Bounds } from './bounds.ts';
import { kvElements, kvParts, weightsBytes, type Model } from './model.ts';
import { bytesAt, type Precision } from './precision.ts';
import type { Recognised } from './recognise.ts';

export interface Estimate {
  /** As the registry has it, or as the container says it. */
  readonly model: string;
  readonly precision: Precision;
  /** `size`: nothing but a word of its name, such as `7b`, is known of it. */
  readonly source: 'registry' | 'size';
  /** GPUs that share the weights; all figures are of one of them. */
  readonly parts: number;
  readonly cache: Cache;
  readonly terms: Terms;
  readonly totalMiB: number;
}

export interface Terms {
  readonly weightsMiB: number;
  readonly cacheMiB: number;
  readonly activationsMiB: number;
  readonly graphsMiB: number;
  /** Of the process: context, libraries, and what talks to other GPUs. */
  readonly contextMiB: number;
}

/** Keys and values of tokens in flight; no tokens where its owner says how many bytes. */
interface Cache {
  readonly tokens: number;
  readonly bytesPerToken: number;
  readonly bytes: number;
}

const MIB = 2 ** 20;

/** 300 to 800 MiB were seen. */
const CONTEXT_MIB = 800;
/** Of NCCL, 0.3 to 1 GiB. */
const TALK_MIB = 1024;
/** CUDA graphs take 0.3 to 2.5 GiB, of which the larger are those of large models. */
const GRAPHS_MIB = 1024;
/** Of models of which it is known no better. */
const LONGEST_CONTEXT = 131_072;
/** Of a request, where only the number of requests is bounded. */
const USUAL_CONTEXT = 8192;
/** Requests at once, where only their length is bounded. */
const USUAL_REQUESTS = 8;
/** What engines do unless they are told otherwise. */
const STEP_TOKENS = 8192;
const MOST_REQUESTS = 256;

export function estimate({ name, model, precision }: Recognised, bounds: Bounds): Estimate {
  const sized =
    typeof model === 'number' ? bySize(model, precision) : byModel(model, precision, bounds);
  const cache = cacheOf(sized, bounds);
  const terms: Terms = {
    weightsMiB: inMiB(sized.weights / bounds.parts),
    cacheMiB: inMiB(cache.bytes),
    activationsMiB: inMiB(sized.activations),
    graphsMiB: bounds.eager || sized.elements === 0 ? 0 : GRAPHS_MIB,
    contextMiB: CONTEXT_MIB + (bounds.parts > 1 ? TALK_MIB : 0),
  };
  const { weightsMiB, cacheMiB, activationsMiB, graphsMiB, contextMiB } = terms;
  return {
    model: name,
    precision,
    source: typeof model === 'number' ? 'size' : 'registry',
    parts: bounds.parts,
    cache,
    terms,
    totalMiB: weightsMiB + cacheMiB + activationsMiB + graphsMiB + contextMiB,
  };
}

const inMiB = (bytes: number): number => Math.ceil(bytes / MIB);

interface Sized {
  /** In bytes. */
  readonly weights: number;
  readonly activations: number;
  /** Elements that the cache keeps of a token. */
  readonly elements: number;
  /** Bytes of an element. */
  readonly element: number;
  /** Over how many GPUs those can be spread at most. */
  readonly spread: number;
  /** The most tokens of one request. */
  readonly context: number;
}

const byModel = (model: Model, precision: Precision, bounds: Bounds): Sized => ({
  weights: weightsBytes(model, precision),
  activations: activationsOf(model, precision, bounds),
  elements: kvElements(model),
  element: precision === 'fp32' ? 4 : 2,
  spread: kvParts(model),
  context: model.context ?? LONGEST_CONTEXT,
});

/** 1.3 × the widest tensors of a step, and the scores of every token it knows for each request. */
function activationsOf(model: Model, precision: Precision, bounds: Bounds): number {
  const { geometry } = model;
  // Of what has no shape it is taken to be as much again, within reason.
  if (geometry === undefined)
    return Math.min(16_384 * MIB, Math.max(1024 * MIB, weightsBytes(model, precision)));
  const { step = STEP_TOKENS, sequences = MOST_REQUESTS } = bounds;
  const ffn = geometry.ffn * (geometry.experts?.active ?? 1);
  return 1.3 * step * (2 * ffn + 4 * geometry.hidden) * 2 + sequences * geometry.vocab * 8;
}

/** Rounded from the models that are known. */
const CACHE_BY_SIZE: readonly (readonly [parameters: number, KiB: number])[] = [
  [9e9, 128],
  [15e9, 192],
  [40e9, 256],
  [Infinity, 320],
];
const ACTIVATIONS_BY_SIZE = 3072 * MIB;

function bySize(parameters: number, precision: Precision): Sized {
  const [, KiB = 320] = CACHE_BY_SIZE.find(([most]) => parameters <= most) ?? [];
  return {
    // A tenth stands for embedding and head, which stay as they are.
    weights: bytesAt(precision, parameters * 0.9, parameters * 0.1),
    activations: ACTIVATIONS_BY_SIZE,
    elements: KiB * 512,
    element: 2,
    spread: 1,
    context: LONGEST_CONTEXT,
  };
}

function cacheOf(sized: Sized, bounds: Bounds): Cache {
  const { cacheBytes, element = sized.element, parts } = bounds;
  const bytesPerToken = (sized.elements * element) / Math.min(parts, sized.spread);
  if (sized.elements === 0) return { tokens: 0, bytesPerToken: 0, bytes: 0 };
  if (cacheBytes !== undefined) return { tokens: 0, bytesPerToken, bytes: cacheBytes };
  const tokens = tokensOf(sized.context, bounds);
  return { tokens, bytesPerToken, bytes: tokens * bytesPerToken };
}

/** No engine starts that could not hold one request of the longest kind. */
function tokensOf(longest: number, { context, sequences, tokens }: Bounds): number {
  const least = context ?? longest;
  if (tokens !== undefined) return Math.max(tokens, least);
  if (sequences !== undefined)
    return Math.max(least, sequences * (context ?? Math.min(longest, USUAL_CONTEXT)));
  return context === undefined
    ? longest
    : Math.max(context, Math.min(longest, USUAL_REQUESTS * context));
}

/** How many that take as much find room on a card. */
export const onCard = ({ totalMiB }: Pick<Estimate, 'totalMiB'>, cardMiB: number): number =>
  Math.floor(cardMiB / totalMiB);
