/**
 * `tranche demo`: the webhook as it would run, on its embedded default, and the pods of the sample
 * manifests sent through both visits over HTTPS, as an API server would.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { judged as toBeJudged } from '../core/governed.ts';
import { readPod } from '../core/read-pod.ts';
import { stored } from '../expand/admission-review.ts';
import { expand, type Expanded } from '../expand/expand.ts';
import { readManifests } from '../expand/manifest.ts';
import type { Raw } from '../expand/raw.ts';
import type { Colours } from '../report/colour.ts';
import { storyText, summaryText, type Story } from '../report/story.ts';
import { caller, patched, type Answer, type Caller } from './caller.ts';
import { sample, samplePolicies, sampleQuotas, sampleWorkloads } from './paths.ts';
import { recordsAt } from './replay/records.ts';
import { SAMPLE_SERVER, sampleServer } from './sample-server.ts';
import { paintOf } from './terminal.ts';

export interface DemoOptions {
  /** Folder that the admissions are kept in. */
  readonly record?: string;
}

export async function run({ record }: DemoOptions): Promise<void> {
  const paint = paintOf();
  const server = await sampleServer(record === undefined ? {} : { record });
  const { port } = server;
  const client = caller({
    host: '127.0.0.1',
    port,
    ca: server.bundle(),
    serverName: SAMPLE_SERVER,
  });
  process.stdout.write(`${opening(port, paint)}\n\n`);
  try {
    const stories: Story[] = [];
    for (const made of sampleManifests()) {
      const story = await play(made, stories.length + 1, client);
      process.stdout.write(storyText(story, paint));
      stories.push(story);
    }
    process.stdout.write(summaryText(stories, paint));
  } finally {
    client.close();
    await server.stop();
  }
  if (record !== undefined) process.stdout.write(onRecord(record, paint));
}

/** What to do with them: the policies that decided, beside an edit of them. */
function onRecord(folder: string, paint: Colours): string {
  const { records } = recordsAt([folder]);
  const [policies, quotas, world] = [samplePolicies, sampleQuotas, sample].map((path) =>
    relative('', path),
  );
  return [
    '',
    `${paint.bold(`${records.length} admissions are on record in ${folder}`)}, one for each pod that /validate judged. What an edit would have done to them:`,
    `  mkdir before && cp ${policies} ${quotas} before   # a set is policies and quotas`,
    '  cp -r before after   # and change something in after',
    `  tranche replay --policies before --policies after --world ${world} ${folder}`,
    '',
  ].join('\n');
}

const opening = (port: number, paint: Colours): string =>
  paint.bold(
    `A webhook on https://127.0.0.1:${port} with the sample World, and the pods of policies/sample/workloads`,
  );

function sampleManifests(): Expanded[] {
  const minute = Math.floor(Date.now() / 60_000);
  return readdirSync(sampleWorkloads)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .flatMap((name) => {
      const read = readManifests(basename(name), readFileSync(join(sampleWorkloads, name), 'utf8'));
      if (!read.ok) throw new Error(read.faults.join('\n'));
      return read.objects.flatMap((object) =>
        expand(object, { namespace: 'default', minute, most: 20 }),
      );
    })
    .filter(({ pods }) => pods.length > 0);
}

interface Visited {
  readonly proposed: Answer;
  readonly judged: Answer;
  readonly admitted: Raw;
}

async function play({ source, pods }: Expanded, number: number, client: Caller): Promise<Story> {
  const [submitted = {}] = pods;
  const base = { number, ...source, pods: pods.length, submitted };
  if (!sent(submitted)) return { ...base, ...NEVER_SENT, admitted: submitted };
  const visits: Visited[] = [];
  for (const [ordinal, pod] of pods.entries()) visits.push(await bothVisits(pod, ordinal, client));
  const refusals = visits.filter(({ judged }) => !judged.allowed);
  const told = refusals[0] ?? visits[0];
  if (told === undefined) return { ...base, ...NEVER_SENT, admitted: submitted };
  return {
    ...base,
    ...summed(visits),
    ...wordsOf(told),
    admitted: told.admitted,
    refused: refusals.length,
  };
}

/** The API server evaluates the same tables as match conditions, and does not call where none holds. */
function sent(pod: Raw): boolean {
  const read = readPod(pod);
  return read.ok && toBeJudged(read.pod);
}

const NEVER_SENT = {
  verdict: 'never sent',
  rule: 'matchConditions',
  says: 'no container names a GPU, so the API server does not call the webhook at all',
  warning: undefined,
  asked: 0,
  needed: 0,
  refused: 0,
} as const;

async function bothVisits(pod: Raw, ordinal: number, client: Caller): Promise<Visited> {
  const proposed = await client.visit('mutate', pod);
  const admitted = stored(patched(pod, proposed.patch), {
    ordinal,
    time: new Date().toISOString(),
  });
  return { proposed, judged: await client.visit('validate', admitted), admitted };
}

function wordsOf({
  proposed,
  judged,
}: Visited): Pick<Story, 'verdict' | 'rule' | 'says' | 'warning'> {
  const { rule = '', says = '' } = judged.allowed ? proposed.audit : judged.audit;
  const [warning] = [...proposed.warnings, ...judged.warnings];
  if (!judged.allowed) return { verdict: 'refused', rule, says, warning };
  if (proposed.patch.length === 0) return { verdict: 'left', rule, says, warning };
  return { verdict: changeBy(proposed, rule), rule, says, warning };
}

/** What a patch that is not empty makes of the GPUs. */
function changeBy({ patch }: Visited['proposed'], rule: string): Story['verdict'] {
  const touches = (part: string): boolean => patch.some(({ path }) => path.includes(part));
  const sliced = rule.startsWith('fit/mig') || rule.startsWith('fit/time-slice');
  if (sliced || touches('/resources/limits')) return 'rewritten';
  const placed = touches('/spec/affinity') || touches('/spec/tolerations');
  return touches('/resources/requests') && !placed ? 'requests set' : 'kept whole';
}

/** Audit annotations carry both claims in thousandths of a GPU. */
function summed(visits: readonly Visited[]): Pick<Story, 'asked' | 'needed'> {
  let [asked, needed] = [0, 0];
  for (const { judged } of visits) {
    asked += Number(judged.audit['claim-asked'] ?? 0);
    if (judged.allowed) needed += Number(judged.audit['claim-final'] ?? 0);
  }
  return { asked, needed };
}
