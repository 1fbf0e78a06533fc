/**
 * What an expression would take, read from its tree before it is ever asked. The library bounds how
 * it is written; loops within loops, values bound in turn and regular expressions it lets run.
 */
import type { ASTNode } from '@marcbachmann/cel-js';

export interface Survey {
  /** Loops, however they stand to each other. */
  readonly loops: readonly Loop[];
  /** Values that are given a name; each may be twice as long as the one before. */
  readonly bindings: readonly ASTNode[];
  /** V8 would look for `(a+)+$` until tomorrow. */
  readonly patterns: readonly ASTNode[];
  /** `has(…)` of a field, whatever it is a field of. */
  readonly presences: readonly ASTNode[];
}

export interface Loop {
  readonly node: ASTNode;
  /** 1 for one that stands in no other. */
  readonly depth: number;
  /** What is done with each. */
  readonly parts: readonly ASTNode[];
}

const LOOPS = new Set(['all', 'exists', 'exists_one', 'existsOne', 'map', 'filter']);

interface Call {
  readonly name: string;
  readonly receiver: ASTNode;
  readonly parts: readonly ASTNode[];
}

export function surveyOf(tree: ASTNode): Survey {
  const loops: Loop[] = [];
  const bindings: ASTNode[] = [];
  const patterns: ASTNode[] = [];
  const presences: ASTNode[] = [];

  const look = (node: ASTNode, depth: number): void => {
    const call = callOf(node);
    if (isPresence(node)) presences.push(node);
    if (call?.name === 'matches') patterns.push(node);
    if (call?.name === 'bind') bindings.push(node);
    if (call === undefined || !LOOPS.has(call.name)) {
      for (const part of partsOf(node)) look(part, depth);
      return;
    }
    loops.push({ node, depth: depth + 1, parts: call.parts });
    look(call.receiver, depth);
    for (const part of call.parts) look(part, depth + 1);
  };

  look(tree, 0);
  return { loops, bindings, patterns, presences };
}

const isPresence = (node: ASTNode): boolean =>
  node.op === 'call' && node.args[0] === 'has' && node.args[1][0]?.op === '.';

function callOf(node: ASTNode): Call | undefined {
  if (node.op !== 'rcall') return undefined;
  const [name, receiver, parts] = node.args;
  return { name, receiver, parts };
}

const partsOf = ({ args }: ASTNode): readonly ASTNode[] =>
  Array.isArray(args) ? nodesIn(args) : nodesIn([args]);

export const nodesIn = (args: readonly unknown[]): readonly ASTNode[] =>
  args.flatMap((arg) => (Array.isArray(arg) ? nodesIn(arg) : isNode(arg) ? [arg] : []));

const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
