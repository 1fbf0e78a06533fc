/**
 * How a model is spelt: `meta-llama/Llama-2-13b-chat-hf`, `llama2:13b`, `/models/Llama-2-13B-AWQ`,
 * `models--meta-llama--Llama-2-13b-hf/snapshots/…`. What remains without owner, precision, dates and
 * usual endings is its stem; precision and size stand beside it.
 */
import { bounded } from '../bounded.ts';
import { fileKind, quantisedBy, saysPrecision, together, type Quantised } from './quantised.ts';

export interface Spelt {
  /** From what says most to what says least, to be looked up in this order. */
  readonly stems: readonly string[];
  readonly quantised: Quantised | 'unsaid' | 'conflicting';
  /** Parameters by its words, e.g. 13e9; `unsaid` where no word or more than one says it. */
  readonly size: number | 'unsaid';
}

/** The hub lets a name have 96 letters, and a path more; what is longer is no name. */
const LONGEST = 512;

/** Names come from pods, and few of them are new. */
const known = bounded<Spelt | 'none'>(2000, { longestKey: LONGEST, allKeys: 100_000 });

/** `none` where the text cannot be a name. */
export function spelt(text: string): Spelt | 'none' {
  const earlier = known.get(text);
  if (earlier !== undefined) return earlier;
  const found = spelling(text);
  known.set(text, found);
  return found;
}

function spelling(text: string): Spelt | 'none' {
  if (text.length > LONGEST || REFERENCE.test(text)) return 'none';
  const { name, said } = fileKind(nameIn(text));
  const words = wordsOf(name);
  const stems = stemsIn(
    words.filter((word) => !saysPrecision(word) && !BESIDE_PRECISION.has(word)),
  );
  if (stems.length === 0) return 'none';
  const byWords = quantisedBy(words);
  return {
    stems,
    quantised: said === undefined ? byWords : together(byWords, [said]),
    size: sizeIn(words),
  };
}

/** Of a name of the registry's own. */
export const stemsOf = (name: string): readonly string[] => {
  const found = spelt(name);
  return found === 'none' ? [] : found.stems;
};

/** What a shell or the environment fills in. */
const REFERENCE = /[$`*?{}]/;
const SUFFIX = /\.(?:gguf|safetensors|bin|pt|pth|onnx|engine|plan|nemo)$/;
/** A revision of the hub's, as its cache names the folder. */
const HASH = /^[0-9a-f]{32,64}$/;

/** The last part of a path or an address that names something. */
function nameIn(text: string): string {
  const parts = text
    .trim()
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '' && part !== 'snapshots' && !HASH.test(part));
  const last = (parts.at(-1) ?? '').replace(SUFFIX, '');
  const cached = last.startsWith('models--') ? last.slice(last.lastIndexOf('--') + 2) : last;
  // A revision behind it.
  const at = cached.indexOf('@');
  return at < 0 ? cached : cached.slice(0, at);
}

/** `llama2` and `qwen2.5` are two words; `a3b`, `v0.1` and `8x7b` are one. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/[_: ]|(?<=quantized)\.|\.(?=awq|gptq|fp8|-|$)/g, '-')
    .split('-')
    .filter((word) => word !== '')
    .flatMap((word) => JOINED.exec(word)?.slice(1) ?? [word]);

const JOINED = /^(llama|codellama|qwen|gemma|phi|smollm|falcon|olmo|mistral|mixtral)(\d.*)$/;

/** Words that go with a precision and say nothing by themselves. */
const BESIDE_PRECISION: ReadonlySet<string> = new Set([
  'autoround',
  'dynamic',
  'gguf',
  'qat',
  'quant',
  'quantized',
  'unsloth',
]);

/** Ways of being trained that change no size. */
const ENDINGS: ReadonlySet<string> = new Set([
  'base',
  'chat',
  'hf',
  'instruct',
  'it',
  'latest',
  'preview',
  'pt',
]);
/** A word before it that is its maker's. */
const MAKERS: ReadonlySet<string> = new Set(['kaito', 'meta']);
/** `2407`, `20240229`, `v0.3`: when, and which of several. */
const VERSION = /^(?:v\d+(?:\.\d+)*|\d{4}|\d{6}|\d{8})$/;

function stemsIn(words: readonly string[]): readonly string[] {
  const plain = words.filter((word, at) => !(at === 0 && MAKERS.has(word)));
  // `bert-base-chat` is made from `bert-base`.
  const trimmed = ENDINGS.has(plain.at(-1) ?? '') ? plain.slice(0, -1) : plain;
  const short = plain.filter((word) => !ENDINGS.has(word));
  const shortest = short.filter((word, at) => at === 0 || !VERSION.test(word));
  const stems = [plain, trimmed, short, shortest].map((one) => one.join('-'));
  return [...new Set(stems)].filter((stem) => stem !== '');
}

const SIZE = /^(?:(\d{1,3})x)?(\d{1,4}(?:\.\d{1,3})?)([bm])$/;

function sizeIn(words: readonly string[]): number | 'unsaid' {
  const sizes = new Set(words.flatMap((word) => parametersIn(word)));
  const [only, ...others] = sizes;
  return only === undefined || others.length > 0 ? 'unsaid' : only;
}

/** Of `8x7b` all eight: what they share is not known. */
function parametersIn(word: string): number[] {
  const [, times = '1', size, unit] = SIZE.exec(word) ?? [];
  const parameters = Math.round(Number(times) * Number(size ?? 0) * (unit === 'b' ? 1e9 : 1e6));
  return parameters > 0 ? [parameters] : [];
}
