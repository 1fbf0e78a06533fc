/**
 * Every golden pod as a record keeps it: where the record says that it lacks nothing, the pod comes
 * out of both visits as the one that came, in the world of its story.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { lacksOf } from '../adapters/records/read-alike.ts';
import { redacted } from '../adapters/records/redacted.ts';
import type { Stage } from '../commands/standing.ts';
import { submitted } from '../core/edits/undo.ts';
import type { Pod } from '../core/pod.ts';
import type { Raw } from '../expand/raw.ts';
import { rehearse, reviewOf, type Rehearsal } from '../rehearse.ts';
import { podIn, stageOf } from './playing.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

interface Story {
  readonly name: string;
  readonly file: string;
  readonly world: string;
}

const cases: Story[] = readdirSync(join(here, 'cases')).flatMap((room) =>
  readdirSync(join(here, 'cases', room)).map((name) => ({
    name: `${room}/${name}`,
    file: join(here, 'cases', room, name, 'pod.yaml'),
    world: join(here, 'cases', room, name, 'world.yaml'),
  })),
);
const signs: Story[] = ['never-slice', 'may-slice'].flatMap((folder) =>
  readdirSync(join(here, folder)).map((name) => ({
    name: `${folder}/${name}`,
    file: join(here, folder, name),
    world: join(here, 'signs-world.yaml'),
  })),
);
/** A condition may ask of fields that are not kept: that is told when it is replayed. */
const asks = ({ world }: Story): boolean => /(?:cel|jsonPath):/.test(readFileSync(world, 'utf8'));
const stories = [...cases, ...signs].filter((one) => existsSync(one.file) && !asks(one));

const playedIn = async (pod: Raw, { admit }: Stage): Promise<Rehearsal> => {
  const told = await rehearse(pod, { admit, dryRun: true, ordinal: 0 });
  if ('faults' in told) throw new Error(JSON.stringify(told.faults));
  return told;
};

/** What anybody would notice; a reason may quote a word that is not kept. */
const outcomeOf = ({ proposed, judged }: Rehearsal) => ({
  verdict: [proposed.verdict, judged.verdict, judged.inForce],
  rule: [proposed.because.rule, judged.because.rule],
  class: proposed.class,
  revision: proposed.revision,
  chosen: proposed.containers.map(({ chosen }) => chosen),
  rules: judged.rules.map(({ id, outcome }) => [id, outcome]),
});

const keptOf = (raw: Raw, { judged }: Rehearsal) => {
  const read = reviewOf(raw, { dryRun: true });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const pod = submitted(read.review.alike);
  const kept = redacted(pod);
  return { kept, lacks: lacksOf(pod, kept, judged), namespace: read.review.namespace };
};

const asRaw = (pod: Pod, namespace: string): Raw => ({
  apiVersion: 'v1',
  kind: 'Pod',
  ...structuredClone(pod),
  metadata: { ...pod.metadata, namespace },
});

/** Nothing is charged in them, so that the next story finds each as it was. */
const stages = new Map<string, Stage>();
const stageIn = (world: string): Stage => {
  const stage = stages.get(world) ?? stageOf(world);
  stages.set(world, stage);
  return stage;
};

const lacking: string[] = [];

describe('a golden pod on record', () => {
  test.each(stories)('$name comes out as it did, or lacks what decided it', async (story) => {
    const raw = podIn(story.file, readFileSync(story.file, 'utf8'));
    const stage = stageIn(story.world);
    const was = await playedIn(raw, stage);
    const { kept, lacks, namespace } = keptOf(raw, was);
    if (lacks.length > 0) lacking.push(story.name);
    const is = await playedIn(asRaw(kept, namespace), stage);
    if (lacks.length === 0) expect(outcomeOf(is)).toEqual(outcomeOf(was));
  });

  test('lacks something seldom, although these are the odd ones', () => {
    expect(lacking.length).toBeGreaterThan(0);
    expect(lacking.length).toBeLessThan(stories.length / 20);
  });
});
