/** GpuModels: what language models and others take, as data, so that a new model is never a release. */
import type { Static } from '@sinclair/typebox';
import { precisions, type Precision } from '../../core/models/precision.ts';
import { clusterKind } from './kind.ts';
import {
  amount,
  choice,
  count,
  flag,
  list,
  optional,
  record,
  shaped,
  standard,
  text,
} from './vocabulary.ts';

export const precision = (description: string) => choice<Precision>(description, precisions);

const modelName = (description: string) =>
  shaped(
    description,
    /^[a-z0-9]+([-.][a-z0-9]+)*$/,
    'a name of small letters, digits, dots and hyphens, such as llama-2-13b',
    { maxLength: 96 },
  );

const geometry = record('Its shape, as its config.json has it.', {
  layers: count('Layers (num_hidden_layers).', 1),
  hidden: count('Width (hidden_size).', 1),
  heads: count('Heads of attention (num_attention_heads).', 1),
  kvHeads: count('Heads whose keys and values are kept (num_key_value_heads).', 1),
  headDim: count('Width of a head (head_dim).', 1),
  ffn: count('Width of the feed-forward part, of one expert where there are several.', 1),
  vocab: count('Tokens it knows (vocab_size).', 1),
  tied: standard(flag('Whether its head is its embedding once more (tie_word_embeddings).'), false),
  gated: standard(flag('Whether its feed-forward part has three matrices, not two.'), true),
  headNorms: standard(flag('Whether queries and keys are normed in each head.'), false),
  biases: standard(flag('Whether queries, keys and values have biases.'), false),
  experts: optional(
    record('Experts of each layer, all of which are loaded.', {
      count: count('How many there are.', 1),
      active: count('How many a token passes.', 1),
    }),
  ),
});

const model = record('A model.', {
  name: modelName('Name without its owner, endings such as -instruct, and its precision.'),
  aliases: standard(
    list(
      'Other names of the same, such as those of models that were made from it.',
      modelName('Name.'),
    ),
    [],
  ),
  geometry: optional(geometry),
  parameters: optional(
    count('How many parameters it has, as published; absent: as many as its geometry has.', 1),
  ),
  beside: standard(count('Parameters beside its text decoder, e.g. of a tower that sees.'), 0),
  latent: optional(
    record('A cache of one compressed vector a layer, instead of keys and values.', {
      layers: count('Layers.', 1),
      width: count('Elements of the vector (kv_lora_rank and qk_rope_head_dim).', 1),
    }),
  ),
  context: optional(count('The most tokens of one request (max_position_embeddings).', 1)),
  checkpoint: standard(precision('What its makers publish it in.'), 'bf16'),
  weights: standard(
    list(
      'Sizes of published checkpoints that do not follow from the number of parameters.',
      record('A checkpoint.', {
        precision: precision('What it is in.'),
        GiB: amount('How large it is, GiB.', 0.001),
      }),
    ),
    [],
  ),
  source: text('Where the figures come from.'),
});

export const gpuModels = clusterKind(
  'GpuModels',
  'What models take, for workloads that nobody has measured yet.',
  record('Models. Several documents add up.', { models: list('The models.', model, 1) }),
);
export type GpuModels = Static<typeof gpuModels>;
