/**
 * How a golden pod is played: both visits, and the second one once more on what the first had made
 * of it. The patch is applied by `rfc6902`, a second reading of the standard, so that it is not
 * judged by the code that wrote it.
 */
import { expect } from '@jest/globals';
import { applyPatch } from 'rfc6902';
import { shipped } from '../commands/paths.ts';
import { standing, type Stage } from '../commands/standing.ts';
import { inEffect } from '../core/decision.ts';
import { patchOf, type Op } from '../core/edits/patch.ts';
import { expand } from '../expand/expand.ts';
import { readManifests } from '../expand/manifest.ts';
import type { Raw } from '../expand/raw.ts';
import { rehearse, reviewOf, type Rehearsal } from '../rehearse.ts';

/** Stands for today in every case; ages of profiles are counted from it. 2026-11-20T00:00:00Z. */
const clock = { now: () => 1_795_132_800_000 };
const SETTINGS = { namespace: 'default', minute: 29_918_880, most: 1 };

export function stageOf(...worlds: readonly string[]): Stage {
  const stage = standing([...shipped, ...worlds], clock);
  if (!stage.ok) throw new Error(stage.rendered);
  return stage;
}

/** The first pod that the manifest makes. */
export function podIn(file: string, source: string): Raw {
  const manifests = readManifests(file, source);
  if (!manifests.ok) throw new Error(manifests.faults.join('\n'));
  const [pod] = manifests.objects
    .flatMap((object) => expand(object, SETTINGS))
    .flatMap(({ pods }) => pods);
  if (pod === undefined) throw new Error(`${file} makes no pod`);
  return pod;
}

export async function play(pod: Raw, { admit }: Stage): Promise<Rehearsal> {
  const rehearsal = await rehearse(pod, { admit, dryRun: false, ordinal: 0 });
  if ('faults' in rehearsal) throw new Error(JSON.stringify(rehearsal.faults));
  expect(patched(rehearsal.submitted, rehearsal.proposed)['spec']).toEqual(
    rehearsal.admitted['spec'],
  );
  return rehearsal;
}

/** The API server may call us twice; the second time nothing may be left to do. */
export function settles({ submitted, proposed }: Rehearsal, { admit }: Stage): void {
  const review = reviewOf(patched(submitted, proposed), { dryRun: true });
  if (!review.ok) throw new Error(JSON.stringify(review.faults));
  const again = admit.propose(review.review);
  expect(patchOf(review.review.pod, inEffect(again))).toEqual([]);
  if (inEffect(proposed).length > 0) expect(again.id).toBe(proposed.id);
}

function patched(pod: Raw, proposed: Rehearsal['proposed']): Raw {
  const review = reviewOf(pod, { dryRun: true });
  if (!review.ok) throw new Error(JSON.stringify(review.faults));
  const copy = structuredClone(pod);
  const errors = applyPatch(copy, asSent(patchOf(review.review.pod, inEffect(proposed))));
  expect(errors.filter((error) => error !== null)).toEqual([]);
  return copy;
}

/** As the API server would read it: `rfc6902` takes no list that `structuredClone` made outside of Jest's realm. */
const asSent = (ops: Op[]): Op[] => JSON.parse(JSON.stringify(ops)) as Op[];
