/**
 * Two hundred spoiled policies, each put beside good ones: whoever reads them tells where they are
 * wrong, and nothing of a set with a fault in it comes into force.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { policyStore, type Heard } from '../adapters/policy-store.ts';
import { tell } from '../suite/figures.ts';
import { wildDocuments } from '../suite/wild-documents/wild.ts';
import { policy, lineOf } from './example.ts';
import type { Fault } from './documents.ts';
import { readText } from './read.ts';

const COUNT = process.env['PROOF'] === '1' ? 6000 : 210;

const root = join(import.meta.dirname, '..', '..', 'policies');
const builtIn = [...globSync('catalogue/*.yaml', { cwd: root }), 'classes.yaml', 'guards.yaml'].map(
  (file) => readFileSync(join(root, file), 'utf8'),
);
const documents = [
  ...builtIn.flatMap((text) => readText('built-in.yaml', text).documents),
  policy('good', { mode: 'enforce', match: { namespaces: ['speech'] } }),
];

const wild = wildDocuments(COUNT);

/** The server's own way: what is good has been in force for long when the file comes. */
function put(text: string): { heard: Heard; before: string } {
  const outcomes: Heard[] = [];
  const store = policyStore(['good', 'wild'], (outcome) => outcomes.push(outcome));
  store.put('wild', { documents: [], faults: [] });
  store.put('good', { documents, faults: [] });
  const before = outcomes.at(-1)?.hash ?? 'none';
  store.put('wild', { ...readText('wild.yaml', text), texts: new Map([['wild.yaml', text]]) });
  const heard = outcomes.at(-1);
  if (heard === undefined) throw new Error('nothing came of it');
  return { heard, before };
}

test.each(wild)('$how', ({ text }) => {
  const { heard, before } = put(text);
  expect(before).toMatch(/^[0-9a-f]{12}/);
  expect(heard.inForce).not.toBe('none');
  if (heard.faults.length === 0) return;
  expect(heard.hash).toBe(before);
  expect(heard.changes).toEqual({ added: [], changed: [], removed: [] });
  for (const fault of heard.faults) expect(flawsOf(fault, text)).toEqual([]);
  expect(heard.rendered).toContain('wild.yaml:');
});

test('some are good after all, and most are not', () => {
  const good = wild.filter(({ text }) => put(text).heard.faults.length === 0).length;
  expect(good).toBeGreaterThan(COUNT / 20);
  expect(good).toBeLessThan(COUNT / 3);
  tell(`${COUNT} wild documents: ${COUNT - good} refused, each with a place; ${good} in force`);
});

/** What is wrong with what is said of what is wrong. */
function flawsOf(fault: Fault, text: string): string[] {
  const { file, line, column, says } = fault;
  const lines = text.split('\n');
  const within = (lines[line - 1] ?? '').length + 1;
  return [
    ...(file === 'wild.yaml' ? [] : [`is of ${file}`]),
    ...(line >= 1 && line <= lines.length ? [] : [`line ${line} of ${lines.length}`]),
    ...(column >= 1 && column <= within ? [] : [`column ${column} of ${within}`]),
    ...(/^\S.*\w/.test(says) && !says.includes('\n') ? [] : [`no sentence: ${says}`]),
    ...(lineOf(fault).length < 4000 ? [] : ['is as long as a page']),
  ];
}
