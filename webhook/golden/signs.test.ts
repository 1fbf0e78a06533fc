/**
 * Pods that must stay whole, and pods that only look as if they must: one manifest a file, all in one
 * world in which what they use fits a slice. So it is the sign alone that keeps the first kind whole,
 * and nothing may keep the second.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { wantedBy } from '../core/fit/choose.ts';
import { gather } from '../core/gather.ts';
import { planned } from '../core/plan.ts';
import { gpuAsks } from '../core/asks.ts';
import type { Workload } from '../core/decision.ts';
import type { Review } from '../core/review.ts';
import { containerRevision, imageOf } from '../core/identity/revision.ts';
import { identify } from '../core/identity/identify.ts';
import type { Raw } from '../expand/raw.ts';
import { reviewOf } from '../rehearse.ts';
import { play, podIn, settles, stageOf } from './playing.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const rewriting = process.env['UPDATE_GOLDEN'] === '1';

interface Sign {
  readonly name: string;
  readonly file: string;
  readonly pod: Raw;
  /** Of the lines `# expect:` and `# says:`. */
  readonly expected: string;
  readonly says: string;
}

const signsIn = (folder: string): Sign[] =>
  readdirSync(join(here, folder)).map((entry) => {
    const file = join(here, folder, entry);
    const source = readFileSync(file, 'utf8');
    const line = (key: string) => new RegExp(`^# ${key}: (.*)$`, 'm').exec(source)?.[1] ?? '';
    return {
      name: entry.replace(/\.yaml$/, ''),
      file,
      pod: podIn(file, source),
      expected: line('expect'),
      says: line('says'),
    };
  });

const never = signsIn('never-slice');
const may = signsIn('may-slice');

function read(pod: Raw): Review {
  const review = reviewOf(pod, { dryRun: true });
  if (!review.ok) throw new Error(JSON.stringify(review.faults));
  return review.review;
}

/** A week on a whole card, of which each container used a twentieth; pods of one workload share a profile. */
function profilesOf(pods: readonly Raw[]): object[] {
  const seen = new Map<string, { readonly workload: Workload; readonly containers: object[] }>();
  for (const pod of pods) {
    const { alike, namespace } = read(pod);
    const workload = identify(alike.metadata, namespace, () => 'unseen');
    if (workload === 'unknown') throw new Error('a pod of nobody has no profile');
    const key = `${namespace}/${workload.kind}/${workload.name}`;
    const { containers } = seen.get(key) ?? { containers: [] };
    seen.set(key, { workload, containers: [...containers, ...containersOf(alike)] });
  }
  return [...seen.values()].map(({ workload: { namespace, kind, name }, containers }, i) => ({
    apiVersion: 'tranche.dev/v1alpha1',
    kind: 'GpuProfile',
    metadata: { namespace, name: `seen-${i}` },
    spec: { workload: { kind, name }, containers },
  }));
}

function containersOf(pod: Review['alike']): object[] {
  const containers = new Map(gpuAsks(pod).map(({ seat }) => [seat.container.name, seat.container]));
  return [...containers.values()].map((container) => ({
    name: container.name,
    revision: containerRevision(container),
    tag: imageOf(container.image ?? '').tag,
    measuredOn: 'H100-80GB',
    sharing: 'whole',
    attribution: 'exact',
    vramMaxMiB: 4000,
    smP95: 0.05,
    hours: 168,
    samples: 10_080,
    lastSeen: '2026-11-19T23:50:00Z',
  }));
}

const scratch = mkdtempSync(join(tmpdir(), 'signs-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const profiles = join(scratch, 'profiles.yaml');
writeFileSync(
  profiles,
  profilesOf([...never, ...may].map(({ pod }) => pod))
    .map((profile) => JSON.stringify(profile))
    .join('\n---\n'),
);
const stage = stageOf(join(here, 'signs-world.yaml'), profiles);
const world = stage.source.current();

const named = (signs: readonly Sign[]) => signs.map((sign) => [sign.name, sign] as const);

test.each(named(never))('never %s: it keeps its card, and is told why', async (_name, sign) => {
  const played = await play(sign.pod, stage);
  const { because } = played.proposed;
  if (rewriting) rewrite(sign, because.says);
  else expect(because.says).toBe(sign.says);
  expect(because.rule).toBe(sign.expected);
  expect(held(played.admitted)).toEqual(held(sign.pod));
  settles(played, stage);
});

const cards = never.filter(({ pod }) =>
  held(pod).every((ask) => ask.startsWith('nvidia.com/gpu:')),
);

test.each(named(cards))('never %s: it would be sliced but for the sign', (_name, { pod }) => {
  const { alike, namespace } = read(pod);
  const question = gather(alike, namespace, world);
  if (question.terms === 'none') throw new Error('the policy is for everybody');
  const { take } = planned(question, question.terms, wantedBy(question, question.terms));
  expect(take).toHaveProperty('picks');
});

test.each(named(may))('may %s: it is sliced', async (_name, sign) => {
  const played = await play(sign.pod, stage);
  expect(played.proposed.because).toMatchObject({ rule: 'fit/mig' });
  expect([...new Set(held(played.admitted))]).toEqual([`${sign.expected}: 1`]);
  settles(played, stage);
});

test('there are as many of each as were promised, each a workload of its own', () => {
  expect(never.length).toBeGreaterThanOrEqual(85);
  expect(may.length).toBeGreaterThanOrEqual(45);
});

function rewrite({ file }: Sign, says: string): void {
  const source = readFileSync(file, 'utf8').replace(/^# says: .*\n/m, '');
  writeFileSync(file, source.replace(/^(# expect: .*\n)/m, `$1# says: ${says}\n`));
}

/** What its containers ask for of the GPUs. */
function held(pod: Raw): string[] {
  return gpuAsks(read(pod).alike).map(({ resource, count }) => `${resource}: ${count}`);
}
