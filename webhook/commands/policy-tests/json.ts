/** For programs: what each case had, beside what it expected where that differs. */
import { failuresOf, type Tried } from './report.ts';

export const jsonOf = (all: readonly Tried[]): string =>
  `${JSON.stringify({ version: 1, suites: all.map(suite) }, null, 2)}\n`;

const suite = ({ suite: of, played, coverage }: Tried) => ({
  file: of.file,
  cases: played.map((one) => {
    const { rules, resources, pins, stored: _pod, ...had } = one.had;
    const failures = failuresOf(of, one);
    return {
      name: one.case.name,
      line: of.document.at(`${one.case.pointer}/name`).line,
      passed: failures.length === 0,
      failures: failures.map(({ line, column, pointer, expected, had: is, beside }) => ({
        line,
        column,
        pointer,
        expected,
        had: is,
        beside,
      })),
      had: {
        ...had,
        rules: Object.fromEntries(rules),
        resources: Object.fromEntries(resources),
        pins: Object.fromEntries(pins),
      },
    };
  }),
  ...(coverage === undefined ? {} : { coverage }),
});
