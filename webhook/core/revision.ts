/**
 * The revision a profile belongs to: image repository, model and the arguments that move memory,
 * as text that a person can read and write. A new tag of the same image is the same revision (its
 * tag is compared apart); anything else here starts the evidence anew.
 */
import { gpuNames } from './asks.ts';
import { words } from './command-line.ts';
import { seats, type Container, type Pod } from './pod.ts';

/** Options that change how much memory the same image takes (usage-profiles: vLLM, SGLang, TGI, training). */
const OPTIONS: readonly string[] = [
  'batch-size',
  'block-size',
  'context-length',
  'cpu-offload-gb',
  'cuda-memory-fraction',
  'dtype',
  'gpu-memory-utilization',
  'kv-cache-dtype',
  'kv-cache-memory-bytes',
  'max-batch-prefill-tokens',
  'max-model-len',
  'max-num-batched-tokens',
  'max-num-seqs',
  'max-total-tokens',
  'mem-fraction-static',
  'model',
  'model-id',
  'model-path',
  'per-device-train-batch-size',
  'quantization',
  'quantize',
];

const VARIABLES: readonly string[] = [
  'BATCH_SIZE',
  'HF_MODEL_ID',
  'MAX_MODEL_LEN',
  'MODEL',
  'MODEL_ID',
  'MODEL_NAME',
  'QUANTIZE',
  'XLA_CLIENT_MEM_FRACTION',
  'XLA_PYTHON_CLIENT_MEM_FRACTION',
];

export interface Image {
  readonly repository: string;
  /** Tag or digest; '' where there is none. */
  readonly tag: string;
}

export function imageOf(reference: string): Image {
  const [name = '', digest] = reference.split('@', 2);
  const colon = name.lastIndexOf(':');
  // A colon before the last slash is a registry's port.
  const tagged = colon > name.lastIndexOf('/');
  return {
    repository: tagged ? name.slice(0, colon) : name,
    tag: digest ?? (tagged ? name.slice(colon + 1) : ''),
  };
}

/** Kept by container: identity, profile and report each ask for it. */
const texts = new WeakMap<Container, string>();

export function containerRevision(container: Container): string {
  const known = texts.get(container);
  if (known !== undefined) return known;
  const run = words(container);
  const parts = [imageOf(container.image ?? '').repository, ...served(run), ...settings(run)];
  for (const { name, value } of container.env ?? [])
    if (value !== undefined && VARIABLES.includes(name)) parts.push(`${name}=${value}`);
  const text = parts.join(' ');
  texts.set(container, text);
  return text;
}

/** `name=value` of each memory-moving option, the first that is given, by name. */
function settings(run: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const [i, word] of run.entries()) {
    if (!word.startsWith('--')) continue;
    const equals = word.indexOf('=');
    const name = (equals < 0 ? word.slice(2) : word.slice(2, equals)).replaceAll('_', '-');
    const value = equals < 0 ? run[i + 1] : word.slice(equals + 1);
    if (value !== undefined && !found.has(name) && OPTIONS.includes(name)) found.set(name, value);
  }
  return [...found].map(([name, value]) => `${name}=${value}`).toSorted();
}

/** `vllm serve MODEL` names its model without an option. */
function served(run: readonly string[]): string[] {
  const at = run.indexOf('serve');
  const model = at < 0 ? undefined : run[at + 1];
  return model === undefined || model.startsWith('-') ? [] : [`serve=${model}`];
}

/** Of all GPU containers, in the order of the spec. */
export const revisionOf = (pod: Pod): string =>
  seats(pod)
    .filter(({ container }) => gpuNames(container).length > 0)
    .map(({ container }) => containerRevision(container))
    .join(' | ');
