/**
 * How many bits a parameter takes (usage-profiles §5.1). Quantisation makes the linear layers small;
 * embeddings, head and norms stay at 16 bit. Of a GGUF file the figure is the whole file's average.
 */
interface Bits {
  readonly linear: number;
  readonly rest: number;
}

const all = (bits: number): Bits => ({ linear: bits, rest: bits });
const layers = (linear: number): Bits => ({ linear, rest: 16 });

/** From the most to the least. Groups of a quantised layer carry a scale each, hence 4.25 and 4.5. */
const BITS = {
  fp32: all(32),
  bf16: all(16),
  fp8: layers(8),
  int8: layers(8),
  nf4: layers(4.5),
  int4: layers(4.25),
  mxfp4: layers(4.25),
  q8_0: all(8.5),
  q6_k: all(6.56),
  q5_k_m: all(5.7),
  q4_k_m: all(4.89),
  q4_k_s: all(4.67),
  iq4_xs: all(4.46),
  q3_k_l: all(4.3),
  q2_k: all(3.16),
} satisfies Readonly<Record<string, Bits>>;

/** `bf16` stands for both of 16 bit. */
export type Precision = keyof typeof BITS;

export const precisions = Object.keys(BITS).filter(isPrecision);

export function isPrecision(text: string): text is Precision {
  return Object.hasOwn(BITS, text);
}

/** Of as many parameters in linear layers and besides. */
export const bytesAt = (precision: Precision, linear: number, rest: number): number =>
  (linear * BITS[precision].linear + rest * BITS[precision].rest) / 8;

/** By how much it makes a model small, the largest first. */
export const wider = (a: Precision, b: Precision): Precision =>
  BITS[a].linear >= BITS[b].linear ? a : b;
