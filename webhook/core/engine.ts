/**
 * Engines that fill the card they see (usage-profiles §4.2): a second one on a time-sliced card
 * fails at start, since a fraction of the whole card is taken twice. In a MIG instance the same
 * fraction is of the slice.
 */
import { words } from './command-line.ts';
import type { Container } from './pod.ts';

const ENGINES: readonly { readonly name: string; readonly sign: RegExp }[] = [
  { name: 'vLLM', sign: /vllm/ },
  { name: 'SGLang', sign: /sglang/ },
  { name: 'TGI', sign: /text-generation-(?:inference|launcher)/ },
  { name: 'TensorRT-LLM', sign: /tensorrt[-_]llm|trtllm/ },
  { name: 'JAX', sign: /(?<![a-z])jax/ },
  { name: 'TensorFlow', sign: /tensorflow/ },
];

/** Kept by container: each time-sliced offer asks. */
const found = new WeakMap<Container, { readonly engine: string | undefined }>();

export function preallocates(container: Container): string | undefined {
  const known = found.get(container);
  if (known !== undefined) return known.engine;
  const text = [container.image ?? '', ...words(container)].join('\n').toLowerCase();
  const engine = ENGINES.find(({ sign }) => sign.test(text))?.name;
  found.set(container, { engine });
  return engine;
}
