/**
 * JUnit XML as GitLab, Jenkins and GitHub's actions read it: GitLab shows the text of a failure and
 * Jenkins its message, so both are written; names are unique within a suite, for GitLab drops the second.
 */
import { colours } from '../../report/colour.ts';
import { sayable as text } from '../../report/sayable.ts';
import { xml } from '../../report/xml.ts';
import type { Played } from './play.ts';
import { failedIn, failuresOf, fieldOf, type Tried } from './report.ts';
import { failureLines } from './text.ts';

const plain = colours(false);

export function junitOf(all: readonly Tried[]): string {
  return xml({
    testsuites: {
      '@name': 'tranche test',
      ...sums(all),
      testsuite: all.map((tried) => ({
        '@name': text(tried.suite.file),
        ...sums([tried]),
        '@skipped': 0,
        testcase: tried.played.map((one) => testcase(tried, one)),
      })),
    },
  });
}

const sums = (all: readonly Tried[]) => ({
  '@tests': all.reduce((sum, { played }) => sum + played.length, 0),
  '@failures': all.reduce((sum, tried) => sum + failedIn(tried).length, 0),
  '@errors': 0,
  '@time': seconds(all.flatMap(({ played }) => played).reduce((sum, { ms }) => sum + ms, 0)),
});

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

function testcase({ suite }: Tried, one: Played): object {
  const failures = failuresOf(suite, one);
  const [first] = failures;
  const { line } = first ?? suite.document.at(`${one.case.pointer}/name`);
  const head = {
    '@name': text(one.case.name),
    '@classname': text(suite.file),
    '@file': text(suite.file),
    '@line': line,
    '@time': seconds(one.ms),
  };
  if (first === undefined) return head;
  const { expected, had } = first;
  const lines = failures.flatMap((failure) => failureLines(failure, plain));
  return {
    ...head,
    failure: {
      '@message': text(`${fieldOf(first)}: expected ${expected}, had ${had}`),
      '@type': 'expectation',
      '#text': lines.map((said) => text(said)).join('\n'),
    },
  };
}
