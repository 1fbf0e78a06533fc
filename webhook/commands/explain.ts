/** `tranche explain`: both visits of every pod that manifests make, in a World from files. */
import { readFiles, SNAPSHOT_BYTES } from '../adapters/read-files.ts';
import { titleOf } from '../core/title.ts';
import type { Fault } from '../policy/documents.ts';
import { title } from '../report/explain.ts';
import { consideredFor } from './considered.ts';
import { onNodes } from './daemon-set.ts';
import { idleExemptions } from './idle-exemptions.ts';
import { manifestsAt, type Made, type Manifests } from './manifests.ts';
import { notesOn } from './notes.ts';
import { oddNames } from './odd-names.ts';
import { sample, shipped } from './paths.ts';
import { printed } from './printed.ts';
import { ONE_BY_ONE, replicas, type Told } from './replicas.ts';
import { isRefused } from './turn.ts';
import { ageLines } from './snapshot/age.ts';
import { standingIn, type Stage } from './standing.ts';
import { failed, paintOf } from './terminal.ts';
import { byStarter, ungoverned } from './ungoverned.ts';
import { unmeasured } from './unmeasured.ts';
import { pathIn, unread } from './unread.ts';
import { wordless } from './wordless.ts';

export interface ExplainOptions {
  readonly filename: readonly string[];
  readonly namespace: string;
  readonly world: readonly string[];
  /** By the pack to begin with, instead of the policies that are there. */
  readonly starter?: boolean;
  readonly output: string;
  /** Whether each policy is told of. */
  readonly policies?: boolean;
}

const clock = { now: () => Date.now() };

const MOST_SAID = 20;

export async function run(options: ExplainOptions): Promise<void> {
  const { filename, namespace, output, policies = false } = options;
  const minute = Math.floor(clock.now() / 60_000);
  const manifests = await manifestsAt(filename, { namespace, minute, most: ONE_BY_ONE });
  if (manifests.faults.length > 0) return failed(manifests.rendered(manifests.faults));
  const stage = stageOf(options, manifests.live);
  if (typeof stage === 'string') return failed(stage);
  const { found, faults } = await explained(manifests, stage, policies);
  if (output === 'patch' && found.length > 1) return failed(onePodOnly(found));
  if (found.length === 0 && faults.length === 0)
    return failed(
      `${filename.join(', ')}: no object here makes a pod; explain takes Pods and what makes them`,
    );
  introduce(stage, options, found);
  if (found.length > 0) show(found, output);
  if (faults.length > 0) failed(manifests.rendered(faults));
}

const SAMPLE = 'no --world given: decided in the sample cluster of policies/sample';

const ONE_OF_THEM =
  'tranche: its pods are not given the same, and this is the patch of one; -o json has each';

function introduce(
  stage: Stage,
  { world, policies = false }: ExplainOptions,
  found: readonly Told[],
): void {
  const { documents, source } = stage;
  const odd = () => [
    ...ageLines(documents, clock.now()),
    ...wordless(world, documents),
    ...oddNames(documents, source.current()),
    ...idleExemptions(stage, found, policies ? 'all' : 'concerning'),
  ];
  const said = world.length === 0 ? [SAMPLE] : odd();
  for (const line of said.slice(0, MOST_SAID)) process.stderr.write(`tranche: ${line}\n`);
}

function show(found: readonly Told[], output: string): void {
  const paint = paintOf();
  process.stdout.write(printed(found, output, paint));
  if (output === 'patch' && found.some(({ lots }) => lots.length > 1))
    process.stderr.write(`${ONE_OF_THEM}\n`);
  const refused = found.some((told) => isRefused(told) || told.apiServer !== undefined);
  process.exitCode = refused ? 1 : 0;
}

/** Where it cannot be made, its faults in words. */
function stageOf(
  { world, starter = false }: ExplainOptions,
  gone: ReadonlySet<string>,
): Stage | string {
  try {
    const paths = [...shipped, ...(world.length > 0 ? world : [sample])];
    const read = readFiles(paths, SNAPSHOT_BYTES);
    const made = standingIn(starter ? byStarter(read) : read, clock, gone);
    return made.ok ? made : made.rendered;
  } catch (error) {
    throw unread(`--world ${pathIn(error) ?? world.join(', ')}`, error);
  }
}

interface Explained {
  readonly found: readonly Told[];
  readonly faults: readonly Fault[];
}

/** One story for each template; an object that cannot be told hides none of the others. */
async function explained({ made }: Manifests, stage: Stage, policies: boolean): Promise<Explained> {
  const found: Told[] = [];
  const faults: Fault[] = [];
  let pods = 0;
  for (const one of made) {
    if (one.opaque && one.pods.length === 0) faults.push(notExpanded(one));
    const { template, notes: ofNodes } = onNodes(one, stage);
    const told = await replicas(template, stage, pods);
    pods += one.pods.length;
    if (told === 'no pods') continue;
    if ('faults' in told) faults.push(...told.faults.map((fault) => inObject(one, fault)));
    else {
      const shown = found.some(({ begins }) => begins !== undefined);
      const { notes, ...begins } = unmeasured(told.proposed, shown, stage.documents);
      found.push({
        ...told,
        notes: [
          ...one.notes,
          ...untoldOf(one),
          ...ofNodes,
          ...notesOn(told, stage),
          ...ungoverned(told.proposed, stage.documents, policies),
          ...notes,
        ],
        ...begins,
        ...(policies ? { policies: consideredFor(told, stage) } : {}),
      });
    }
  }
  return { found, faults };
}

const untoldOf = ({ untold, source, group }: Made): string[] =>
  untold === undefined ? [] : [`${titleOf(source)}${group === '' ? '' : ` (${group})`}: ${untold}`];

const notExpanded = (made: Made): Fault => ({
  ...made.place,
  pointer: '',
  says: `${made.source.kind} is not expanded: ${titleOf(made.source)} ${made.untold ?? 'has pods that only its controller knows'}`,
  help: 'explain one of those pods: kubectl get pod NAME -o yaml',
});

const inObject = (made: Made, { pointer, says }: Pick<Fault, 'pointer' | 'says'>): Fault => ({
  ...made.place,
  pointer: '',
  says: `${titleOf(made.source)}: ${pointer} ${says}, in the pod that it makes`,
});

function onePodOnly(found: readonly Told[]): string {
  const names = found.map(({ proposed }) => title(proposed));
  const shown = `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`;
  return `tranche: -o patch prints the JSON Patch of one pod, and here are ${names.length}: ${shown}; explain them one at a time, or use -o json, which holds the patch of each`;
}
