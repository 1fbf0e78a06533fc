/** Conditions ask the same pod on both visits, whatever the first has made of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { submitted } from '../core/edits/undo.ts';
import type { Raw } from '../expand/raw.ts';
import { askedObject } from '../policy/asked-object.ts';
import { subject } from '../policy/example.ts';
import { outcome } from '../report/explain.ts';
import { reviewOf } from '../rehearse.ts';
import { play, podIn, stageOf } from './playing.ts';

const cases = join(import.meta.dirname, 'cases');
const folders = readdirSync(cases, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('world.yaml'))
  .map((path) => dirname(join(cases, path)));

function asked(pod: Raw) {
  const read = reviewOf(pod, { dryRun: true });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const { pod: came, namespace } = read.review;
  return askedObject(submitted(came), subject({ namespace }));
}

test('in every story the pod that is stored is asked as the one submitted', async () => {
  const seen = new Map<string, number>();
  for (const folder of folders) {
    const stage = stageOf(join(folder, 'world.yaml'));
    const pod = podIn(folder, readFileSync(join(folder, 'pod.yaml'), 'utf8'));
    const played = await play(pod, stage);
    expect(asked(played.admitted)).toEqual(asked(played.submitted));
    const became = outcome(played.proposed, played.judged);
    seen.set(became, (seen.get(became) ?? 0) + 1);
  }
  expect(seen.get('rewritten')).toBeGreaterThan(30);
});
