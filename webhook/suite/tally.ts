/** Jest's JSON report, as far as it is summed and shown. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly files: readonly { readonly name: string; readonly seconds: number }[];
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** A file that did not even start counts as one failure; so does a runner that failed without one. */
export function readJest(text: string, status: number): Tally {
  // Jest writes this file for us a moment before.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const report = JSON.parse(text) as JestReport;
  const broken = report.testResults.filter(
    ({ status: state, assertionResults }) =>
      state === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + broken;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests,
    files: report.testResults.map(({ name, startTime, endTime }) => ({
      name,
      seconds: (endTime - startTime) / 1000,
    })),
  };
}

export function slowest(files: Tally['files'], most = 8): string {
  const first = files.toSorted((a, b) => b.seconds - a.seconds).slice(0, most);
  const lines = first.map(
    ({ name, seconds }) => `  ${seconds.toFixed(1).padStart(7)} s  ${shortened(name)}\n`,
  );
  return lines.length === 0 ? '' : `\nslowest suites\n${lines.join('')}`;
}

const shortened = (path: string): string => path.split('/').slice(-3).join('/');
