/**
 * `make proof SUITE=placement`: a seeded suite at its full count, where `make test` runs it reduced.
 * What it found is kept in webhook/bench/PROOF.md, one row a suite, with date and commit.
 *
 *     npx node webhook/suite/proof.ts            lists the suites
 *     npx node webhook/suite/proof.ts placement  runs one
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine } from '../bench/machine.ts';
import { table } from '../bench/table.ts';
import { jest } from './jest.ts';
import type { Tally } from './tally.ts';

interface Suite {
  readonly is: string;
  /** Paths of Jest's that begin so; or a program that tells its own figures. */
  readonly files?: string;
  readonly program?: readonly string[];
}

const suites: Readonly<Record<string, Suite>> = {
  placement: {
    files: '/e2e/faults/placement',
    is: '200 random GPU pods on each of 10 random fleets, on a real scheduler beside unmodified twins',
  },
  governed: {
    files: '/e2e/faults/governed',
    is: '5,000 fuzzed pods: governed(pod) is what the API server makes of the match conditions',
  },
  certificates: {
    files: '/e2e/faults/certificates',
    is: 'admissions under load while serving certificates are renewed',
  },
  reloads: {
    files: '/webhook/commands/reloads',
    is: '1,000 sets of policies put in force under load: none seen by half, nobody turned away',
  },
  documents: {
    files: '/e2e/faults/wild-documents',
    is: '3,000 spoiled policies: our reader and the API server refuse the same, or for a written reason',
  },
  'dead-prometheus': {
    files: '/e2e/product/dead-prometheus',
    is: '500 sliced Deployments moved about, with Prometheus dead for thirty days: same shapes, none waits',
  },
  apiserver: { files: '/e2e/faults/apiserver', is: 'the API server gone for a minute' },
  mutants: {
    program: ['webhook/suite/mutants/run.ts', '2000'],
    is: 'two thousand mutants of the core, made by Stryker, against the tests that come by them',
  },
  policies: {
    program: ['webhook/suite/packs/run.ts', 'all'],
    is: 'each mutant of the shipped policy packs against the tests that come with them',
  },
  'back-test': {
    files: '/webhook/usage/back-test/quantiles',
    is: 'workloads of the published quantiles, decided each evening of a fortnight and judged by the next day',
  },
  view: {
    files: '/e2e/scale/',
    is: '100,000 pods, 5,000 nodes and 50,000 profiles on a real API server: bytes a pod, memory, time until ready, watches that die',
  },
  laws: { files: '/webhook/core/proofs/', is: 'properties of the core, 20,000 draws each' },
};

/** A law that is drawn twenty thousand times takes minutes. */
const UNHURRIED = ['--runInBand', '--testTimeout=2400000'];

const RECORD = new URL('../bench/PROOF.md', import.meta.url);
const HEAD = `# What was proven at full count

Written by \`make proof SUITE=…\`, the latest run of each suite. \`make test\` runs the same suites reduced.

`;

const name = process.argv[2] ?? '';
const suite = suites[name];
if (suite === undefined) {
  const width = Math.max(...Object.keys(suites).map((known) => known.length));
  const lines = Object.entries(suites).map(
    ([known, { is }]) => `  ${known.padEnd(width)}  ${is}\n`,
  );
  process.stdout.write(`make proof SUITE=…\n\n${lines.join('')}`);
  process.exitCode = name === '' ? 0 : 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-proof-'));
  try {
    prove(name, suite, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function prove(called: string, { files, program = [] }: Suite, folder: string): void {
  const kept = join(folder, 'figures');
  const began = performance.now();
  const env = { PROOF: '1', PROOF_RUNS: '20000', PROOF_FIGURES: kept };
  const tally =
    files === undefined
      ? played(program, env)
      : jest(folder, [...UNHURRIED, '--testPathPatterns', files], env);
  const figures = existsSync(kept) ? readFileSync(kept, 'utf8').trim().split('\n') : [];
  record(called, tally, { figures, seconds: (performance.now() - began) / 1000 });
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
  process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0;
}

function played(program: readonly string[], env: Readonly<Record<string, string>>): Tally {
  const { status } = spawnSync(process.execPath, program, {
    stdio: 'inherit',
    env: { ...process.env, ...env, PROOF_RUNS: '10' },
  });
  const passed = status === 0 ? 1 : 0;
  return { passed, failed: 1 - passed, skipped: 0, files: [] };
}

interface Run {
  readonly figures: readonly string[];
  readonly seconds: number;
}

function record(called: string, { passed, failed }: Tally, { figures, seconds }: Run): void {
  const { date, commit } = machine('fewer');
  const outcome = `${passed} passed, ${failed} failed`;
  const row = [called, outcome, figures.join('; '), `${seconds.toFixed(0)} s`, date, commit];
  const others = earlier().filter(([known]) => known !== called);
  const rows = [...others, row].toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
  const head = ['Suite', 'Tests', 'Figures', 'Took', 'Date', 'Commit'];
  writeFileSync(RECORD, HEAD + table(head, rows, 'words'));
}

/** The rows of the table as it stands. */
function earlier(): string[][] {
  if (!existsSync(RECORD)) return [];
  return readFileSync(RECORD, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
