/** A pod whose GPUs are left and whose missing requests are set is called one thing by all who speak of it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { storyOf } from '../commands/asking/story.ts';
import { facts } from '../commands/asking/facts.fixture.ts';
import { unseen } from '../commands/asking/facts.ts';
import { hadOf } from '../commands/policy-tests/had.ts';
import { reviewOf } from '../rehearse.ts';
import { outcome } from '../report/explain.ts';
import { claimOfAll, lotsLine, lotsOf } from '../report/lots.ts';
import { counter } from '../status/tally.ts';
import { play, podIn, stageOf } from './playing.ts';

const cases = join(dirname(fileURLToPath(import.meta.url)), 'cases', 'request');

async function played(name: string) {
  const file = join(cases, name, 'pod.yaml');
  const stage = stageOf(join(cases, name, 'world.yaml'));
  const told = await play(podIn(file, readFileSync(file, 'utf8')), stage);
  const review = reviewOf(told.admitted, { dryRun: false });
  if (!review.ok) throw new Error(JSON.stringify(review.faults));
  const counts = counter(() => 0);
  const nobody = { guards: new Map(), objecting: new Map() };
  counts.count(
    review.review,
    told.judged,
    () => told.proposed,
    () => nobody,
  );
  const counted = [...counts.tally().by.values()].flatMap((of) => [...of.keys()]);
  const silent = facts({ memory: unseen('no token') });
  const left = { ...told, proposed: { ...told.proposed, supplied: [] } };
  return {
    explained: outcome(told.proposed, told.judged),
    counted,
    annotation: storyOf(told.admitted, silent).outcome,
    tested: hadOf({ ...told, admittedPods: 1 }).verdict,
    lots: lotsLine(lotsOf([told, told, left]), claimOfAll([told])),
  };
}

test.each([
  'memory-that-nobody-asked-for-is-set',
  'four-cards-get-four-times-the-cores',
  'the-weights-need-more-than-the-figure',
])('%s', async (name) => {
  expect(await played(name)).toMatchObject({
    explained: 'requests set',
    counted: ['requests set'],
    annotation: 'requests set',
    tested: 'leave',
    lots: expect.stringMatching(/2 keep what they asked for, with requests set: \w+ \w/),
  });
});

test('beside a slice it is the slice that is spoken of', async () => {
  expect(await played('cores-and-memory-are-set-beside-a-slice')).toMatchObject({
    explained: 'rewritten',
    counted: ['rewritten'],
    annotation: 'rewritten',
    tested: 'rewrite',
  });
});
