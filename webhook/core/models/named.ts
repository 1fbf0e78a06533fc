/**
 * Where a container names its model: options of its program, variables that servers read, its image,
 * and labels of the pod, in this order. An option says what is loaded; the others may be mere names.
 */
import { engineOf } from '../settings/engine.ts';
import { imageOf } from '../identity/revision.ts';
import { memoryWords } from '../identity/memory-words.ts';
import { keptByContainer, type Container, type Labels } from '../pod.ts';
import { base, words } from '../words/command-line.ts';
import { literals } from '../words/expansion.ts';

export interface Named {
  readonly byOptions: readonly string[];
  readonly byVariables: readonly string[];
  readonly byImage: readonly string[];
}

/** As `memoryWords` has them; `m` is llama.cpp's. */
const OPTIONS: ReadonlySet<string> = new Set([
  'm',
  'model',
  'model-id',
  'model-path',
  'model-name-or-path',
]);
const VARIABLES = ['MODEL_ID', 'HF_MODEL_ID', 'MODEL_NAME', 'LLM_MODEL'] as const;
const LABELS = ['llm-d.ai/model', 'model'] as const;

/** What is longer is no name, nor several. */
const LONGEST = 4096;

export const namedBy = keptByContainer((container: Container): Named => {
  const values = literals(container);
  return {
    byOptions: [
      ...memoryWords(container).flatMap((said) => optionIn(said, container)),
      ...behindTrt(container),
    ],
    byVariables: VARIABLES.flatMap((name) => values.get(name) ?? []).filter((text) => text !== ''),
    byImage: imageNames(container.image ?? ''),
  };
});

export const namedByLabels = (labels: Labels = {}): readonly string[] =>
  LABELS.flatMap((key) => labels[key] ?? []);

function optionIn(said: string, container: Container): readonly string[] {
  if (said.length > LONGEST) return [];
  const equals = said.indexOf('=');
  const name = said.slice(0, equals);
  const positional = name === 'serve' && engineOf(container)?.name === 'vLLM';
  if (!positional && !OPTIONS.has(name)) return [];
  // Behind a positional name may stand `name=path` of adapters.
  return said
    .slice(equals + 1)
    .split(',')
    .filter((text) => text !== '' && !(positional && text.includes('=')));
}

/** `trtllm-serve MODEL`, or `trtllm-serve serve MODEL`. */
function behindTrt(container: Container): readonly string[] {
  const run = words(container);
  const at = run.findIndex((word) => base(word) === 'trtllm-serve');
  if (at < 0) return [];
  const next = run[run[at + 1] === 'serve' ? at + 2 : at + 1] ?? '';
  return next === '' || next.startsWith('-') ? [] : [next];
}

/** `nim/meta/llama-3.1-8b-instruct:1.8`, and `ai/llama3.2:3b-q4_k_m`. */
function imageNames(reference: string): readonly string[] {
  if (reference === '' || reference.length > LONGEST) return [];
  const { repository, tag } = imageOf(reference);
  const name = base(repository);
  return reference.includes('@') || tag === '' ? [name] : [name, `${name}-${tag}`];
}
