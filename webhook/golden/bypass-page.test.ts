/** policies/BYPASS.md names what shows each of its rows; it is held to it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cases = `${root}webhook/golden/cases/`;
const page = readFileSync(`${root}policies/BYPASS.md`, 'utf8');

const rows = [...page.matchAll(/^\| (B\d+) +\|(.*)\|$/gm)].map(([, id = '', cells = '']) => {
  const [does = '', becomes = '', allowed = '', denied = ''] = cells.split('|');
  return { id, does, becomes: becomes.trim(), allowed: named(allowed), denied: named(denied) };
});

function named(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

const isStory = (name: string): boolean => !name.endsWith('.ts');

const stored = (name: string): string => readFileSync(`${cases}${name}/admitted.yaml`, 'utf8');

/** Where admission sees nothing there is nothing to show. */
const unseen = rows.filter(({ becomes }) => becomes.startsWith('not seen')).map(({ id }) => id);

test('every way around has its row, in order', () => {
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 26 }, (_, i) => `B${i + 1}`));
});

describe.each(rows)('$id', ({ id, becomes, allowed, denied }) => {
  test('names stories and tests that are there', () => {
    for (const name of [...allowed, ...denied])
      expect([name, existsSync(isStory(name) ? cases + name : root + name)]).toEqual([name, true]);
  });

  test('has one of each kind, unless it says why not', () => {
    if (unseen.includes(id)) return;
    expect(allowed).not.toEqual([]);
    if (!becomes.startsWith('open')) expect(denied).not.toEqual([]);
  });

  test('calls let in what is let in, and refused what is refused', () => {
    for (const name of allowed.filter(isStory)) expect(stored(name)).not.toMatch(/^# nothing/);
    for (const name of denied.filter(isStory)) expect(stored(name)).toMatch(/^# nothing/);
  });
});

test('what admission cannot see is told, with what must accompany us', () => {
  const [, told = ''] = page.split('## What admission cannot see');
  const missing = rows.filter(
    ({ id, becomes }) => becomes.includes('not seen') && !new RegExp(`\\b${id}\\b`).test(told),
  );
  expect(missing.map(({ id }) => id)).toEqual([]);
});

test('every story of a bypass is on the page', () => {
  const stories = readdirSync(`${cases}bypass`).map((name) => `bypass/${name}`);
  const onPage = new Set(rows.flatMap(({ allowed, denied }) => [...allowed, ...denied]));
  expect(stories.filter((name) => !onPage.has(name))).toEqual([]);
});
