/**
 * A question in CEL, made ready once and asked of many. What it may take is bounded twice: by what
 * is written, when it is made ready, and by a meter, whenever it is asked.
 */
import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { functions } from './kubernetes.ts';
import { libraryOf } from './library.ts';
import { Meter } from './meter.ts';
import { finder } from './overloads.ts';
import { Scope } from './scope.ts';
import { stepsIn } from './steps.ts';
import { surveyOf, type Survey } from './survey.ts';

export { MOST_STEPS } from './meter.ts';

export interface Expression {
  /** Whether it is true of these variables; or, in words, why nobody can tell. */
  ask(
    variables: Readonly<Record<string, unknown>>,
    meter?: Meter,
  ): boolean | { readonly error: string };
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

/** Loops within loops. */
const DEEPEST = 2;
const MOST_BINDINGS = 2;

/** As it is written, whatever is to be said of it. */
export function asker(environment: Environment): (text: string) => Expression {
  const step = stepsIn({ functions: finder(functions), library: libraryOf(environment) });
  return (text) => {
    const asked = step(environment.parse(text).ast);
    return {
      ask(variables, meter = new Meter()) {
        try {
          const given = new Map(Object.entries(variables));
          const answer = asked(new Scope(meter, (name) => given.get(name)));
          return typeof answer === 'boolean' ? answer : NEITHER;
        } catch (error) {
          return { error: summaryOf(error) };
        }
      },
    };
  };
}

/** Makes ready what is asked in one environment: its variables, functions and limits. */
export function expressionsIn(environment: Environment): (text: string) => Ready {
  const checking = environment
    .clone(environment.opts)
    .registerFunction(`${PRESENCE}(dyn): bool`, () => false);
  const ready = asker(environment);

  return (text) => {
    const flaw = flawIn(text, environment, checking);
    return flaw === undefined ? { ok: true, expression: ready(text) } : { ok: false, flaw };
  };
}

const NEITHER = { error: 'it is neither true nor false' };

function flawIn(text: string, environment: Environment, checking: Environment): Flaw | undefined {
  try {
    const survey = surveyOf(environment.parse(text).ast);
    const dear = dearIn(survey);
    if (dear !== undefined) return dear;
    const {
      valid,
      type = '',
      error,
    } = (survey.presences.length > 0 ? checking : environment).check(withPresences(text, survey));
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

/**
 * The library has `has` of a field of a field, and not of an entry of a list; so its types are checked by a
 * function that takes whatever it is called with. It is as long, so that faults stay where they are.
 */
const PRESENCE = 'h_s';

const withPresences = (text: string, { presences }: Survey): string =>
  presences.reduce(
    (all, { range: { start } }) =>
      all.slice(0, start) + PRESENCE + all.slice(start + PRESENCE.length),
    text,
  );

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
