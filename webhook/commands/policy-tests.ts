/** `tranche test`: pods, and what becomes of them under policies that are not in a cluster yet. */
import { anyOf } from '../policy/globs.ts';
import { renderFaults } from '../policy/render.ts';
import { coverageOf, gapsIn } from './policy-tests/coverage.ts';
import { jsonOf } from './policy-tests/json.ts';
import { junitOf } from './policy-tests/junit.ts';
import { played, type Faulty, type Played } from './policy-tests/play.ts';
import { failedIn, type Tried } from './policy-tests/report.ts';
import { suitesAt, type Suite } from './policy-tests/suites.ts';
import { textOf } from './policy-tests/text.ts';
import { failed, paintOf } from './terminal.ts';

export interface TestOptions {
  readonly run: readonly string[];
  readonly output: string;
  readonly verbose: boolean;
  readonly coverage: boolean;
  readonly requireCoverage: boolean;
}

export async function run(paths: readonly string[], options: TestOptions): Promise<void> {
  const found = suitesAt(paths);
  if (found.faults.length > 0) return failed(renderFaults(found.faults, found.textOf));
  const suites = chosen(found.suites, options.run);
  if (suites.length === 0)
    return failed(`tranche: no case is called ${options.run.join(' or ')} in ${paths.join(', ')}`);
  const all: Tried[] = [];
  for (const suite of suites) {
    const tried = await triedOf(suite, options);
    if ('faults' in tried) return failed(renderFaults(tried.faults, found.textOf));
    all.push(tried);
  }
  process.stdout.write(printed(all, options));
  const gaps = options.requireCoverage ? all.flatMap(gapLines) : [];
  for (const line of gaps) process.stderr.write(`${line}\n`);
  process.exitCode = gaps.length > 0 || all.some((tried) => failedIn(tried).length > 0) ? 1 : 0;
}

/** Suites of which nothing is left are not there. */
function chosen(suites: readonly Suite[], globs: readonly string[]): readonly Suite[] {
  const wanted = anyOf(globs);
  return suites
    .map((suite) => ({ ...suite, cases: suite.cases.filter(({ name }) => wanted(name)) }))
    .filter(({ cases }) => cases.length > 0);
}

async function triedOf(suite: Suite, options: TestOptions): Promise<Tried | Faulty> {
  const results: Played[] = [];
  for await (const one of played(suite, suite.documents)) {
    if ('faults' in one) return one;
    results.push(one);
  }
  const wanted = options.coverage || options.requireCoverage;
  const coverage = wanted ? { coverage: coverageOf(suite, results) } : {};
  return { suite, played: results, ...coverage };
}

function printed(all: readonly Tried[], { output, verbose, coverage }: TestOptions): string {
  if (output === 'json') return jsonOf(all);
  if (output === 'junit') return junitOf(all);
  const paint = paintOf();
  const told = coverage ? all : all.map(({ coverage: _unasked, ...tried }) => tried);
  return textOf(told, { colours: paint, verbose });
}

const gapLines = ({ suite, coverage }: Tried): string[] =>
  (coverage === undefined ? [] : gapsIn(coverage)).map((gap) => `tranche: ${suite.file}: ${gap}`);
