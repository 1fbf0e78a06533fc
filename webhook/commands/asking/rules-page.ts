/** What policies/RULES.md says of a rule: how it shows and why, what would help, and how to undo what it did. */
import { readFileSync } from 'node:fs';
import type { About } from '../../review/report.ts';
import { rulesPage } from '../paths.ts';

export interface Cure {
  readonly fix?: string;
  readonly undo?: string;
}

let rows: ReadonlyMap<string, About> | undefined;

export function aboutRule(rule: string): About | undefined {
  rows ??= rowsIn(readFileSync(rulesPage, 'utf8'));
  return rows.get(rule);
}

export function cureOf(rule: string): Cure {
  const { symptom: _symptom, cause: _cause, ...cure } = aboutRule(rule) ?? NO_ROW;
  return cure;
}

const NO_ROW: About = { symptom: '', cause: '' };

const ROW = /^\| `([a-z-]+\/[a-z-]+)` *\|(.*)\|$/;

export function rowsIn(page: string): ReadonlyMap<string, About> {
  return new Map(
    page.split('\n').flatMap((line): [string, About][] => {
      const [, rule, rest = ''] = ROW.exec(line.trimEnd()) ?? [];
      if (rule === undefined) return [];
      // A bar within code is written `\|`.
      const [symptom = '', cause = '', fix = '', undo = ''] = rest
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll(String.raw`\|`, '|'));
      return [[rule, { symptom, cause, ...said('fix', fix), ...said('undo', undo) }]];
    }),
  );
}

const NOTHING = ['', '–', 'none needed'];

const said = (key: keyof Cure, cell: string): Cure =>
  NOTHING.includes(cell) ? {} : { [key]: cell };
