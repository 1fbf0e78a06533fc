/** Names, signs and functions: ours where we have them for such values, and the library's for the rest. */
import { Optional, type ASTNode } from '@marcbachmann/cel-js';
import { has } from './access.ts';
import { kindOf } from './kinds.ts';
import type { Delegated } from './library.ts';
import { loopOf } from './loops.ts';
import { negative, not, operated } from './operators.ts';
import type { Find } from './overloads.ts';
import type { Step } from './scope.ts';
import { nodesIn } from './survey.ts';
import { noOverload } from './wrong.ts';

export interface Language {
  readonly functions: (name: string, on: boolean) => Find;
  /** What it cannot do itself. */
  readonly library: (text: string, values: number) => Delegated;
}

type Of = (node: ASTNode) => Step;
type Args<T extends ASTNode['op']> = Extract<ASTNode, { readonly op: T }>['args'];

export function callOf(node: ASTNode, of: Of, language: Language): Step {
  if (node.op === 'id') return named(node.args, language);
  if (node.op === '!_') return unary(of(node.args), not);
  if (node.op === '-_') return unary(of(node.args), negative);
  if (node.op === 'call') return presence(node.args, of) ?? called(node.args, of, language);
  if (node.op === 'rcall')
    return loopOf(node.args, of) ?? special(node.args, of) ?? calledOn(node.args, of, language);
  return between(node, of, language);
}

const unary =
  (value: Step, done: (value: unknown) => unknown): Step =>
  (scope) =>
    done(value(scope));

/** A variable; or what the library has under that name, such as a type. */
function named(name: string, { library }: Language): Step {
  const constant = library(name, 0);
  return (scope) => scope.find(name) ?? constant([], scope.meter);
}

function presence([name, [of]]: Args<'call'>, step: Of): Step | undefined {
  if (name !== 'has' || of?.op !== '.') return undefined;
  const [value, key] = [step(of.args[0]), of.args[1]];
  return (scope) => has(value(scope), key);
}

/** What does not ask all that it is called with, or gives it a name. */
function special([name, receiver, parts]: Args<'rcall'>, of: Of): Step | undefined {
  const on = receiver.op === 'id' ? `${receiver.args}.${name}` : '';
  if (on === 'optional.none') return () => Optional.none();
  const [first] = parts;
  if (first === undefined) return undefined;
  if (on === 'optional.of') return unary(of(first), (value) => Optional.of(value));
  if (on === 'cel.bind') return bind(parts, of);
  return name === 'orValue' || name === 'or' ? otherwise(name, of(receiver), of(first)) : undefined;
}

function bind([name, bound, body]: readonly ASTNode[], of: Of): Step | undefined {
  if (name?.op !== 'id' || bound === undefined || body === undefined) return undefined;
  const [as, value, inside] = [name.args, of(bound), of(body)];
  return (scope) => inside(scope.with(as, value(scope)));
}

const otherwise =
  (name: 'or' | 'orValue', from: Step, other: Step): Step =>
  (scope) => {
    const value = from(scope);
    if (!(value instanceof Optional)) throw noOverload(`${kindOf(value)}.${name}`);
    if (!value.hasValue()) return other(scope);
    return name === 'or' ? value : value.value();
  };

function calledOn([name, receiver, parts]: Args<'rcall'>, of: Of, language: Language): Step {
  const names = parts.map((_, i) => `a${i + 1}`).join(', ');
  const library = language.library(`a0.${name}(${names})`, parts.length + 1);
  return done([receiver, ...parts].map(of), language.functions(name, true), library);
}

function called([name, parts]: Args<'call'>, of: Of, language: Language): Step {
  const names = parts.map((_, i) => `a${i}`).join(', ');
  const library = language.library(`${name}(${names})`, parts.length);
  return done(parts.map(of), language.functions(name, false), library);
}

const done =
  (parts: readonly Step[], find: Find, library: Delegated): Step =>
  (scope) => {
    const values = parts.map((part) => part(scope));
    const overload = find(values);
    if (overload === undefined) return library(values, scope.meter);
    scope.meter.pay(Number(Reflect.apply(overload.cost, undefined, values)));
    const answer: unknown = Reflect.apply(overload.run, undefined, values);
    return answer;
  };

function between(node: ASTNode, of: Of, { library }: Language): Step {
  const [left, right] = nodesIn([node.args]);
  if (left === undefined || right === undefined)
    throw new Error(`${node.op} stands between nothing`);
  const [a, b, others] = [of(left), of(right), library(`a0 ${node.op} a1`, 2)];
  return (scope) => {
    const values = [a(scope), b(scope)] as const;
    return operated(node.op, ...values, scope.meter) ?? others(values, scope.meter);
  };
}
