/**
 * `make bench`: what a review costs with us, as ratios to the least that it could cost.
 *
 *     npx node webhook/bench/run.ts                  everything; writes RESULTS.md
 *     npx node webhook/bench/run.ts --quick          two short rounds, to see that it works
 *     npx node webhook/bench/run.ts --only https     without the API server; or --only creates
 *
 * Only a whole run is written down, so that RESULTS.md never holds half of one.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { throughApiServer } from './creates.ts';
import { largeCluster } from './decide.ts';
import { overHttps } from './https.ts';
import { machine } from './machine.ts';
import { twoCores } from './proc.ts';
import { canPin, endWithUs } from './processes.ts';
import { reportOf } from './report.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string' },
  },
});

const RESULTS = new URL('RESULTS.md', import.meta.url);
const usual = values.quick
  ? { rounds: 2, seconds: 0.5, warm: 0.5 }
  : { rounds: 7, seconds: 2, warm: 5 };
const rounds = Number(values.rounds ?? usual.rounds);
const seconds = Number(values.seconds ?? usual.seconds);

const NOT_ASKED = { skipped: 'not asked for' };

/** For whoever waits in front of it; a log has no use for it. */
const say = (line: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
};

async function run(): Promise<void> {
  const cores = canPin() ? twoCores() : 'fewer';
  const about = machine(cores);
  const options = { rounds, seconds, warmSeconds: usual.warm, say };
  say('deciding in a large cluster');
  const decide = values.only === undefined ? largeCluster(rounds) : NOT_ASKED;
  const https =
    values.only === 'creates' ? NOT_ASKED : await overHttps({ ...options, which: 'bundle', cores });
  const creates =
    values.only === 'https'
      ? NOT_ASKED
      : await throughApiServer({ ...options, seconds: 2 * seconds }).catch(failed);
  say('');
  const report = reportOf({ machine: about, rounds, seconds, decide, https, creates });
  process.stdout.write(report);
  const whole = !values.quick && values.only === undefined && process.exitCode === undefined;
  if (whole) writeFileSync(RESULTS, report);
}

/** What was found over HTTPS is worth telling even then, but not writing down. */
function failed(error: unknown): { skipped: string } {
  process.exitCode = 1;
  return { skipped: String(error) };
}

if (process.platform === 'linux') {
  endWithUs();
  await run();
} else process.stdout.write('the bench reads /proc and runs on Linux only\n');
