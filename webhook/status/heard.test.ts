import { expect, test } from '@jest/globals';
import { reportIn } from './heard.ts';
import { factsOf, missed } from './status.fixture.ts';
import { statusOf } from './status.ts';

test('a report is heard as it was said', () => {
  const report = statusOf(factsOf({ missed }, { privileged: 3 }));
  expect(reportIn(report)).toEqual(report);
  expect(reportIn(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

test.each([
  undefined,
  'TrancheStatus',
  [],
  {},
  { kind: 'TrancheStatus', version: 2 },
  { kind: 'Status', version: 1 },
])('%j is none', (answer) => {
  expect(reportIn(answer)).toBeUndefined();
});

test('no text of it is obeyed by a terminal, however deep it lies and whatever it is the name of', () => {
  const report = statusOf(factsOf({ ages: new Map([['no\u001b[2Jdes', 1]]) }));
  const forged = { ...report, attention: ['a\u009bb'], more: [{ of: ['\u202e'] }] };
  // oxlint-disable-next-line no-control-regex
  const controls = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]|\\u00[01]/;
  expect(JSON.stringify(forged)).toMatch(controls);
  expect(JSON.stringify(reportIn(forged))).not.toMatch(controls);
});
