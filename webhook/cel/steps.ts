/**
 * An expression's tree made into steps. The library reads and checks what is written; it is asked here,
 * where each step pays for itself, and where it is CEL as Kubernetes has it.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { careful, memberOf } from './access.ts';
import { callOf, type Language } from './calls.ts';
import type { Step } from './scope.ts';
import { attempt, Failed, isTrue } from './truth.ts';
import { Wrong } from './wrong.ts';

type Of = (node: ASTNode) => Step;

export function stepsIn(language: Language): Of {
  const of: Of = (node) => {
    const step =
      control(node, of) ?? written(node, of) ?? member(node, of) ?? callOf(node, of, language);
    return (scope) => {
      scope.meter.pay(1);
      return step(scope);
    };
  };
  return of;
}

/** What need not be asked in whole. */
function control(node: ASTNode, of: Of): Step | undefined {
  if (node.op === '&&' || node.op === '||') return either(node.args.map(of), node.op === '||');
  if (node.op !== '?:') return undefined;
  const [condition, yes, no] = node.args;
  const [asked, whenTrue, whenFalse] = [of(condition), of(yes), of(no)];
  return (scope) => (isTrue(asked(scope)) ? whenTrue(scope) : whenFalse(scope));
}

/** Either side may settle it, and then the error of the other does not matter. */
const either =
  (sides: readonly Step[], settling: boolean): Step =>
  (scope) => {
    let failed: Failed | undefined;
    for (const side of sides) {
      const answer = attempt(side, scope);
      if (answer === settling) return settling;
      if (answer instanceof Failed) failed ??= answer;
    }
    if (failed !== undefined) throw failed.error;
    return !settling;
  };

function written(node: ASTNode, of: Of): Step | undefined {
  if (node.op === 'value') return () => node.args;
  if (node.op === 'list') {
    const members = node.args.map(of);
    return (scope) => members.map((one) => one(scope));
  }
  if (node.op !== 'map') return undefined;
  const entries = node.args.map(([key, value]) => [of(key), of(value)] as const);
  return (scope) => mapOf(entries.map(([key, value]) => [key(scope), value(scope)]));
}

function mapOf(entries: readonly (readonly [unknown, unknown])[]): ReadonlyMap<unknown, unknown> {
  const map = new Map(entries);
  if (map.size < entries.length) throw new Wrong('a map has one key twice');
  return map;
}

function member(node: ASTNode, of: Of): Step | undefined {
  if (node.op === '.' || node.op === '.?') {
    const [value, key] = [of(node.args[0]), node.args[1]];
    const look = node.op === '.' ? memberOf : careful;
    return (scope) => look(value(scope), key);
  }
  if (node.op !== '[]' && node.op !== '[?]') return undefined;
  const [value, key] = [of(node.args[0]), of(node.args[1])];
  const look = node.op === '[]' ? memberOf : careful;
  return (scope) => look(value(scope), key(scope));
}
