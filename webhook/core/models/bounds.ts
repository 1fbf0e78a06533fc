/**
 * What an engine is told that bounds the memory it needs: lengths, batches, precision of the cache,
 * over how many GPUs. What nobody can read here bounds nothing, and of several the largest counts.
 */
import { keptByContainer, type Container } from '../pod.ts';
import { sizesOf } from '../never-slice/sizes.ts';
import { bytesOf } from '../settings/bytes.ts';
import { engineOf } from '../settings/engine.ts';
import { said } from '../settings/said.ts';
import { option, words } from '../words/command-line.ts';
import { literals } from '../words/expansion.ts';

export interface Bounds {
  /** Tokens of one request. */
  readonly context: number | undefined;
  /** Requests at once. */
  readonly sequences: number | undefined;
  /** Tokens of all requests at once. */
  readonly tokens: number | undefined;
  /** Tokens that pass the model at once. */
  readonly step: number | undefined;
  readonly cacheBytes: number | undefined;
  /** Bytes of an element of the cache, where that is said. */
  readonly element: number | undefined;
  /** Whether it is told to record no graphs. */
  readonly eager: boolean;
  /** GPUs that share the weights. */
  readonly parts: number;
}

interface Names {
  readonly flags: readonly string[];
  readonly variables?: readonly string[];
}

/** Two engines mean two things by one name. */
const PER_REQUEST: Names = { flags: ['--max-total-tokens'], variables: ['MAX_TOTAL_TOKENS'] };
const CONTEXT: Names = {
  flags: ['--max-model-len', '--context-length', '--max-seq-len', '--ctx-size'],
  variables: ['MAX_MODEL_LEN'],
};
const SEQUENCES: Names = {
  flags: ['--max-num-seqs', '--max-running-requests', '--max-batch-size'],
};
const TOKENS: Names = {
  flags: ['--max-batch-total-tokens'],
  variables: ['MAX_BATCH_TOTAL_TOKENS'],
};
const STEP: Names = {
  flags: [
    '--max-num-batched-tokens',
    '--chunked-prefill-size',
    '--max-batch-prefill-tokens',
    '--max-num-tokens',
  ],
  variables: ['MAX_BATCH_PREFILL_TOKENS'],
};

export const boundsOf = keptByContainer((container: Container): Bounds => {
  const isTgi = engineOf(container)?.name === 'TGI';
  const largest = (...names: readonly Names[]) => largestOf(container, names);
  return {
    context: isTgi ? largest(PER_REQUEST) : largest(CONTEXT),
    sequences: largest(SEQUENCES),
    tokens: isTgi ? largest(TOKENS) : largest({ flags: PER_REQUEST.flags }),
    step: largest(STEP),
    cacheBytes: largest({ flags: ['--kv-cache-memory-bytes'] }),
    element: elementOf(container),
    eager: words(container).some((word) => EAGER.has(word)),
    parts: partsOf(container),
  };
});

const EAGER: ReadonlySet<string> = new Set([
  '--enforce-eager',
  '--enforce_eager',
  '--disable-cuda-graph',
]);

/** `auto`, say: what is told of the length of a request and is no number. */
export const unreadContext = (container: Container): string | undefined =>
  textsOf(container, [engineOf(container)?.name === 'TGI' ? PER_REQUEST : CONTEXT]).find(
    (text) => !isSaid(bytesOf(text)),
  );

const textsOf = (container: Container, names: readonly Names[]): string[] =>
  names.flatMap(({ flags, variables = [] }) => [
    ...said(container, flags).values,
    ...variables.flatMap((name) => literals(container).get(name) ?? []),
  ]);

/** The largest of what all of them say; `undefined` where one says what cannot be read. */
function largestOf(container: Container, names: readonly Names[]): number | undefined {
  const texts = textsOf(container, names);
  const all = texts.map((text) => bytesOf(text)).filter(isSaid);
  return all.length === 0 || all.length < texts.length ? undefined : Math.max(...all);
}

const isSaid = (number: number | 'unreadable'): number is number =>
  number !== 'unreadable' && number > 0;

function elementOf(container: Container): number | undefined {
  const { values } = said(container, ['--kv-cache-dtype']);
  if (values.length === 0) return undefined;
  return values.every((value) => value.startsWith('fp8')) ? 1 : 2;
}

/** The fewest that are spoken of: what is spread less is larger. */
function partsOf(container: Container): number {
  const parts = sizesOf(container)
    .filter(({ what }) => what === 'tensor parallel size' || what === 'number of shards')
    .map(({ value }) => (value === 'unknown' ? 1 : value));
  const short = option(words(container), ['-tp']);
  const all = short === undefined ? parts : [...parts, Number(short)];
  const least = Math.min(...all);
  return Number.isInteger(least) && least > 0 ? least : 1;
}
