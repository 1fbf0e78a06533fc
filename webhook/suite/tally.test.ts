import { expect, test } from '@jest/globals';
import { readJest, slowest } from './tally.ts';

const report = (over: object = {}): string =>
  JSON.stringify({
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 1,
    numFailedTestSuites: 0,
    testResults: [
      {
        name: '/a/b/c/d.test.ts',
        startTime: 0,
        endTime: 1500,
        status: 'passed',
        assertionResults: [{ status: 'passed' }],
      },
    ],
    ...over,
  });

test('passed, failed and skipped are what Jest counted', () => {
  expect(readJest(report(), 0)).toMatchObject({ passed: 3, failed: 0, skipped: 1 });
});

test('a file that did not start is a failure', () => {
  const broken = { name: 'x', startTime: 0, endTime: 1, status: 'failed', assertionResults: [] };
  expect(readJest(report({ testResults: [broken] }), 1).failed).toBe(1);
});

test('a runner that failed without a failing test is a failure', () => {
  expect(readJest(report(), 1).failed).toBe(1);
});

test('the slowest come first', () => {
  const text = slowest(
    [
      { name: '/x/y/fast.ts', seconds: 1 },
      { name: '/x/y/slow.ts', seconds: 9 },
    ],
    1,
  );
  expect(text).toBe('\nslowest suites\n      9.0 s  x/y/slow.ts\n');
});
