/**
 * The golden cases: a pod, a world, what came of it and why. Each is played twice, since the API
 * server may call us twice, and the second visit must leave the pod alone. The patch is applied by
 * `rfc6902`, a second reading of the standard, so that it is not judged by the code that wrote it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { applyPatch } from 'rfc6902';
import { stringify } from 'yaml';
import { shipped } from '../commands/paths.ts';
import { standing } from '../commands/standing.ts';
import { expand } from '../expand/expand.ts';
import { readManifests } from '../expand/manifest.ts';
import type { Raw } from '../expand/raw.ts';
import { guards } from '../core/guards/all.ts';
import { neverSlice } from '../core/never-slice/all.ts';
import { patchOf, type Op } from '../core/patch.ts';
import { rehearse, reviewOf, type Rehearsal } from '../rehearse.ts';
import { whyText } from '../report/why.ts';

const here = dirname(fileURLToPath(import.meta.url));
const cases = join(here, 'cases');
const folders = readdirSync(cases, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('world.yaml'))
  .map((path) => dirname(join(cases, path)))
  .toSorted();
const rewriting = process.env['UPDATE_GOLDEN'] === '1';

/** Stands for today in every case; ages of profiles are counted from it. 2026-11-20T00:00:00Z. */
const clock = { now: () => 1_795_132_800_000 };
const SETTINGS = { namespace: 'default', minute: 29_918_880, most: 1 };

describe.each(folders.map((folder) => [relative(cases, folder), folder]))('%s', (_name, folder) => {
  test('is stored and explained as written', async () => {
    const played = await play(folder);
    agrees(join(folder, 'admitted.yaml'), storedText(played));
    agrees(join(folder, 'why.txt'), whyText(played.proposed, played.judged));
  });

  test('the second visit changes nothing', async () => {
    const stage = stageOf(folder);
    const { proposed, submitted } = await play(folder);
    const review = reviewOf(patched(submitted, proposed), { dryRun: true });
    if (!review.ok) throw new Error(JSON.stringify(review.faults));
    const again = stage.admit.propose(review.review);
    expect(again.inForce ? patchOf(review.review.pod, again.edits) : []).toEqual([]);
    if (proposed.inForce) expect(again.id).toBe(proposed.id);
  });
});

test('there are at least forty stories', () => {
  expect(folders.length).toBeGreaterThanOrEqual(40);
});

/** A quantity that is no whole number is refused by the API server before anything is stored. */
const TOLD_ELSEWHERE = ['never/invalid-count'];

test.each(
  [...neverSlice, ...guards].map(({ id }) => id).filter((id) => !TOLD_ELSEWHERE.includes(id)),
)('%s is seen at work in a story', (id) => {
  const told = folders.some((folder) =>
    readFileSync(join(folder, 'why.txt'), 'utf8').includes(` ${id}  `),
  );
  expect(told).toBe(true);
});

function stageOf(folder: string) {
  const stage = standing([...shipped, join(folder, 'world.yaml')], clock);
  if (!stage.ok) throw new Error(stage.rendered);
  return stage;
}

async function play(folder: string): Promise<Rehearsal> {
  const rehearsal = await rehearse(podIn(folder), {
    admit: stageOf(folder).admit,
    dryRun: false,
    ordinal: 0,
  });
  if ('faults' in rehearsal) throw new Error(JSON.stringify(rehearsal.faults));
  expect(patched(rehearsal.submitted, rehearsal.proposed)['spec']).toEqual(
    rehearsal.admitted['spec'],
  );
  return rehearsal;
}

function podIn(folder: string): Raw {
  const file = join(folder, 'pod.yaml');
  const manifests = readManifests(file, readFileSync(file, 'utf8'));
  if (!manifests.ok) throw new Error(manifests.faults.join('\n'));
  const [pod] = manifests.objects
    .flatMap((object) => expand(object, SETTINGS))
    .flatMap(({ pods }) => pods);
  if (pod === undefined) throw new Error(`${file} makes no pod`);
  return pod;
}

function patched(pod: Raw, proposed: Rehearsal['proposed']): Raw {
  const review = reviewOf(pod, { dryRun: true });
  if (!review.ok) throw new Error(JSON.stringify(review.faults));
  const copy = structuredClone(pod);
  if (!proposed.inForce) return copy;
  const errors = applyPatch(copy, asSent(patchOf(review.review.pod, proposed.edits)));
  expect(errors.filter((error) => error !== null)).toEqual([]);
  return copy;
}

/** As the API server would read it: `rfc6902` takes no list that `structuredClone` made outside of Jest's realm. */
const asSent = (ops: Op[]): Op[] => JSON.parse(JSON.stringify(ops)) as Op[];

/** What the cluster would store, or the word that it stores nothing. */
const storedText = ({ admitted, judged }: Rehearsal): string =>
  judged.verdict === 'refuse' && judged.inForce
    ? '# nothing: the pod is refused\n'
    : stringify(admitted, { lineWidth: 0, aliasDuplicateObjects: false });

function agrees(file: string, got: string): void {
  if (rewriting || !existsSync(file)) {
    // A case without expectations fails in CI, where nobody would read what was written.
    if (!rewriting) throw new Error(`${file} is missing; make golden writes it, and you read it`);
    writeFileSync(file, got);
    return;
  }
  expect(got).toBe(readFileSync(file, 'utf8'));
}
