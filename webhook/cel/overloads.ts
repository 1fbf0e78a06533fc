/** Functions by name, and by the kinds of what they are called with. */
import type { Environment } from '@marcbachmann/cel-js';
import { kindOf } from './kinds.ts';

export interface Overload {
  /** As the library reads it; what it is called on stands before the dot. */
  readonly signature: string;
  /** Whether the library has one of that signature, which then tells the types. */
  readonly known: boolean;
  readonly run: (...values: never[]) => unknown;
  /** In units of the meter, beyond the one for the call. */
  readonly cost: (...values: never[]) => number;
}

const free = (): number => 0;

type Run = Overload['run'];
type Cost = Overload['cost'];

/** One that the library has too, and that is done here for what it costs or means. */
export const ours = (signature: string, run: Run, cost: Cost = free): Overload => ({
  signature,
  known: true,
  run,
  cost,
});

export const added = (signature: string, run: Run, cost: Cost = free): Overload => ({
  signature,
  known: false,
  run,
  cost,
});

/** So that it knows their types when it checks an expression. */
export const registered = (environment: Environment, all: readonly Overload[]): Environment => {
  for (const { signature, known, run } of all)
    if (!known)
      environment.registerFunction(signature, (...values) => Reflect.apply(run, undefined, values));
  return environment;
};

export type Find = (values: readonly unknown[]) => Overload | undefined;

/** Of one name, called on something or not; what it is called on comes first. */
export function finder(all: readonly Overload[]): (name: string, on: boolean) => Find {
  const read = all.map((overload) => ({ overload, ...partsOf(overload.signature) }));
  return (name, on) => {
    const named = read.filter((one) => one.name === name && one.on === on);
    return (values) =>
      named.find(
        ({ kinds }) =>
          kinds.length === values.length &&
          kinds.every((kind, at) => kind === 'dyn' || kind === kindOf(values[at])),
      )?.overload;
  };
}

function partsOf(signature: string) {
  const [, on, name = '', inside = ''] = /^(?:([^.(]+)\.)?(\w+)\((.*)\): /.exec(signature) ?? [];
  const kinds = [...(on === undefined ? [] : [on]), ...inside.split(', ').filter(Boolean)];
  return { name, on: on !== undefined, kinds: kinds.map((kind) => kind.replace(/<.*/, '')) };
}
