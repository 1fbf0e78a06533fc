/**
 * Engines that fill the card they see (usage-profiles §4.2): a second one on a time-sliced card
 * fails at start, since a fraction of the whole card is taken twice. In a MIG instance the same
 * fraction is of the slice.
 */
import { words } from './command-line.ts';
import type { Container } from './pod.ts';

const ENGINES: readonly { readonly name: string; readonly signs: readonly string[] }[] = [
  { name: 'vLLM', signs: ['vllm'] },
  { name: 'SGLang', signs: ['sglang'] },
  { name: 'TGI', signs: ['text-generation-inference', 'text-generation-launcher'] },
  { name: 'TensorRT-LLM', signs: ['tensorrt-llm', 'tensorrt_llm', 'trtllm'] },
  { name: 'JAX', signs: ['jax'] },
  { name: 'TensorFlow', signs: ['tensorflow'] },
];

/** Kept by container: each time-sliced offer asks. */
const found = new WeakMap<Container, { readonly engine: string | undefined }>();

export function preallocates(container: Container): string | undefined {
  const known = found.get(container);
  if (known !== undefined) return known.engine;
  const text = [container.image ?? '', ...words(container)].join('\n').toLowerCase();
  const engine = ENGINES.find(({ signs }) => signs.some((sign) => text.includes(sign)))?.name;
  found.set(container, { engine });
  return engine;
}
