/** `tranche review`: what clusters would do with manifests, for pipelines and whoever reads what they say. */
import { aboutRule } from './asking/rules-page.ts';
import { colourIn, type Colour } from './review/colour.ts';
import { acrossTemplates } from './review/conclusions.ts';
import { filesAt } from './review/files.ts';
import { progressOn } from './review/progress.ts';
import { reviewing } from './review/reviewing.ts';
import { isSample, type Snapshot } from './review/clusters.ts';
import { STDOUT, wantedOf } from './review/wanted.ts';
import { writeAll, type Output } from './review/written.ts';
import { outputs } from '../review/outputs/all.ts';
import type { FailOn, Report } from '../review/report.ts';

export interface ReviewOptions {
  readonly paths: readonly string[];
  readonly snapshots: readonly Snapshot[];
  readonly policies: readonly string[];
  readonly namespace: string;
  readonly stdinFilename: string;
  readonly output: readonly string[];
  readonly failOn: FailOn;
  readonly failOnToday: boolean;
  /** In seconds. */
  readonly maxAge: number;
  readonly quiet: boolean;
  readonly color: Colour;
  readonly version: string;
}

const clock = { now: () => Date.now() };

export async function run(options: ReviewOptions): Promise<void> {
  // What cannot be written is said before anything is read.
  const wanted = wantedOf(options.output);
  const report = await reported(options);
  const rendered: Output[] = [];
  for (const { format, file } of wanted) {
    const { render } = await outputs[format]();
    const colour = colourIn(options.color, file === STDOUT ? process.stdout : 'a file');
    rendered.push({ file, text: render(report, { colour, quiet: options.quiet, about: aboutRule }) });
  }
  writeAll(rendered);
  if (
    wanted.every(({ file }) => file !== STDOUT) ||
    !wanted.some(({ format }) => format === 'text')
  )
    process.stderr.write(`tranche: ${report.conclusion.says}\n`);
  process.exitCode = report.conclusion.exit;
}

async function reported(options: ReviewOptions): Promise<Report> {
  const { files, unread } = filesAt(options.paths);
  const progress = progressOn(process.stderr, process.env);
  const { snapshots, policies, namespace, maxAge, version, stdinFilename: stdin } = options;
  const of = { snapshots, policies, namespace, maxAge, version, stdin, files, clock };
  const findings = await reviewing({ ...of, progress: progress.told });
  progress.over();
  if (isSample(findings.asked)) process.stderr.write(`tranche: ${SAMPLE}\n`);
  const all = { ...findings, unread: [...unread, ...findings.unread] };
  return acrossTemplates(all, options);
}

const SAMPLE = 'no --snapshot given: judged in the sample cluster of policies/sample';
