/**
 * Over how many GPUs a container spreads its work, as its options and variables say. A value that
 * only its environment knows is `unknown`, which is not one: a Secret, a ConfigMap or the image
 * may say anything.
 */
import { literals } from '../words/expansion.ts';
import { keptByRun } from '../kept.ts';
import { keptByContainer, type Container, type EnvVar } from '../pod.ts';
import { byOption, byVariable, sizeNamed, type What } from './size-names.ts';
import { variables } from '../words/variables.ts';
import { spoken } from './spoken.ts';

export interface Size {
  readonly what: What;
  readonly value: number | 'unknown';
  /** What a container does that says so, e.g. `sets a tensor parallel size of 2`. */
  readonly says: string;
}

/** `accelerate launch` only: elsewhere they are processes of the CPU as often as not. */
const ACCELERATE = /(?:^|\/)accelerate(?:\.commands\.launch)?$/;

/** In the order of the command, its variables last; those that are one as well. */
export const sizesOf = keptByContainer((container: Container): readonly Size[] => {
  const values = new Map(literals(container));
  const found = toldIn(spoken(container)).flatMap((told) => told(values));
  for (const one of variables(container)) {
    const what = byVariable.get(one.name);
    if (what !== undefined) found.push(ofVariable(what, one, values));
  }
  return found;
});

type Values = ReadonlyMap<string, string>;

/** What a word says of sizes, once it is known what variables say; it may set one itself. */
type Told = (values: Map<string, string>) => readonly Size[];

const toldIn = keptByRun((run): readonly Told[] => {
  const accelerate = run.some((word) => ACCELERATE.test(word));
  return run.flatMap((word, at) => [
    ...optionIn(word, run[at + 1] ?? '', accelerate),
    ...variableIn(word),
    ...inJson(word),
  ]);
});

function optionIn(word: string, next: string, accelerate: boolean): Told[] {
  const end = word.search(/[= ]/);
  const name = bare(end < 0 ? word : word.slice(0, end), end > 0);
  const what =
    sizeNamed(name, word.startsWith('--')) ??
    (accelerate && name === 'num-processes' ? 'number of processes' : undefined);
  if (what === undefined) return [];
  const raw = end < 0 ? next : word.slice(end + 1);
  return [(values) => sized(what, raw, values)];
}

function sized(what: What, raw: string, values: Values): Size[] {
  const value = resolved(raw, values);
  if (value === 'none' || (what === 'number of machines' && Number(value) > MOST_MACHINES))
    return [];
  return [{ what, value, says: saying(what, value, raw) }];
}
/** With a card each: what has more nodes is a graph, whose programs say `--num-nodes` as well. */
const MOST_MACHINES = 200;

/** Hydra has no dashes but dots: `rollout.tensor_model_parallel_size=2`. */
function bare(written: string, assigns: boolean): string {
  const dashed = written.startsWith('-');
  if (!dashed && !assigns) return '';
  const name = written
    .slice(written.lastIndexOf('.') + 1)
    .replace(/^--?/, '')
    .replaceAll('_', '-');
  return dashed || name.length > SHORT ? name : '';
}
/** `tp=2` may be anything. */
const SHORT = 4;

function saying(what: What, value: number | 'unknown', raw: string): string {
  if (value !== 'unknown') return `sets a ${what} of ${value}`;
  // What is left of `$(nvidia-smi -L | wc -l)`.
  return raw === '$'
    ? `sets a ${what} that it counts at its start`
    : `sets a ${what} of ${raw}, which only its environment knows`;
}

/** As in `sh -c "TP=2; …"`; what follows may name it. */
function variableIn(word: string): Told[] {
  const equals = word.indexOf('=');
  if (equals <= 0 || word.startsWith('-')) return [];
  const name = word.slice(0, equals);
  const value = word.slice(equals + 1);
  const what = byVariable.get(name);
  return [
    (values) => {
      values.set(name, value);
      return what === undefined ? [] : [ofVariable(what, { name, value }, values)];
    },
  ];
}

function ofVariable(what: What, { name, value }: EnvVar, values: Values): Size {
  const size = value === undefined ? 'unknown' : resolved(value, values);
  const says =
    size === 'unknown'
      ? `sets ${name} to what only its environment knows`
      : `sets ${name}=${size === 'none' ? value : size}`;
  return { what, value: size === 'none' ? 1 : size, says };
}

/** `--config '{"tensor_parallel_size": 2}'`; what is nested deeper is of something else. */
function inJson(word: string): Told[] {
  const from = word.indexOf('{');
  if (from < 0 || word.length > LONGEST_JSON || !word.includes('parallel')) return [];
  const sizes = Object.entries(parsed(word.slice(from)) ?? {}).flatMap(([key, size]): Size[] => {
    const what = byOption.get(key.replaceAll('_', '-'));
    return what === undefined || typeof size !== 'number'
      ? []
      : [{ what, value: size, says: `sets a ${what} of ${size}` }];
  });
  return [() => sizes];
}
const LONGEST_JSON = 65_536;

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A number; the length of a list of devices; `none` where it is no size, or one as large as what there is. */
function resolved(raw: string, values: Values): number | 'unknown' | 'none' {
  const named = /^\$(?:\{(\w+)\}|(\w+))$/.exec(raw);
  const value = (named && values.get(named[1] ?? named[2] ?? '')) ?? raw;
  const text = value.replaceAll(/["'\s]/g, '');
  if (text.includes('$')) return 'unknown';
  if (/^\d+(?:,\d+)+$/.test(text)) return text.split(',').length;
  // `2:4` are two machines at least and four at most.
  const most = /^(?:\d+:)?\+?(\d+)(?:\.0+)?$/.exec(text)?.[1];
  return most === undefined ? 'none' : Number(most);
}
