/**
 * How long one request may be. An engine refuses to start with a cache that could not hold it, or cuts
 * requests short, however short those were that it was ever asked: vLLM asks for the blocks of one at its
 * --max-model-len, TGI for one at its --max-total-tokens, and SGLang turns away what its pool cannot hold.
 */
import type { Container, Labels } from '../pod.ts';
import { said } from '../settings/said.ts';
import { bytesOf } from '../settings/bytes.ts';
import { words } from '../words/command-line.ts';
import { boundsOf, unreadContext } from './bounds.ts';
import { estimate } from './estimate.ts';
import { recognise, type Recognised } from './recognise.ts';
import type { ModelRegistry } from './registry.ts';

export interface Unknown {
  /** Why it is not known, for people. */
  readonly unknown: string;
}

/** In tokens of the cache, which is handed out by blocks; as its owner says it, else as its model can. */
export function longestTokens(container: Container, { name, model }: Recognised): number | Unknown {
  const unread = unreadContext(container);
  if (unread !== undefined) return { unknown: `how long a request may be is told as ${unread}` };
  const { context } = boundsOf(container);
  if (context !== undefined) return inBlocks(context, container);
  const stretched = words(container)
    .find((word) => STRETCHES.test(word))
    ?.split('=', 1)[0];
  if (stretched !== undefined)
    return { unknown: `${stretched} may stretch how long a request of its model ${name} is` };
  const own = typeof model === 'number' ? undefined : model.context;
  return own === undefined
    ? { unknown: `how long a request of its model ${name} may be is not known` }
    : inBlocks(own, container);
}

const STRETCHES = /^--(?:rope[-_]\w+|hf[-_]overrides|json[-_]model[-_]override[-_]args)(?:[-_=]|$)/;

/** Of the engines' usual blocks the largest. */
const BLOCK = 128;

/** One block more than it fills: vLLM keeps one of them empty. */
function inBlocks(tokens: number, container: Container): number {
  const block = Math.max(BLOCK, ...said(container, BLOCKS).values.map(numberIn));
  return (Math.ceil(tokens / block) + 1) * block;
}

const BLOCKS = ['--block-size', '--page-size'];

const numberIn = (text: string): number => {
  const number = bytesOf(text);
  return number === 'unreadable' ? 0 : number;
};

/** MiB of the cache of one such request, where all that is known. */
export function longestMiB(
  container: Container,
  labels: Labels | undefined,
  models: ModelRegistry,
): number | Unknown {
  const recognised = recognise(container, labels, models);
  if (recognised === 'unnamed') return { unknown: 'nothing says which model it serves' };
  if ('unknown' in recognised) return recognised;
  const tokens = longestTokens(container, recognised);
  if (typeof tokens !== 'number') return tokens;
  const { bytesPerToken } = estimate(recognised, boundsOf(container)).cache;
  return Math.ceil((tokens * bytesPerToken) / 2 ** 20);
}
