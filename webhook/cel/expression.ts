/**
 * A question in CEL, made ready once and asked of many. What it may take is bounded twice: by what
 * is written, when it is made ready, and by steps of its loops, whenever it is asked.
 */
import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { surveyOf, type Loop, type Survey } from './survey.ts';

export interface Expression {
  /** Whether it is true of these variables; or, in words, why nobody can tell. */
  ask(variables: Readonly<Record<string, unknown>>): boolean | { readonly error: string };
}

/** What is wrong with the text, and from which letter on. */
export interface Flaw {
  readonly at: number;
  readonly says: string;
  readonly help?: string;
}

export type Ready =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly flaw: Flaw };

/** Loops within loops; and steps that all loops together may take on one pod. */
const DEEPEST = 2;
const MOST_BINDINGS = 2;
export const MOST_STEPS = 2_000;

/** Nobody else calls it so, and it would only cost whoever does. */
const STEP = 'trancheStep';

/** Makes ready what is asked in one environment: its variables, functions and limits. */
export function expressionsIn(environment: Environment): (text: string) => Ready {
  let left = 0;
  const counting = environment
    .clone({ ...environment.opts, limits: { ...environment.opts.limits, maxAstNodes: 10_000 } })
    .registerFunction(`${STEP}(): bool`, () => {
      if (left-- > 0) return true;
      throw OUT_OF_STEPS;
    });

  const ready = (text: string): Expression => {
    const run = counting.parse(counted(text, surveyOf(environment.parse(text).ast).loops));
    return {
      ask(variables) {
        left = MOST_STEPS;
        try {
          const answer: unknown = run(variables);
          if (left < 0) return TOO_LONG;
          return typeof answer === 'boolean' ? answer : NEITHER;
        } catch (error) {
          return left < 0 ? TOO_LONG : { error: summaryOf(error) };
        }
      },
    };
  };

  return (text) => {
    const flaw = flawIn(text, environment);
    return flaw === undefined ? { ok: true, expression: ready(text) } : { ok: false, flaw };
  };
}

const OUT_OF_STEPS = new Error('out of steps');
const TOO_LONG = { error: `its loops take more than ${MOST_STEPS} steps` };
const NEITHER = { error: 'it is neither true nor false' };

function flawIn(text: string, environment: Environment): Flaw | undefined {
  try {
    const parsed = environment.parse(text);
    const dear = dearIn(surveyOf(parsed.ast));
    if (dear !== undefined) return dear;
    const { valid, type = '', error } = parsed.check();
    if (!valid) return flawOf(error);
    return type === 'bool' || type === 'dyn'
      ? undefined
      : { at: 0, says: `must be true or false, and is of type ${type}` };
  } catch (error) {
    return flawOf(error);
  }
}

function dearIn({ loops, bindings, patterns }: Survey): Flaw | undefined {
  const [pattern] = patterns;
  if (pattern !== undefined)
    return {
      at: memberAt(pattern),
      says: 'asks for a regular expression, and they are not asked',
      help: 'write startsWith, endsWith, contains or ==; match.images and values take globs',
    };
  const deep = loops.find(({ depth }) => depth > DEEPEST);
  if (deep !== undefined)
    return { at: memberAt(deep.node), says: `holds more than ${DEEPEST} loops, one in the other` };
  const three = loops.find(({ parts }) => parts.length > 2);
  if (three !== undefined)
    return {
      at: memberAt(three.node),
      says: 'maps and filters at once',
      help: 'filter first, then map',
    };
  const bound = bindings[MOST_BINDINGS];
  return bound && { at: bound.range.start, says: `binds more than ${MOST_BINDINGS} values` };
}

/** The name behind the dot, where the whole chain before it would be pointed at. */
function memberAt({ op, args, range }: ASTNode): number {
  return op === 'rcall' ? args[1].range.end : range.start;
}

/** Each round of a loop pays first; that of a `map` too, whose errors end it anyway. */
function counted(text: string, loops: readonly Loop[]): string {
  const inserts = loops.flatMap(({ node, parts: [name] }) => {
    const from = text.indexOf(',', name?.range.end ?? 0) + 1;
    return [
      { at: from, what: ` ${STEP}() ? (` },
      { at: node.range.end - 1, what: `\n) : ${STOPPED}` },
    ];
  });
  return inserts
    .toSorted((a, b) => b.at - a.at)
    .reduce((all, { at, what }) => all.slice(0, at) + what + all.slice(at), text);
}

/** Never reached: who has no step left has thrown. */
const STOPPED = 'dyn(false)';

function flawOf(error: unknown): Flaw {
  const start: unknown =
    error instanceof Error && 'range' in error && isRange(error.range) ? error.range.start : 0;
  return { at: typeof start === 'number' ? start : 0, says: `is no CEL: ${summaryOf(error)}` };
}

const isRange = (value: unknown): value is { readonly start: unknown } =>
  typeof value === 'object' && value !== null && 'start' in value;

const LONGEST_SUMMARY = 200;

/** What the library draws beneath its first line we draw ourselves, in the file. */
function summaryOf(error: unknown): string {
  const all = error instanceof Error ? error.message : String(error);
  return (all.split('\n', 1)[0] ?? '').slice(0, LONGEST_SUMMARY);
}
