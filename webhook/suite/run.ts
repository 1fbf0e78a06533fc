/**
 * Runs every suite, one after the other, and sums them in a last line that a machine can read.
 * A check (types, lint, import rules, formatting, derived files) counts as one test.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sayWhetherSkipped } from '../../e2e/can-run.ts';
import { jest } from './jest.ts';
import { slowest, type Tally } from './tally.ts';

interface Suite {
  readonly name: 'checks' | 'unit' | 'mutants' | 'e2e';
  readonly run: (folder: string) => Tally;
}

const NODE = process.execPath;
const suites: readonly Suite[] = [
  { name: 'checks', run: checks },
  { name: 'unit', run: unit },
  {
    name: 'mutants',
    run: () =>
      ran([
        ['mutants', 'webhook/suite/mutants/run.ts', '60'],
        ['mutants of the policy packs', 'webhook/suite/packs/run.ts', '100'],
      ]),
  },
  { name: 'e2e', run: endToEnd },
];

/** In processes that are begun anew once they hold much (`workerIdleMemoryLimit`): jest keeps what the modules of each suite leave behind, and one for all runs out of heap. */
function unit(folder: string): Tally {
  return jest(folder, ['--testPathIgnorePatterns', '/e2e/', '--maxWorkers', '2']);
}

/** Where it cannot run, one line says so; in CI that is an error. */
function endToEnd(folder: string): Tally {
  const env = sayWhetherSkipped();
  return jest(folder, ['--runInBand', '--testPathPatterns', '/e2e/'], env);
}

function chosen(): readonly Suite[] {
  const [flag, name] = process.argv.slice(2);
  if (flag === '--only') return suites.filter((suite) => suite.name === name);
  if (flag === '--without') return suites.filter((suite) => !name?.split(',').includes(suite.name));
  return suites;
}

function checks(): Tally {
  return ran([
    ['types', 'node_modules/typescript/bin/tsc', '--noEmit'],
    ['lint', 'node_modules/oxlint/bin/oxlint', '--type-aware'],
    [
      'imports',
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      'webhook',
      'certs',
      'e2e',
      'manifests',
    ],
    ['formatting', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
    ['derived from schemas', 'webhook/policy/generate.ts', '--verify'],
    ['derived manifests', 'manifests/generate.ts', '--verify'],
  ]);
}

/** Programs that count as one test each. */
function ran(commands: readonly (readonly [name: string, ...args: string[]])[]): Tally {
  const failed = commands.filter(([name, ...args]) => {
    const ok = spawnSync(NODE, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
    process.stdout.write(`${ok ? 'ok  ' : 'FAIL'} ${name}\n`);
    return !ok;
  });
  return { passed: commands.length - failed.length, failed: failed.length, skipped: 0, files: [] };
}

const folder = mkdtempSync(join(tmpdir(), 'tranche-suite-'));
try {
  const tallies = chosen().map(({ name, run }) => {
    process.stdout.write(`\n== ${name}\n`);
    return run(folder);
  });
  const sum = (of: (tally: Tally) => number) =>
    tallies.reduce((total, tally) => total + of(tally), 0);
  process.stdout.write(slowest(tallies.flatMap(({ files }) => files)));
  const [passed, failed, skipped] = [
    sum((t) => t.passed),
    sum((t) => t.failed),
    sum((t) => t.skipped),
  ];
  process.stdout.write(
    `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
  );
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
