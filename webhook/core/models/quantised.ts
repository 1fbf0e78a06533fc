/**
 * How the words of a name, or of an engine's flag, say that a model's numbers are kept. Some name a
 * method that has several; what the words leave together counts, what is usual first.
 */
import type { Precision } from './precision.ts';

/** All it may be, what is usual first. */
export type Quantised = readonly [Precision, ...Precision[]];

const WORDS: Readonly<Record<string, Quantised>> = {
  fp32: ['fp32'],
  float32: ['fp32'],
  bf16: ['bf16'],
  bfloat16: ['bf16'],
  fp16: ['bf16'],
  f16: ['bf16'],
  float16: ['bf16'],
  half: ['bf16'],
  fp8: ['fp8'],
  int8: ['int8'],
  w8a8: ['int8', 'fp8'],
  w8a16: ['int8', 'fp8'],
  '8bit': ['int8', 'fp8'],
  eetq: ['int8'],
  awq: ['int4'],
  // Those of 8 bit say so besides.
  gptq: ['int4', 'int8'],
  int4: ['int4'],
  w4a16: ['int4'],
  '4bit': ['int4', 'nf4'],
  nf4: ['nf4'],
  fp4: ['nf4'],
  nvfp4: ['nf4'],
  mxfp4: ['mxfp4'],
  // TGI's is of 8 bit where nothing else is said, vLLM's of 4.
  bnb: ['int8', 'nf4'],
  bitsandbytes: ['int8', 'nf4'],
};

export const saysPrecision = (word: string): boolean => Object.hasOwn(WORDS, word);

export function quantisedBy(words: readonly string[]): Quantised | 'unsaid' | 'conflicting' {
  let left: readonly Precision[] | 'unsaid' = 'unsaid';
  for (const word of words) {
    const said = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
    if (said === undefined) continue;
    left = left === 'unsaid' ? said : left.filter((one) => said.includes(one));
  }
  if (left === 'unsaid') return left;
  const [first, ...others] = left;
  return first === undefined ? 'conflicting' : [first, ...others];
}

/** What two places say together. */
export function together(
  a: Quantised | 'unsaid' | 'conflicting',
  b: Quantised | 'unsaid' | 'conflicting',
): Quantised | 'unsaid' | 'conflicting' {
  if (a === 'unsaid') return b;
  if (b === 'unsaid') return a;
  if (a === 'conflicting' || b === 'conflicting') return 'conflicting';
  const [first, ...others] = a.filter((one) => b.includes(one));
  return first === undefined ? 'conflicting' : [first, ...others];
}

/** In file names of llama.cpp, with its underscores. */
const GGUF = /(?:^|[-.:/])(i?q([2-8])_[0-9a-z]{1,2}(?:_[a-z]{1,2})?)(?=$|[-.])/;
/** Of a kind that has no figure the next larger one counts. */
const BY_BITS: Readonly<Record<string, Precision>> = {
  '2': 'q3_k_l',
  '3': 'q4_k_m',
  '4': 'q5_k_m',
  '5': 'q6_k',
  '6': 'q8_0',
  '8': 'q8_0',
};
const FILES: readonly Precision[] = [
  'q8_0',
  'q6_k',
  'q5_k_m',
  'q4_k_m',
  'q4_k_s',
  'iq4_xs',
  'q3_k_l',
  'q2_k',
];

/** The name without it, and what it says. */
export function fileKind(name: string): { readonly name: string; readonly said?: Precision } {
  const [, kind = '', bits = ''] = GGUF.exec(name) ?? [];
  const said = FILES.find((one) => one === kind) ?? BY_BITS[bits];
  return said === undefined ? { name } : { name: name.replace(kind, ''), said };
}
