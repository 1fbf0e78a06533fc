import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { report } from '../report.fixture.ts';
import type { Report } from '../report.ts';
import { render } from './csv.ts';
import { isAsKept, wishes } from './golden.contract.ts';
import { wildReports } from './wild.fixture.ts';

/** As RFC 4180 says, letter by letter. */
function rowsIn(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    if (end === '' && row.length === 0) break;
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

function read(of: Report): Record<string, string>[] {
  const [header = [], ...rows] = rowsIn(render(of, wishes));
  for (const row of rows) expect(row).toHaveLength(header.length);
  return rows.map((row) => Object.fromEntries(row.map((value, nth) => [header[nth] ?? '', value])));
}

describe('CSV', () => {
  test('is as kept', () => isAsKept('review.csv', render));

  test('has a row for each finding, and for what could not be read', () => {
    const rows = read(report);
    expect(rows.map(({ level }) => level)).toEqual(['unread', 'error', 'error', 'warning', 'note']);
    expect(rows[0]).toMatchObject({ file: 'deploy/broken.yaml', line: '7', rule: '' });
    expect(rows[1]).toMatchObject({ clusters: 'eks gke', group: 'gpu-workers', line: '61' });
    expect(rows[3]).toMatchObject({ known: 'true' });
  });

  test('holds any text, and no cell that a spreadsheet runs', () => {
    fc.assert(
      fc.property(wildReports, (wild) => {
        const rows = read(wild);
        expect(rows).toHaveLength(wild.unread.length + wild.findings.length);
        for (const row of rows)
          for (const value of Object.values(row)) expect(value).not.toMatch(/^[=+\-@\t\r]/);
        for (const [nth, { subject }] of wild.findings.entries())
          if (/^\w[\w ,"]*$/.test(subject.name))
            expect(rows[nth + wild.unread.length]?.['name']).toBe(subject.name);
      }),
    );
  });
});
