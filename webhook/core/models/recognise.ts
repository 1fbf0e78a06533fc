/**
 * Which model a container loads, and in which precision, as far as its own words tell. Nobody has to
 * believe them: what two places say differently, or nobody says plainly, is unknown and never guessed.
 */
import { unseenModel } from '../identity/memory-words.ts';
import { keptByContainer, type Container, type Labels } from '../pod.ts';
import { engineOf } from '../settings/engine.ts';
import { fileFlag, givenIn, said } from '../settings/said.ts';
import { option, words } from '../words/command-line.ts';
import { literals } from '../words/expansion.ts';
import { oneLine } from '../text.ts';
import type { Model } from './model.ts';
import { namedBy, namedByLabels } from './named.ts';
import type { Precision } from './precision.ts';
import { quantisedBy, together } from './quantised.ts';
import type { ModelRegistry } from './registry.ts';
import { spelt, type Spelt } from './spelling.ts';

export interface Recognised {
  /** As the registry has it, or as the container says it. */
  readonly name: string;
  /** Only its size is known where it is a number: parameters, by a word such as `7b`. */
  readonly model: Model | number;
  readonly precision: Precision;
}

/** Why it is not known; `unnamed` where nothing speaks of a model. */
export type Recognition = Recognised | { readonly unknown: string } | 'unnamed';

interface Reading {
  readonly text: string;
  readonly spelt: Spelt | 'none';
  readonly model: Model | undefined;
}

export function recognise(
  container: Container,
  labels: Labels | undefined,
  registry: ModelRegistry,
): Recognition {
  const file = settingsFile(container);
  if (file !== undefined)
    return unknown(`${file} names a file with more of what it is told, which stands in no pod`);
  const unseen = unseenModel(container);
  if (unseen !== undefined) return unknown(`which one it loads stands only in ${unseen}`);
  const { byOptions, byVariables, byImage } = namedBy(container);
  const read = (texts: readonly string[]) => texts.map((text) => reading(text, registry));
  const options = read(byOptions);
  const variables = read(byVariables);
  const aside = read([...byImage, ...namedByLabels(labels)]).filter(isKnown);
  const sure = options.length > 0 ? options : sayingMost(variables);
  const chosen = sure.length > 0 ? sure : aside;
  const [first] = chosen;
  if (first === undefined) return 'unnamed';
  const beside = secondModel(container);
  if (beside !== undefined) return unknown(`${beside} has a second one loaded beside it`);
  const other = [...chosen, ...variables.filter(isKnown), ...aside].find(
    (one) => idOf(one) !== idOf(first),
  );
  if (other !== undefined)
    return unknown(`it names both ${shown(first.text)} and ${shown(other.text)}`);
  return inPrecision(container, first, chosen);
}

const reading = (text: string, registry: ModelRegistry): Reading => {
  const name = spelt(text);
  return { text, spelt: name, model: name === 'none' ? undefined : registry.find(name.stems) };
};

const isKnown = ({ model }: Reading): boolean => model !== undefined;
const isSized = ({ spelt: name }: Reading): boolean => name !== 'none' && name.size !== 'unsaid';

/** `MODEL_NAME` is often what clients call it. */
function sayingMost(variables: readonly Reading[]): readonly Reading[] {
  const known = variables.filter(isKnown);
  if (known.length > 0) return known;
  const sized = variables.filter(isSized);
  return sized.length > 0 ? sized : variables;
}

const idOf = ({ text, spelt: name, model }: Reading): string =>
  model?.name ?? (name === 'none' ? text : (name.stems[0] ?? text));

const LONGEST_SHOWN = 96;
const shown = (text: string): string => oneLine(text, LONGEST_SHOWN);

const unknown = (why: string): Recognition => ({ unknown: why });

function inPrecision(
  container: Container,
  first: Reading,
  chosen: readonly Reading[],
): Recognition {
  const { text, spelt: name, model } = first;
  const size = name === 'none' || name.size === 'unsaid' ? undefined : name.size;
  const found = model ?? size;
  if (found === undefined)
    return unknown(`no GpuModels knows ${shown(text)}, and its name says no size`);
  const precision = precisionOf(container, model, chosen);
  return precision === 'conflicting'
    ? unknown(`its name and its flags say different precisions of ${shown(text)}`)
    : { name: model?.name ?? shown(text), model: found, precision };
}

function precisionOf(
  container: Container,
  model: Model | undefined,
  chosen: readonly Reading[],
): Precision | 'conflicting' {
  const { quantised, dtype } = toldBy(container);
  const saying = chosen.flatMap(({ spelt: name }) => (name === 'none' ? [] : [name.quantised]));
  const all = saying.reduce(together, quantised);
  if (all === 'conflicting') return all;
  if (all !== 'unsaid') return all[0];
  const checkpoint = model?.checkpoint ?? 'bf16';
  // Of a checkpoint that is small by itself the type is that of what it computes with.
  return checkpoint === 'bf16' || checkpoint === 'fp32' ? (dtype ?? checkpoint) : checkpoint;
}

/** What flags and variables say of it, in the words of names. */
const toldBy = keptByContainer((container: Container) => {
  const short = option(words(container), ['-q']);
  const flags = said(container, ['--quantization', '--quantize', '--load-format']).values;
  const variable = literals(container).get('QUANTIZE');
  const texts = [short, ...flags, variable].filter((text) => text !== undefined);
  const dtypes = said(container, ['--dtype']).values.map((text) =>
    quantisedBy(wordsIn(PLAIN_FLOAT.test(text) ? 'float32' : text)),
  );
  const known = dtypes.filter((one) => one !== 'unsaid' && one !== 'conflicting');
  return {
    quantised: texts.map((text) => quantisedBy(wordsIn(text))).reduce(together, 'unsaid'),
    dtype: known.some(([one]) => one === 'fp32') ? 'fp32' : known[0]?.[0],
  } as const;
});

/** So vLLM and SGLang call 32 bits; in the name of a model the word says nothing. */
const PLAIN_FLOAT = /^float$/i;

const LONGEST_FLAG = 64;
const wordsIn = (text: string): readonly string[] =>
  text.length > LONGEST_FLAG ? [] : text.toLowerCase().split(/[-_]/);

/** The short ones are llama.cpp's for a draft model, and vLLM's for its --speculative-config. */
const SECOND =
  /^(?:--(?:speculative|draft|spec-draft)[-_]|--(?:model|hf-repo)-draft(?:=|$)|-(?:md|hfd|hfrd|sc)(?:=|$))/;
const SECOND_VARIABLES = ['LLAMA_ARG_MODEL_DRAFT', 'LLAMA_ARG_HFD_REPO'] as const;

function secondModel(container: Container): string | undefined {
  const found = words(container).find((word) => SECOND.test(word));
  return found === undefined
    ? givenIn(container, SECOND_VARIABLES)
    : shown(found.split('=', 1)[0] ?? found);
}

/** Of these any option may stand in a file, another model, a longer request or a larger batch. */
const WITH_FILES: Readonly<Record<string, readonly string[]>> = {
  vLLM: ['--config'],
  SGLang: ['--config'],
  'TensorRT-LLM': ['--config', '--extra_llm_api_options'],
};

const settingsFile = (container: Container): string | undefined =>
  fileFlag(container, WITH_FILES[engineOf(container)?.name ?? ''] ?? []);
