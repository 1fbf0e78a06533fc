import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  activeParameters,
  kvElements,
  parametersOf,
  weightsBytes,
  type Model,
} from '../core/models/model.ts';
import type { Precision } from '../core/models/precision.ts';
import { spelt } from '../core/models/spelling.ts';
import { compile } from './compile.ts';
import { ofKind } from './documents.ts';
import { faultLines, object, read } from './example.ts';
import { modelsIn, modelsOf } from './models.ts';
import { printed, published } from './models.fixture.ts';

const root = join(import.meta.dirname, '..', '..', 'policies', 'models');
const shipped = globSync('*.yaml', { cwd: root })
  .toSorted()
  .flatMap((file) => read(readFileSync(join(root, file), 'utf8'), file));
const documents = ofKind(shipped, 'GpuModels');
const models = new Map(documents.flatMap(modelsIn).map((model) => [model.name, model]));
const { models: registry } = modelsOf(documents);

function modelNamed(name: string): Model {
  const model = models.get(name);
  if (model === undefined) throw new Error(`${name} is not shipped`);
  return model;
}

const found = (text: string): string => {
  const name = spelt(text);
  return (name === 'none' ? undefined : registry.find(name.stems))?.name ?? 'unknown';
};

describe('the models we ship', () => {
  test('are put in force without a fault', () => {
    expect(compile(shipped).ok).toBe(true);
  });

  test('are all that were worked out, and more', () => {
    expect(printed).toHaveLength(49);
    expect(printed.filter(({ name }) => !models.has(name))).toEqual([]);
  });

  test.each(printed)('$name comes to each figure that was printed', (row) => {
    const model = { ...modelNamed(row.name), beside: 0 };
    const gib = (precision: Precision) => (weightsBytes(model, precision) / 2 ** 30).toFixed(2);
    expect({
      parameters: (parametersOf(model) / 1e9).toFixed(3),
      bf16: gib('bf16'),
      int8: gib('int8'),
      int4: gib('int4'),
      kv: String((kvElements(model) * 2) / 1024),
      context: String(model.context),
    }).toEqual({
      parameters: row.parameters,
      bf16: row.bf16,
      int8: row.int8,
      int4: row.int4,
      kv: row.kv,
      context: row.context,
    });
  });

  test('of those with experts a token passes as many parameters as were printed', () => {
    const mixed = printed.filter(({ active }) => active !== '-');
    expect(mixed.length).toBe(4);
    for (const { name, active } of mixed) {
      const { geometry } = modelNamed(name);
      expect([name, geometry && (activeParameters(geometry) / 1e9).toFixed(1)]).toEqual([
        name,
        active,
      ]);
    }
  });

  test.each(Object.entries(published))('%s has %i parameters', (name, parameters) => {
    expect(parametersOf(modelNamed(name))).toBe(parameters);
  });

  test('those with a checkpoint of another kind are as large as it', () => {
    const gib = (name: string) => {
      const model = modelNamed(name);
      return weightsBytes(model, model.checkpoint) / 2 ** 30;
    };
    expect(gib('gpt-oss-20b')).toBe(12.8);
    expect(gib('gpt-oss-120b')).toBe(60.8);
    expect(gib('deepseek-v3')).toBe(640);
    expect((parametersOf(modelNamed('gpt-oss-20b')) / 1e9).toFixed(1)).toBe('20.9');
    expect((parametersOf(modelNamed('gpt-oss-120b')) / 1e9).toFixed(1)).toBe('116.8');
    expect((kvElements(modelNamed('gpt-oss-20b')) * 2) / 1024).toBe(48);
    expect(kvElements(modelNamed('deepseek-v3')) * 2).toBe(70_272);
    expect(kvElements(modelNamed('whisper-large-v3'))).toBe(0);
  });
});

describe('a model by its name', () => {
  const table: readonly (readonly [string, string])[] = [
    ['meta-llama/Llama-2-13b-chat-hf', 'llama-2-13b'],
    ['TheBloke/Llama-2-13B-chat-AWQ', 'llama-2-13b'],
    ['/models/llama-2-13b-chat.Q4_K_M.gguf', 'llama-2-13b'],
    ['llama2:13b-chat-q8_0', 'llama-2-13b'],
    ['meta-llama/Meta-Llama-3-8B-Instruct', 'llama-3-8b'],
    ['meta-llama/Llama-3.1-8B-Instruct', 'llama-3.1-8b'],
    ['RedHatAI/Meta-Llama-3.1-8B-Instruct-quantized.w4a16', 'llama-3.1-8b'],
    ['unsloth/Llama-3.3-70B-Instruct-bnb-4bit', 'llama-3.1-70b'],
    ['mistralai/Mistral-7B-Instruct-v0.3', 'mistral-7b'],
    ['mistralai/Mistral-Nemo-Instruct-2407', 'mistral-nemo-12b'],
    ['mistralai/Mixtral-8x7B-Instruct-v0.1', 'mixtral-8x7b'],
    ['Qwen/Qwen2.5-7B-Instruct-GPTQ-Int8', 'qwen2.5-7b'],
    ['Qwen/Qwen3-30B-A3B-FP8', 'qwen3-30b-a3b'],
    ['Qwen/Qwen3-4B-Instruct-2507', 'qwen3-4b-2507'],
    ['google/gemma-2-9b-it', 'gemma-2-9b'],
    ['deepseek-ai/DeepSeek-R1-Distill-Qwen-32B', 'qwen2.5-32b'],
    ['deepseek-ai/DeepSeek-R1', 'deepseek-v3'],
    ['openai/gpt-oss-20b', 'gpt-oss-20b'],
    [
      '/cache/models--Qwen--Qwen3-8B/snapshots/9c925d64d72725edaf899c6cb9c377fd0709d9c5',
      'qwen3-8b',
    ],
    ['/cache/models--Qwen--Qwen3-8B', 'qwen3-8b'],
    ['s3://models/llama-3.2-1b/', 'llama-3.2-1b'],
    ['kaito-falcon-7b', 'falcon-7b'],
    // Of these nobody has said what they are.
    ['meta-llama/Llama-Guard-3-8B', 'unknown'],
    ['Qwen/Qwen2.5-VL-7B-Instruct', 'unknown'],
    ['acme/llama-2-13b-with-a-second-head', 'unknown'],
    ['/mnt/models', 'unknown'],
    ['$(MODEL)', 'unknown'],
    ['', 'unknown'],
  ];
  test.each(table)('%s is %s', (text, want) => expect(found(text)).toBe(want));

  test('and each of ours by its own', () => {
    for (const [name, model] of models)
      for (const one of [name, ...model.aliases])
        for (const text of [one, `Owner/${one.toUpperCase()}-Instruct`, `/models/${one}-AWQ/`])
          expect([text, found(text)]).toEqual([text, name]);
  });
});

const own = (name: string, ...list: object[]) => object('GpuModels', name, { models: list });

describe('models of your own', () => {
  const acme = { name: 'acme-7b', parameters: 7e9, source: 'ours' };

  test('stand beside those we ship', () => {
    const { models: both, faults } = modelsOf([
      ...documents,
      ...ofKind([own('acme', acme)], 'GpuModels'),
    ]);
    expect(faults).toEqual([]);
    expect(both.find(['acme-7b'])?.name).toBe('acme-7b');
    expect(both.find(['phi-4'])?.name).toBe('phi-4');
  });

  test('may not say of a name what another says already, however it is spelt', () => {
    expect(faultLines(...shipped, own('acme', { ...acme, aliases: ['llama2-13b'] }))).toEqual([
      expect.stringMatching(
        /^GpuModels acme: \/spec\/models\/0\/aliases\/0 is llama2-13b, which GpuModels decoders has already \(decoders\.yaml:\d+:\d+\)/,
      ),
    ]);
  });

  test('need a size', () => {
    expect(faultLines(own('acme', { name: 'acme-7b', source: 'ours' }))).toEqual([
      expect.stringContaining('says neither a geometry nor a number of parameters'),
    ]);
  });

  const geometry = {
    layers: 32,
    hidden: 4096,
    heads: 32,
    kvHeads: 32,
    headDim: 128,
    ffn: 11008,
    vocab: 32_000,
  };

  test('may not have a geometry of less than half of what their names or parameters say', () => {
    const named = (more: object) =>
      faultLines(own('acme', { name: 'acme-7b', geometry, source: 'ours', ...more }));
    expect(named({})).toEqual([]);
    expect(named({ parameters: 7e9 })).toEqual([]);
    expect(named({ geometry: { ...geometry, layers: 3 } })).toEqual([
      expect.stringContaining(
        '/spec/models/0/geometry has the geometry of 0.87 billion parameters, but its name says 7 billion',
      ),
    ]);
    expect(named({ name: 'acme', aliases: ['acme-70b'] })).toEqual([
      expect.stringContaining('6.74 billion parameters, but its name says 70 billion'),
    ]);
    for (const parameters of [70e9, 1e9])
      expect(named({ name: 'acme', parameters })).toEqual([
        expect.stringContaining(
          `/spec/models/0/parameters has the geometry of 6.74 billion parameters, but parameters says ${parameters / 1e9} billion`,
        ),
      ]);
    // A tower that sees is no part of its geometry.
    expect(named({ name: 'acme', geometry, beside: 7e9, parameters: 13e9 })).toEqual([]);
  });
});
