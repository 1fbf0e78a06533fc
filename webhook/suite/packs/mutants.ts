/**
 * A policy with one value changed: a field left out, a list shorter, a number a little off, another
 * word of the few there are, a glob that fits more. What may be changed is told by the schema, so a
 * field that is new there is mutated without a word here; what was not written is left alone.
 */
import { isRecord } from '../../core/record.ts';
import type { Json } from '../../policy/schema/forms.ts';
import { gpuPolicy } from '../../policy/schema/gpu-policy.ts';

export interface Change {
  readonly pointer: string;
  readonly says: string;
  /** The whole document. */
  readonly value: Json;
}

/** `written` as its file has it, without defaults. */
export function* changesOf(written: Json): Generator<Change> {
  const spec = partOf(gpuPolicy, 'spec');
  for (const { pointer, says, value } of changes(spec, written['spec'], '/spec'))
    yield { pointer, says, value: { ...written, spec: value } };
}

interface Changed {
  readonly pointer: string;
  readonly says: string;
  readonly value: unknown;
}

function* changes(schema: Json, value: unknown, pointer: string): Generator<Changed> {
  if (Array.isArray(value)) yield* ofList(schema, value, pointer);
  else if (isRecord(value)) yield* ofFields(schema, value, pointer);
  else
    for (const other of othersOf(schema, value, pointer))
      yield { pointer, says: `${shown(value)} -> ${shown(other)}`, value: other };
}

function* ofFields(schema: Json, fields: Json, pointer: string): Generator<Changed> {
  for (const [name, value] of Object.entries(fields)) {
    const at = `${pointer}/${name}`;
    const { [name]: _left, ...rest } = fields;
    yield { pointer: at, says: 'left out', value: rest };
    for (const one of changes(partOf(schema, name), value, at))
      yield { ...one, value: { ...fields, [name]: one.value } };
  }
}

function* ofList(schema: Json, list: readonly unknown[], pointer: string): Generator<Changed> {
  const item = isRecord(schema['items']) ? schema['items'] : {};
  // Of other lists the order says nothing.
  if (pointer.includes('/ladder/') && list.length > 1)
    yield { pointer, says: 'the other way round', value: list.toReversed() };
  for (const [i, value] of list.entries()) {
    const at = `${pointer}/${i}`;
    yield { pointer: at, says: `${shown(value)} left out`, value: list.toSpliced(i, 1) };
    for (const one of changes(item, value, at)) yield { ...one, value: list.with(i, one.value) };
  }
}

/** By name; of a map any name has the same. */
function partOf(schema: Json, name: string): Json {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const part = properties[name] ?? schema['additionalProperties'];
  return isRecord(part) ? part : {};
}

/** Words there are few of are each tried, of many the next. */
const FEW = 4;
/** So much is a factor off, such as headroom. */
const STEP = 0.1;

function othersOf(schema: Json, value: unknown, pointer: string): unknown[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return numbersNear(schema, value, pointer);
  return typeof value === 'string' ? textsNear(schema, value) : [];
}

function numbersNear(schema: Json, value: number, pointer: string): number[] {
  // One more or less seldom changes who wins; more than any other does.
  if (pointer === '/spec/priority') return [10_000, -10_000];
  if (schema['type'] === 'integer' || value >= FEW) return [value - 1, value + 1];
  return [-STEP, STEP].map((by) => Math.round((value + by) * 1000) / 1000);
}

function textsNear(schema: Json, value: string): string[] {
  const words: readonly unknown[] = Array.isArray(schema['enum']) ? schema['enum'] : [];
  if (words.length > 0) return others(words.map(String), value);
  const [, amount = '', unit = ''] = /^(\d+)(Ki|Mi|Gi|Ti|[kMGTdhms])$/.exec(value) ?? [];
  if (unit !== '')
    return [`${Math.ceil(Number(amount) / 2)}${unit}`, `${Number(amount) * 2}${unit}`];
  if (String(schema['form']).includes('*')) return value === '*' ? [] : [widened(value)];
  return [`${value}-x`];
}

function others(words: readonly string[], value: string): string[] {
  if (words.length <= FEW) return words.filter((word) => word !== value);
  const next = words[(words.indexOf(value) + 1) % words.length];
  return next === undefined ? [] : [next];
}

const widened = (glob: string): string => (glob.includes('*') ? '*' : `${glob}*`);

const shown = (value: unknown): string => JSON.stringify(value).slice(0, 60);
