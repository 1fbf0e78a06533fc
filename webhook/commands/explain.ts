/** `tranche explain`: both visits of every pod a manifest makes, in a World from files. */
import { readFileSync } from 'node:fs';
import { expand } from '../expand/expand.ts';
import { readManifests } from '../expand/manifest.ts';
import type { Raw } from '../expand/raw.ts';
import { rehearse, type Rehearsal, type Unreadable } from '../rehearse.ts';
import { colours } from '../report/colour.ts';
import { explainText } from '../report/explain.ts';
import { sample, shipped } from './paths.ts';
import { standing, type Standing } from './standing.ts';

export interface ExplainOptions {
  readonly filename: string;
  readonly namespace: string;
  readonly world: readonly string[];
  readonly output: string;
}

const clock = { now: () => Date.now() };

export async function run(options: ExplainOptions): Promise<void> {
  const manifests = readManifests(options.filename, textOf(options.filename));
  if (!manifests.ok) return failed(manifests.faults.join('\n'));
  const world = options.world.length > 0 ? options.world : [sample];
  const stage = standing([...shipped, ...world], clock);
  if (!stage.ok) return failed(stage.rendered);
  const pods = podsOf(manifests.objects, options.namespace);
  if (pods.length === 0) return failed(`${options.filename}: no object here makes a pod`);
  await explainAll(pods, stage, options);
}

/** One pod for each template: replicas of one revision are told the same. */
function podsOf(objects: readonly Raw[], namespace: string): Raw[] {
  const minute = Math.floor(clock.now() / 60_000);
  return objects
    .flatMap((object) => expand(object, { namespace, minute, most: 1 }))
    .flatMap(({ pods }) => pods);
}

async function explainAll(
  pods: readonly Raw[],
  stage: Extract<Standing, { ok: true }>,
  { output, filename }: ExplainOptions,
): Promise<void> {
  const found: Rehearsal[] = [];
  for (const [ordinal, pod] of pods.entries()) {
    const rehearsal = await rehearse(pod, { admit: stage.admit, dryRun: true, ordinal });
    if ('faults' in rehearsal) return failed(unreadable(filename, rehearsal));
    found.push(rehearsal);
  }
  process.stdout.write(printed(found, output));
  process.exitCode = found.some(({ judged }) => judged.verdict === 'refuse' && judged.inForce)
    ? 1
    : 0;
}

function printed(found: readonly Rehearsal[], output: string): string {
  if (output === 'json')
    return `${JSON.stringify(
      found.map(({ proposed, judged, ops }) => ({ proposed, judged, patch: ops })),
      null,
      2,
    )}\n`;
  if (output === 'patch')
    return `${JSON.stringify(
      found.flatMap(({ ops }) => ops),
      null,
      2,
    )}\n`;
  const paint = colours(process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '');
  return found.map((rehearsal) => explainText(rehearsal, paint)).join('\n');
}

const unreadable = (file: string, { faults }: Unreadable): string =>
  faults.map(({ pointer, says }) => `${file}: ${pointer} ${says}`).join('\n');

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new Error(
      `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

function failed(text: string): void {
  process.stderr.write(`${text.trimEnd()}\n`);
  process.exitCode = 2;
}
