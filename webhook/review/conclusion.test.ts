import { describe, expect, test } from '@jest/globals';
import { conclude, type Concluded } from './conclusion.ts';
import { finding, report } from './report.fixture.ts';
import type { Finding } from './report.ts';

const of = (findings: readonly Finding[], changes: Partial<Concluded> = {}) =>
  conclude({
    findings,
    unread: [],
    objects: 1,
    pods: 1,
    failOn: 'error',
    includesToday: false,
    ...changes,
  });

const one = (changes: Partial<Finding> = {}) => [
  finding({ rule: 'guard/image', fingerprint: '1', ...changes }),
];

describe('the exit status', () => {
  const table: { name: string; findings: Finding[]; changes?: Partial<Concluded>; exit: number }[] =
    [
      { name: 'nothing found', findings: [], exit: 0 },
      { name: 'an error', findings: one(), exit: 1 },
      { name: 'a warning, where errors fail', findings: one({ level: 'warning' }), exit: 0 },
      {
        name: 'a warning, where warnings fail',
        findings: one({ level: 'warning' }),
        changes: { failOn: 'warning' },
        exit: 1,
      },
      {
        name: 'a note, where warnings fail',
        findings: one({ level: 'note' }),
        changes: { failOn: 'warning' },
        exit: 0,
      },
      {
        name: 'a note, where notes fail',
        findings: one({ level: 'note' }),
        changes: { failOn: 'note' },
        exit: 1,
      },
      {
        name: 'an error, where nothing fails',
        findings: one(),
        changes: { failOn: 'none' },
        exit: 0,
      },
      { name: 'an error of today', findings: one({ basis: 'today' }), exit: 0 },
      {
        name: 'an error of today, asked for',
        findings: one({ basis: 'today' }),
        changes: { includesToday: true },
        exit: 1,
      },
      { name: 'an error that was known', findings: one({ known: true }), exit: 0 },
      {
        name: 'what could not be read',
        findings: [],
        changes: { unread: [{ file: 'a.yaml' }] },
        exit: 2,
      },
      {
        name: 'an error beside what could not be read',
        findings: one(),
        changes: { unread: [{ file: 'a.yaml' }] },
        exit: 2,
      },
      {
        name: 'what could not be read, where nothing fails',
        findings: [],
        changes: { unread: [{ file: 'a.yaml' }], failOn: 'none' },
        exit: 2,
      },
      { name: 'an old snapshot', findings: [], changes: { unsure: ['it is old'] }, exit: 2 },
    ];
  test.each(table)('$name: $exit', ({ findings, changes, exit }) =>
    expect(of(findings, changes).exit).toBe(exit),
  );
});

test('all of it in one line, as the sample report has it', () => {
  const { findings, unread, conclusion } = report;
  const { objects, pods, failOn, includesToday } = conclusion;
  expect(conclude({ findings, unread, objects, pods, failOn, includesToday })).toEqual(conclusion);
});

test('nothing found is said, and so is why nobody can be sure', () => {
  expect(of([], { unsure: ['snapshot eks is 2 days old'] }).says).toBe(
    '1 object, 1 pod: nothing found; snapshot eks is 2 days old',
  );
});

test('counts documents that could not be read, however many faults each has', () => {
  const unread = [
    { file: 'a.yaml', document: 1 },
    { file: 'a.yaml', document: 1 },
    { file: 'a.yaml', document: 9 },
    { file: 'b.yaml', document: 1 },
    { file: 'stale.yaml' },
  ];
  expect(of([], { unread }).says).toBe(
    '1 object, 1 pod: nothing found; 4 documents could not be read',
  );
});
