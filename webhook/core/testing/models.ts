/** A few models, in the shapes that matter: plain, small and tied, with experts, with no shape at all. */
import type { Geometry, Model } from '../models/model.ts';
import { registryOf } from '../models/registry.ts';

const shape: Geometry = {
  layers: 40,
  hidden: 5120,
  heads: 40,
  kvHeads: 40,
  headDim: 128,
  ffn: 13_824,
  vocab: 32_000,
  tied: false,
  gated: true,
  headNorms: false,
  biases: false,
};

const modelOf = (name: string, parts: Partial<Model>): Model => ({
  name,
  aliases: [],
  beside: 0,
  checkpoint: 'bf16',
  weights: [],
  ...parts,
});

export const llama13 = modelOf('llama-2-13b', { geometry: shape, context: 4096 });

export const qwenHalf = modelOf('qwen2.5-0.5b', {
  geometry: {
    ...shape,
    layers: 24,
    hidden: 896,
    heads: 14,
    kvHeads: 2,
    headDim: 64,
    ffn: 4864,
    vocab: 151_936,
    tied: true,
    biases: true,
  },
  context: 32_768,
});

export const mixtral = modelOf('mixtral-8x7b', {
  geometry: {
    ...shape,
    layers: 32,
    hidden: 4096,
    heads: 32,
    kvHeads: 8,
    ffn: 14_336,
    experts: { count: 8, active: 2 },
  },
  context: 32_768,
});

export const bert = modelOf('bert-large', { parameters: 340_000_000, checkpoint: 'fp32' });

export const models: readonly Model[] = [llama13, qwenHalf, mixtral, bert];
export const registry = registryOf(models);
