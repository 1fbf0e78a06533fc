/**
 * `make bench`: what a review costs with us, as ratios to the least that it could cost.
 *
 *     npx node webhook/bench/run.ts                  everything; writes RESULTS.md
 *     npx node webhook/bench/run.ts --quick          two short rounds, to see that it works
 *     npx node webhook/bench/run.ts --only https     that part alone; or --only creates, --only review
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
import { largeRepository } from './review.ts';

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
  const isAsked = (part: string): boolean => (values.only ?? part) === part;
  const decide = isAsked('decide') ? largeCluster(rounds) : NOT_ASKED;
  say('reviewing a large repository');
  const review = isAsked('review') ? await largeRepository(Math.min(rounds, 5)) : NOT_ASKED;
  const https = isAsked('https')
    ? await overHttps({ ...options, which: 'bundle', cores })
    : NOT_ASKED;
  const creates = isAsked('creates')
    ? await throughApiServer({ ...options, seconds: 2 * seconds }).catch(failed)
    : NOT_ASKED;
  say('');
  const report = reportOf({ machine: about, rounds, seconds, decide, https, creates, review });
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
