/** Judged by what GitLab's page on code quality asks of each entry, and its parser of all. */
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { sayable } from '../../report/sayable.ts';
import { report } from '../report.fixture.ts';
import type { Report } from '../report.ts';
import { isAsKept, wishes } from './golden.contract.ts';
import { render } from './gitlab.ts';
import { wildReports } from './wild.fixture.ts';

const named = { type: 'string', minLength: 1 };
const line = { type: 'integer', minimum: 1 };
const valid = new Ajv2020().compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: named,
      check_name: named,
      fingerprint: named,
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', minLength: 1, not: { pattern: '^\\./' } },
          lines: { type: 'object', required: ['begin'], properties: { begin: line, end: line } },
        },
      },
    },
  },
});

interface Issue {
  readonly description: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: object };
}

function read(of: Report): Issue[] {
  const text = render(of, wishes);
  expect(text.startsWith('[')).toBe(true);
  const issues = JSON.parse(text) as Issue[];
  expect([valid(issues), valid.errors]).toEqual([true, null]);
  return issues;
}

const doubtNamed = (says: string): string | undefined =>
  read({
    ...report,
    unread: [{ of: 'snapshot', doubted: true, file: 'eks-2.yaml', line: 1, column: 1, says }],
  })[0]?.fingerprint;

describe('GitLab code quality', () => {
  test('is as kept', () => isAsKept('review.gitlab.json', render));

  test('has the known, too, or they would show as mended; and what could not be read above all', () => {
    expect(read(report).map(({ severity, location }) => [severity, location])).toEqual([
      ['blocker', { path: 'deploy/broken.yaml', lines: { begin: 7, end: 7 } }],
      ['critical', { path: 'charts/tune/templates/raycluster.yaml', lines: { begin: 1, end: 1 } }],
      ['major', { path: 'deploy/a&b <dev>.yaml', lines: { begin: 21, end: 21 } }],
      ['minor', { path: 'deploy/a&b <dev>.yaml', lines: { begin: 21, end: 21 } }],
      ['info', { path: 'deploy/a&b <dev>.yaml', lines: { begin: 21, end: 21 } }],
    ]);
  });

  test('nothing found is an empty array', () => {
    expect(read({ ...report, findings: [], unread: [] })).toEqual([]);
  });

  test('names a file as the repository does', () => {
    const [one] = read({
      ...report,
      unread: [{ file: './././a.yaml', line: 0, column: 0, says: 'is not there' }],
    });
    expect(one?.location).toEqual({ path: 'a.yaml', lines: { begin: 1, end: 1 } });
  });

  test('knows a doubt again on another day, and tells another doubt apart', () => {
    const old = doubtNamed('was read at 2026-11-20T06:00:00Z, longer ago than lets pass (24 h)');
    expect(doubtNamed('was read at 2026-11-22T19:30:00Z, longer ago than lets pass (24 h)')).toBe(
      old,
    );
    expect(doubtNamed('was written by tranche 0.9.0, and this is 1.0.0')).not.toBe(old);
  });

  test('holds any text, and no two with one fingerprint', () => {
    fc.assert(
      fc.property(wildReports, (wild) => {
        const issues = read(wild);
        expect(issues).toHaveLength(wild.unread.length + wild.findings.length);
        expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
        for (const [nth, { says }] of wild.findings.entries())
          expect(issues[nth + wild.unread.length]?.description).toContain(sayable(says, 2048));
      }),
    );
  });
});
