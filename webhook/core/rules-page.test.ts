import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { reviewRuleIds } from '../review/lints/rules.ts';
import { ruleIds } from './rules.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

const rows = [...read('../../policies/RULES.md').matchAll(/^\| `([a-z-]+\/[a-z-]+)` +\|(.*)\|$/gm)];

test('every rule has its row in the page, and the page no others', () => {
  expect(rows.map(([, id = '']) => id).toSorted(byName)).toEqual(
    [...ruleIds, ...reviewRuleIds].toSorted(byName),
  );
});

test('each row says symptom, cause, fix and undo', () => {
  for (const [, id, cells = ''] of rows)
    expect([id, cells.split('|').map((cell) => cell.trim() !== '')]).toEqual([
      id,
      [true, true, true, true],
    ]);
});

test('every rule that the core speaks of is listed', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('testing'),
  );
  const spoken = sources.flatMap((name) =>
    [
      ...read(name).matchAll(
        /'((?:asked|evidence|exemption|fit|guard|identity|neighbour|never|placement|policy|quota|request|visit)\/[a-z-]+)'/g,
      ),
    ].map(([, id]) => id),
  );
  expect(spoken.filter((id) => !ruleIds.some((known) => known === id))).toEqual([]);
  expect(spoken.length).toBeGreaterThan(ruleIds.length / 2);
});

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
