/** `tranche review`: what clusters would do with manifests, for pipelines and whoever reads what they say. */
import { existsSync } from 'node:fs';
import { counted } from '../core/text.ts';
import { baselineOf, heldAgainst, written, type Held, type Where } from '../review/baseline.ts';
import { compare } from '../review/compare.ts';
import { outputs } from '../review/outputs/all.ts';
import type { Recall } from '../review/recall.ts';
import type { Comparison, FailOn, Report } from '../review/report.ts';
import { since } from '../review/twins.ts';
import { aboutRule } from './asking/rules-page.ts';
import { withBase } from './review/base.ts';
import { chartFiles, type FileOf } from './review/charts.ts';
import { isSample, type Snapshot } from './review/clusters.ts';
import { colourIn, type Colour } from './review/colour.ts';
import { reportOf } from './review/conclusions.ts';
import { excludedBy, type IsExcluded } from './review/excluded.ts';
import { filesAt } from './review/files.ts';
import { baselineAt, standingIn } from './review/known.ts';
import { lookedAtBy, type LookedAt } from './review/looked-at.ts';
import type { Named } from './review/named.ts';
import { besideFound } from './review/passed-over.ts';
import { renderedFrom } from './review/places.ts';
import { progressOn } from './review/progress.ts';
import { reviewing, type Findings } from './review/reviewing.ts';
import { STDOUT, wantedOf, type Wanted } from './review/wanted.ts';
import { inWorkTree, isGone } from './review/work-tree.ts';
import { writeAll, type Output } from './review/written.ts';
import type { Asking } from './asking/connected.ts';
import { noted } from './terminal.ts';

export interface ReviewOptions {
  readonly paths: readonly string[];
  readonly snapshots: readonly Snapshot[];
  readonly policies: readonly string[];
  readonly namespace: string;
  readonly stdinFilename: string;
  /** Patterns of what is left out of the paths. */
  readonly exclude: readonly string[];
  /** Folders of charts that manifests were rendered from; others are looked for. */
  readonly chart: readonly string[];
  readonly output: readonly string[];
  readonly failOn: FailOn;
  readonly failOnToday: boolean;
  /** In seconds. */
  readonly maxAge: number;
  /** The manifests as they were: a commit, a folder or a file. */
  readonly base?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly quiet: boolean;
  readonly color: Colour;
  readonly version: string;
  /** In place of snapshots. */
  readonly server?: Asking;
}

const clock = { now: () => Date.now() };

/** What a run has been asked, and what it goes by throughout. */
interface Run extends ReviewOptions {
  readonly fileOf: FileOf;
  readonly isExcluded: IsExcluded;
}

export async function run(asked: ReviewOptions): Promise<void> {
  const isExcluded = excludedBy(asked.exclude);
  const options: Run = { ...asked, fileOf: chartFiles(asked.chart), isExcluded };
  // What cannot be written is said before anything is read.
  const { writeBaseline } = options;
  const wanted = wantedOf(options.output, writeBaseline === undefined ? [] : [writeBaseline]);
  const baseline = options.baseline === undefined ? [] : [baselineAt(options.baseline)];
  const listed = filesAt(options.paths, { isExcluded });
  const called = listed.files.map(calling(options));
  const at = placedBy(lookedAtBy(options.paths, called));
  const found = await lookedAt(called, options);
  // Text says so itself, before all else.
  if (isSample(found.asked) && !wanted.some(isShown)) noted(SAMPLE);
  const { unread, passed } = besideFound(listed, found, options);
  tellPassed(passed, wanted, options);
  const all = { ...found, unread, limits: [...found.limits, ...passed] };
  const named = reportOf(all, options);
  const compared = await comparedTo(named, options);
  const held = baseline.map((one) => heldAgainst(named.findings, one, at(options.baseline)));
  const recalls = [...held, ...compared].map(({ recall }) => recall);
  const report = reportOf(all, { ...options, ...comparisonIn(compared), recalls });
  const accepted = acceptedBy(all, report, options);
  tellGone(held, options);
  const before = options.baseline === undefined ? stoodIn(writeBaseline, named, at) : held;
  const kept = accepted === report ? [] : [baselineFile(report, before, options)];
  await writeAll([...(await rendered(accepted, wanted, options)), ...kept]);
  if (!wanted.some(isShown)) noted(accepted.conclusion.says);
  process.exitCode = accepted.conclusion.exit;
}

const SAMPLE = 'no --snapshot given: judged in the sample cluster of policies/sample';

/** Text says so at its end, but where it is to be short. */
function tellPassed(
  passed: readonly string[],
  wanted: readonly Wanted[],
  { quiet }: ReviewOptions,
): void {
  if (quiet || !wanted.some(isShown)) for (const one of passed) noted(one);
}

const isShown = ({ format, file }: Wanted): boolean => format === 'text' && file === STDOUT;

const calling =
  ({ stdinFilename }: ReviewOptions) =>
  ({ path, name }: Named): Named => ({ path, name: name === '-' ? stdinFilename : name });

async function lookedAt(files: readonly Named[], options: Run): Promise<Findings> {
  const progress = progressOn(process.stderr, process.env);
  const { snapshots, policies, namespace, maxAge, version } = options;
  const { server } = options;
  const at = server === undefined ? {} : { server };
  const of = { snapshots, policies, namespace, maxAge, version, files, clock, ...at };
  const found = await reviewing({ ...of, progress: progress.told });
  progress.over();
  return renderedFrom(found, options.fileOf, existsSync);
}

interface Compared {
  readonly comparison: Comparison;
  /** What the base has too is no news of this change. */
  readonly recall: Recall;
}

async function comparedTo(report: Report, options: Run): Promise<Compared[]> {
  const { base } = options;
  if (base === undefined) return [];
  return withBase(base, options, async ({ files, commit, says }) => {
    for (const one of says) noted(one);
    const was = await lookedAt(files.map(calling(options)), options);
    const unread = was.unread.length;
    if (unread > 0)
      noted(
        `--base ${base}: ${counted(unread, 'document')} of it could not be read, and what is found there looks new`,
      );
    const before = reportOf(was, options);
    const of = { base, ...(commit === undefined ? {} : { commit }) };
    const { recall } = since(before, report, `in ${base}`);
    return [{ comparison: compare(of, before, report), recall }];
  });
}

const comparisonIn = ([compared]: readonly Compared[]): Partial<Pick<Report, 'comparison'>> =>
  compared === undefined ? {} : { comparison: compared.comparison };

/** Without a word of --baseline, what the file says that is written anew. */
const stoodIn = (file = STDOUT, { findings }: Report, at: (file: string) => Where): Held[] =>
  standingIn(file).map((one) => heldAgainst(findings, one, at(file)));

const placedBy =
  (isLookedAt: LookedAt) =>
  (file = ''): Where => ({ where: `in ${file}`, isGone, isLookedAt });

/** As the next run will see it. What nobody could read is no ground to begin on. */
function acceptedBy(all: Findings, report: Report, options: ReviewOptions): Report {
  if (options.writeBaseline === undefined) return report;
  if (report.conclusion.exit !== 2) {
    const own = baselineOf(report, inWorkTree);
    const where = placedBy(() => true)(options.writeBaseline);
    const { recall } = heldAgainst(report.findings, own, where);
    const { comparison } = report;
    const compared = comparison === undefined ? {} : { comparison };
    return reportOf(all, { ...options, ...compared, recalls: [recall] });
  }
  noted(
    `--write-baseline ${options.writeBaseline}: not written, since it could not be told what is found`,
  );
  return report;
}

const baselineFile = (
  report: Report,
  held: readonly Held[],
  { writeBaseline = STDOUT }: ReviewOptions,
): Output => ({
  file: writeBaseline,
  text: written(
    report,
    inWorkTree,
    held.flatMap(({ others }) => others),
  ),
});

function tellGone(held: readonly Held[], { baseline: file }: ReviewOptions): void {
  const gone = held.flatMap((one) => one.gone).length;
  if (gone > 0 && file !== undefined)
    noted(
      `${gone} of ${file} found no more; --write-baseline ${file} takes ${gone === 1 ? 'it' : 'them'} out`,
    );
}

async function rendered(
  report: Report,
  wanted: readonly Wanted[],
  { color, quiet }: ReviewOptions,
): Promise<Output[]> {
  const all: Output[] = [];
  for (const { format, file } of wanted) {
    const { render } = await outputs[format]();
    const colour = colourIn(color, file === STDOUT ? process.stdout : 'a file');
    all.push({ file, text: render(report, { colour, quiet, about: aboutRule }) });
  }
  return all;
}
