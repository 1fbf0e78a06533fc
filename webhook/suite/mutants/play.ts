/**
 * Plays the tests of a bundle without Jest: `describe`, `test` and `test.each` only write down what
 * there is to run. Jest loads every module anew for each mutant, which takes it ten seconds; this
 * takes milliseconds.
 */
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { expect } from 'expect';
import * as fastCheck from 'fast-check';

export interface Played {
  readonly name: string;
  readonly run: () => unknown;
}

export interface TestFile {
  readonly tests: readonly Played[];
  /** What is to be cleared away when they have been played. */
  readonly after: readonly (() => unknown)[];
}

const require = createRequire(import.meta.url);
const scripts = new Map<string, Script>();

/** The tests of a file, in a world of their own. */
export function testsIn(file: string, code: string): TestFile {
  const script =
    scripts.get(file) ??
    new Script(`(function (require, module, exports) {${code}\n})`, { filename: file });
  scripts.set(file, script);
  const found: Found = { tests: [], after: [] };
  const module = { exports: {} };
  const enter: unknown = script.runInThisContext();
  if (typeof enter !== 'function') throw new Error(`${file} is no bundle`);
  enter((name: string): unknown => given(name, found), module, module.exports);
  return found;
}

interface Found {
  readonly tests: Played[];
  readonly after: (() => unknown)[];
}

function given(name: string, { tests, after }: Found): unknown {
  if (name === 'fast-check') return fastCheck;
  if (name !== '@jest/globals') return require(name);
  const afterAll = (clear: () => unknown): void => void after.push(clear);
  return { expect, test: tester(tests), describe, afterAll };
}

type Body = (...values: unknown[]) => unknown;

function tester(found: Played[]) {
  const add = (name: string, body: Body, values: readonly unknown[] = []): void => {
    found.push({ name, run: () => body(...values) });
  };
  const each =
    (table: readonly unknown[]) =>
    (name: string, body: Body): void => {
      for (const row of table) add(name, body, Array.isArray(row) ? row : [row]);
    };
  return Object.assign((name: string, body: Body) => add(name, body), { each });
}

const describe = Object.assign((_name: string, body: () => void): void => body(), {
  each:
    (table: readonly unknown[]) =>
    (_name: string, body: Body): void => {
      for (const row of table) body(...(Array.isArray(row) ? row : [row]));
    },
});
