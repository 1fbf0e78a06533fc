/**
 * How many mutants of the policies we ship are killed by the tests we ship with them: each has one
 * value changed, and lives where all cases of its pack come out as before.
 *
 *     npx node webhook/suite/packs/run.ts 80         a seeded sample of eighty; lists the survivors
 *     npx node webhook/suite/packs/run.ts all        each of them
 *     npx node webhook/suite/packs/run.ts all tiers  those of one pack
 */
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { isRecord } from '../../core/record.ts';
import { hasFailed, played } from '../../commands/policy-tests/play.ts';
import { suitesAt, type Suite } from '../../commands/policy-tests/suites.ts';
import type { Document } from '../../policy/documents.ts';
import { readObject } from '../../policy/read.ts';
import { tell } from '../figures.ts';
import { sameMeaning } from './equal.ts';
import { changesOf } from './mutants.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Fewer than this share is a failure. */
const GOAL = 0.9;
const SEED = Number(process.env['PROOF_SEED'] ?? 20_261_121);

interface Mutant {
  readonly suite: Suite;
  readonly says: string;
  readonly documents: readonly Document[];
}

const [count = '80', wanted = ''] = process.argv.slice(2);
const { suites, faults, textOf } = suitesAt([join(root, 'policies/packs')]);
if (faults.length > 0) throw new Error(faults.map(({ says }) => says).join('\n'));
const ours = suites.filter(({ file }) => file.includes(wanted));
// Tests that fail as it is would kill whatever they are shown.
for (const suite of ours)
  if ((await endOf({ suite, says: '', documents: suite.documents })) !== 'survived')
    throw new Error(`${suite.file} fails without any mutant: tranche test ${suite.file}`);
const mutants = ours.flatMap(mutantsOf);
const chosen = count === 'all' ? mutants : sampled(mutants);
const tally = { killed: 0, survived: 0, unmade: 0 };
for (const mutant of chosen) {
  const end = await endOf(mutant);
  tally[end]++;
  if (end === 'survived') process.stdout.write(`${mutant.says}: survived\n`);
}
const tried = tally.killed + tally.survived;
const share = ((100 * tally.killed) / tried).toFixed(1);
tell(`${tally.killed} of ${tried} mutants of the packs killed, ${share} %`);
process.exitCode = tried === 0 || tally.killed < GOAL * tried ? 1 : 0;

/** One that is a fault by itself would never come into force, and is no mutant. */
async function endOf({ suite, documents }: Mutant): Promise<keyof typeof tally> {
  for await (const one of played(suite, documents)) {
    if ('faults' in one) return 'unmade';
    if (hasFailed(one)) return 'killed';
  }
  return 'survived';
}

function mutantsOf(suite: Suite): Mutant[] {
  return suite.documents
    .filter(({ kind, name }) => kind === 'GpuPolicy' && suite.policies.includes(name))
    .flatMap((document) => {
      const { file } = document.at('');
      return [...changesOf(written(file, document.name))].flatMap(({ pointer, says, value }) => {
        const [mutated] = readObject(file, value).documents;
        if (mutated === undefined) return [];
        const documents = suite.documents.map((one) => (one === document ? mutated : one));
        return sameMeaning(suite.documents, documents)
          ? []
          : [
              {
                suite,
                documents,
                says: `${relative(root, file)} ${document.name} ${pointer}: ${says}`,
              },
            ];
      });
    });
}

/** As its file has it: of what was read, nobody can tell what was written and what is a default. */
function written(file: string, name: string) {
  const values: unknown[] = parseAllDocuments(textOf(file) ?? '').map((one) => one.toJS());
  const found = values
    .filter(isRecord)
    .find(({ metadata }) => isRecord(metadata) && metadata['name'] === name);
  if (found === undefined) throw new Error(`${file} has no ${name}`);
  return found;
}

/** Every nth, from a place that the seed gives. */
function sampled(all: readonly Mutant[]): readonly Mutant[] {
  const step = Math.max(1, Math.floor(all.length / Number(count)));
  return all.filter((_, at) => at % step === SEED % step);
}
