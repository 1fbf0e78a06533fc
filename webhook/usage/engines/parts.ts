/**
 * What a container's engine takes beside its KV cache, as its model tells it: weights, activations,
 * graphs, context. A model of which only the size is known tells nothing that a slice may go by.
 */
import { boundsOf } from '../../core/models/bounds.ts';
import { estimate } from '../../core/models/estimate.ts';
import { longestTokens, type Unknown } from '../../core/models/longest.ts';
import { recognise, type Recognised } from '../../core/models/recognise.ts';
import { untoldMemory } from '../../core/models/untold.ts';
import type { ModelRegistry } from '../../core/models/registry.ts';
import type { Container, Labels } from '../../core/pod.ts';
import { engineOf } from '../../core/settings/engine.ts';
import type { Parts } from './need.ts';

export type { Unknown } from '../../core/models/longest.ts';

/** `none` where it runs no engine that fills a card. `labels`: where they can be no other container's. */
export function partsOf(
  container: Container,
  labels: Labels | undefined,
  models: ModelRegistry,
): Parts | Unknown | 'none' {
  if (engineOf(container)?.fills !== true) return 'none';
  const recognised = recognise(container, labels, models);
  if (recognised === 'unnamed') return { unknown: 'nothing says which model it serves' };
  if ('unknown' in recognised) return { unknown: `its model is unknown: ${recognised.unknown}` };
  const untold = untoldMemory(container);
  if (untold !== undefined) return { unknown: `what it takes is unknown: ${untold}` };
  return partsIn(container, recognised);
}

function partsIn(container: Container, recognised: Recognised): Parts | Unknown {
  const bounds = boundsOf(container);
  const { source, model, terms, cache } = estimate(recognised, bounds);
  if (source === 'size') return { unknown: `of its model ${model} only the size is known` };
  if (cache.bytesPerToken === 0)
    return { unknown: `what its model ${model} keeps of a token is not known` };
  const longest = longestTokens(container, recognised);
  if (typeof longest !== 'number') return longest;
  const { weightsMiB, activationsMiB, graphsMiB, contextMiB } = terms;
  const { context, sequences } = bounds;
  return {
    weightsMiB,
    activationsMiB,
    graphsMiB,
    contextMiB,
    kvBytesPerToken: cache.bytesPerToken,
    longestTokens: longest,
    ...(context === undefined || sequences === undefined
      ? {}
      : { mostTokens: context * sequences }),
  };
}
