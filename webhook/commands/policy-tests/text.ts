/** For people: one line a suite, failures in full. */
import { oneLine } from '../../core/text.ts';
import type { Colours } from '../../report/colour.ts';
import type { Coverage, GuardCoverage } from './coverage.ts';
import { hasFailed, type Played } from './play.ts';
import { failedIn, failuresOf, fieldOf, type Failure, type Tried } from './report.ts';

export interface Manner {
  readonly colours: Colours;
  /** Names the cases that went well, too. */
  readonly verbose: boolean;
}

export function textOf(all: readonly Tried[], manner: Manner): string {
  const cases = all.reduce((sum, { played }) => sum + played.length, 0);
  const failed = all.reduce((sum, tried) => sum + failedIn(tried).length, 0);
  const lines = all.flatMap((tried) => suiteLines(tried, manner));
  const sum = `${cases - failed} passed, ${failed} failed`;
  return `${[...lines, ...(all.length > 1 ? [sum] : [])].join('\n')}\n`;
}

function suiteLines(tried: Tried, manner: Manner): string[] {
  const { suite, played, coverage } = tried;
  const { colours, verbose } = manner;
  const failed = failedIn(tried).length;
  const mark = failed === 0 ? colours.green('ok  ') : colours.red('FAIL');
  const counted = `${played.length} ${played.length === 1 ? 'case' : 'cases'}`;
  return [
    `${mark} ${shown(suite.file)}  ${counted}${failed === 0 ? '' : `, ${failed} failed`}`,
    ...played
      .filter((one) => verbose || hasFailed(one))
      .flatMap((one) => caseLines(tried, one, colours)),
    ...(coverage === undefined ? [] : coverageLines(coverage, colours)),
  ];
}

function caseLines({ suite }: Tried, one: Played, colours: Colours): string[] {
  const failures = failuresOf(suite, one);
  const mark = failures.length === 0 ? colours.green('ok') : colours.red('x');
  return [
    `  ${mark} ${shown(one.case.name)}`,
    ...failures.flatMap((failure) => failureLines(failure, colours)),
    ...(failures.length === 0 ? [] : [colours.dim(`    it says: ${shown(firstOf(one))}`)]),
  ];
}

const firstOf = ({ had }: Played): string => had.sentences[0] ?? had.because;

export const failureLines = (failure: Failure, colours: Colours): string[] => {
  const { file, line, column, expected, had, beside } = failure;
  return [
    `    ${shown(file)}:${line}:${column}: ${shown(fieldOf(failure))}`,
    colours.green(`      expected  ${shown(expected)}`),
    ...had
      .split('\n')
      .map((text, i) =>
        colours.red(`      ${i === 0 ? 'had       ' : '          '}${shown(text)}`),
      ),
    ...(beside?.split('\n').map((text) => colours.dim(`      ${shown(text)}`)) ?? []),
  ];
};

function coverageLines({ policies, guards }: Coverage, colours: Colours): string[] {
  const never = (count: number, words: string): string =>
    count === 0 ? colours.yellow(`never ${words}`) : `${words} ${count}`;
  const cameTo = ({ objected, refused, passed, set, onlySets }: GuardCoverage): string[] => [
    ...(onlySets && objected === 0
      ? []
      : [`${never(objected, 'objected')}${refused === 0 ? '' : ` and refused ${refused}`}`]),
    ...(set === undefined ? [] : [never(set, 'set a request')]),
    never(passed, 'passed'),
  ];
  return [
    ...policies.map(
      ({ policy, matched, won }) =>
        `  policy ${policy}  ${never(matched, 'matched')}${won === 0 ? '' : `, won ${won}`}`,
    ),
    ...guards.map((guard) => `  ${guard.rule}  ${cameTo(guard).join(', ')}`),
  ];
}

/** Anyone's text, and a terminal obeys what it is not shown. */
const shown = (text: string): string => oneLine(text, 4096);
