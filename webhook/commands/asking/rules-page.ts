/** What policies/RULES.md says of a rule: what would help, and how to undo what it did. */
import { readFileSync } from 'node:fs';
import { rulesPage } from '../paths.ts';

export interface Cure {
  readonly fix?: string;
  readonly undo?: string;
}

let rows: ReadonlyMap<string, Cure> | undefined;

export function cureOf(rule: string): Cure {
  rows ??= rowsIn(readFileSync(rulesPage, 'utf8'));
  return rows.get(rule) ?? {};
}

const ROW = /^\| `([a-z-]+\/[a-z-]+)` *\|(.*)\|$/;

export function rowsIn(page: string): ReadonlyMap<string, Cure> {
  return new Map(
    page.split('\n').flatMap((line): [string, Cure][] => {
      const [, rule, rest = ''] = ROW.exec(line.trimEnd()) ?? [];
      if (rule === undefined) return [];
      // A bar within code is written `\|`.
      const [, , fix = '', undo = ''] = rest.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return [[rule, { ...said('fix', fix), ...said('undo', undo) }]];
    }),
  );
}

const NOTHING = ['', '–', 'none needed'];

const said = (key: keyof Cure, cell: string): Cure =>
  NOTHING.includes(cell) ? {} : { [key]: cell.replaceAll(String.raw`\|`, '|') };
