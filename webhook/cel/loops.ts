/** Loops over the entries of a list, or the keys of a map. Each round is a step, and none is free. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { isMap, keysOf, kindOf } from './kinds.ts';
import type { Scope, Step } from './scope.ts';
import { attempt, Failed, isTrue } from './truth.ts';
import { noOverload } from './wrong.ts';

/** What comes of asking the same of each. */
type Loop = (values: readonly unknown[], round: Round, inside: Step) => unknown;
type Round = (value: unknown) => Scope;

const LOOPS: Readonly<Record<string, Loop>> = {
  all: (values, round, inside) => settled(values, round, { inside, by: false }),
  exists: (values, round, inside) => settled(values, round, { inside, by: true }),
  exists_one: (values, round, inside) =>
    values.filter((value) => isTrue(inside(round(value)))).length === 1,
  filter: (values, round, inside) => values.filter((value) => isTrue(inside(round(value)))),
  map: (values, round, inside) => values.map((value) => inside(round(value))),
};

/** Where one settles it, errors of others do not matter. */
function settled(
  values: readonly unknown[],
  round: Round,
  { inside, by }: { readonly inside: Step; readonly by: boolean },
): boolean {
  let failed: Failed | undefined;
  for (const value of values) {
    const answer = attempt(inside, round(value));
    if (answer === by) return by;
    if (answer instanceof Failed) failed ??= answer;
  }
  if (failed !== undefined) throw failed.error;
  return !by;
}

/** Undefined for what is no loop. */
export function loopOf(
  [name, receiver, [variable, body]]: Extract<ASTNode, { readonly op: 'rcall' }>['args'],
  of: (node: ASTNode) => Step,
): Step | undefined {
  const loop = LOOPS[name];
  if (loop === undefined || variable?.op !== 'id' || body === undefined) return undefined;
  const [over, inside, called] = [of(receiver), of(body), variable.args];
  return (scope) => {
    const round = (value: unknown): Scope => {
      scope.meter.step();
      return scope.with(called, value);
    };
    const entries = entriesOf(over(scope));
    scope.meter.pay(entries.length);
    return loop(entries, round, inside);
  };
}

function entriesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isMap(value)) return keysOf(value);
  throw noOverload(`a loop over ${kindOf(value)}`);
}
