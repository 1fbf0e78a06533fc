/**
 * What is done by the library: times, spans, bytes, unsigned numbers, types. Nobody counts what it does, so
 * each call is dear, and no text is long: it reads spans by a pattern that takes the cube of their letters.
 */
import type { Environment } from '@marcbachmann/cel-js';
import type { Meter } from './meter.ts';
import { Wrong } from './wrong.ts';

export type Delegated = (values: readonly unknown[], meter: Meter) => unknown;

/** A time in a zone of somebody's is looked up in a calendar. */
const EACH = 500;

/** Of an expression in which the values are called `a0`, `a1` … */
export function libraryOf(environment: Environment): (text: string, values: number) => Delegated {
  const known = new Map<number, Environment>();
  const withValues = (values: number): Environment => {
    const made = known.get(values) ?? environment.clone(environment.opts);
    if (!known.has(values)) for (let i = 0; i < values; i++) made.registerVariable(`a${i}`, 'dyn');
    known.set(values, made);
    return made;
  };
  return (text, values) => {
    let run: ReturnType<Environment['parse']> | undefined;
    return (given, meter) => {
      meter.pay(given.reduce<number>((all, value) => all + lengthOf(value), EACH));
      run ??= withValues(values).parse(text);
      const answer: unknown = run(Object.fromEntries(given.map((value, i) => [`a${i}`, value])));
      return answer;
    };
  };
}

const LONGEST = 64;

function lengthOf(value: unknown): number {
  if (typeof value === 'string' && value.length > LONGEST)
    throw new Wrong(`a text of ${value.length} letters is not read as anything else`);
  return Array.isArray(value) || value instanceof Uint8Array ? value.length : 1;
}
