/**
 * How many of the core's mutants its tests kill. Stryker makes the mutants; its Jest runner takes ten
 * seconds for each of six thousand, so the tests are played by `play.ts` instead.
 *
 *     npx node webhook/suite/mutants/run.ts 200       a seeded sample of two hundred; lists the survivors
 *     npx node webhook/suite/mutants/run.ts all       each of them
 *     npx node webhook/suite/mutants/run.ts all room  those of files whose path has `room` in it
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tell } from '../figures.ts';
import { bundle } from './bundle.ts';
import { Hunter, type Hunted } from './hunt.ts';
import { instrument, type Mutant } from './instrument.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const core = join(root, 'webhook/core');
/** Fewer than this share is a failure; of sixty mutants a dozen more may live by chance. */
const GOAL = { ofMany: 0.9, ofFew: 0.7 };
const MANY = 1000;
/** Milliseconds: tests of very long texts are about time, and would take all of it. */
const SLOW = 300;
const SEED = Number(process.env['PROOF_SEED'] ?? 20_261_121);

process.env['PROOF_RUNS'] ??= '10';

const files = readdirSync(core, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('testing/'))
  .map((path) => join(core, path));
/** Texts are held by the stories, which play the whole of a visit. */
const stories = ['golden', 'signs'].map((name) => join(root, `webhook/golden/${name}.test.ts`));
const tests = [...files.filter((path) => path.endsWith('.test.ts')), ...stories];

/** Tests, and what several of them share. */
const OF_TESTS = /\.(?:test|contract)\.ts$/;

const [count = '200', wanted = ''] = process.argv.slice(2);
const { sources, mutants } = await instrument(files.filter((path) => !OF_TESTS.test(path)));
const code = new Map<string, string>();
for (const test of tests) code.set(relative(root, test), await bundle(test, sources));

const chosen = mutants.filter(({ file }) => relative(core, file).includes(wanted));
const tried = await huntAll(count === 'all' ? chosen : sampled(chosen));
const alive = tried.filter(({ end }) => end === 'survived' || end === 'never met');
for (const { mutant, end } of alive) process.stdout.write(`${told(mutant)}: ${end}\n`);
const killed = tried.length - alive.length;
const share = ((100 * killed) / tried.length).toFixed(1);
tell(`${killed} of ${tried.length} mutants killed, ${share} %`);
const goal = tried.length < MANY ? GOAL.ofFew : GOAL.ofMany;
process.exitCode = killed < goal * tried.length ? 1 : 0;

/** One thread a core: they share nothing but what is left to try. */
async function huntAll(prey: readonly Mutant[]): Promise<readonly Hunted[]> {
  const done: Hunted[] = [];
  const left = prey.values();
  const ground = { code, seed: SEED };
  const [first, ...others] = Array.from(
    { length: availableParallelism() },
    () => new Hunter(ground),
  );
  const seen = (await first?.dryRun()) ?? [];
  const quick = seen.filter(({ ms }) => ms <= SLOW);
  await Promise.all(
    [first, ...others].map(async (hunter) => {
      for (const mutant of left) {
        const hunted = await hunter?.hunt(mutant, quick);
        if (hunted !== undefined) done.push(hunted);
        if (process.stderr.isTTY) process.stderr.write(`\r${done.length} of ${prey.length}`);
      }
      await hunter?.end();
    }),
  );
  return done;
}

/** Every nth, from a place that the seed gives. */
function sampled(all: readonly Mutant[]): readonly Mutant[] {
  const step = Math.max(1, Math.floor(all.length / Number(count)));
  return all.filter((_, at) => at % step === SEED % step);
}

function told({ file, line, mutator, replacement }: Mutant): string {
  const one = replacement.replaceAll(/\s+/g, ' ').slice(0, 60);
  return `${relative(root, file)}:${line} ${mutator} -> ${one}`;
}
