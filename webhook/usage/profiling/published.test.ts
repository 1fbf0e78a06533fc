import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../core/testing/catalogue.ts';
import { checkpointOf } from '../statistics/checkpoint.ts';
import { DAY, MONDAY, measured, steady, windowOf } from '../statistics/testing/seen.ts';
import { tallyOf } from '../statistics/window.ts';
import type { Learned } from './learned.ts';
import { publishedOf, type StandingProfile } from './published.ts';

const tallyWith = (vramMiB: number, minutes = 1440) =>
  tallyOf(
    windowOf([measured(steady(MONDAY, minutes, { vramMiB, sm: 0.2 }))], MONDAY + DAY),
    catalogue,
  );

const learned = (parts: Partial<Learned> = {}): Learned => ({
  namespace: 'speech',
  kind: 'Deployment',
  name: 'asr',
  container: 'server',
  revision: 'registry.local/asr',
  tag: '1.4',
  class: 'serving',
  newest: MONDAY,
  tally: tallyWith(6000),
  ...parts,
});

const stands = (parts: Partial<StandingProfile> = {}): StandingProfile => ({
  namespace: 'speech',
  name: 'deployment-asr',
  workload: { kind: 'Deployment', name: 'asr' },
  containers: [],
  checkpoints: [],
  ...parts,
});

const published = (all: readonly Learned[], standing: readonly StandingProfile[] = []) =>
  publishedOf(all, standing, catalogue);

const namesOf = ({ profiles }: ReturnType<typeof published>) =>
  profiles.map(({ metadata: { name } }) => name);

describe('a profile', () => {
  test('has a row and a checkpoint for each container of its workload', () => {
    const { profiles } = published([learned(), learned({ container: 'sidecar' })]);
    expect(profiles).toMatchObject([
      {
        metadata: { namespace: 'speech', name: 'deployment-asr' },
        spec: {
          workload: { kind: 'Deployment', name: 'asr' },
          containers: [
            { name: 'server', vramMaxMiB: 6000, hours: 24, source: 'measured' },
            { name: 'sidecar' },
          ],
        },
        status: { checkpoints: [{ name: 'server' }, { name: 'sidecar' }] },
      },
    ]);
  });

  test('is not made of what nobody has seen', () => {
    expect(published([learned({ tally: 'nothing' }), learned({ tally: tallyWith(90) })])).toEqual({
      profiles: [],
      byHand: [],
    });
  });

  test('that somebody wrote by hand stays theirs, and they are told', () => {
    const own = stands({ containers: [{ name: 'server' }] });
    const { profiles, byHand } = published([learned()], [own]);
    expect(profiles).toEqual([]);
    expect(byHand).toMatchObject([{ name: 'asr', container: 'server' }]);
  });

  test('keeps what it has of a container that is idle since its rollout', () => {
    const before = published([learned(), learned({ container: 'draft' })]).profiles[0];
    const own = stands({
      containers: before?.spec.containers ?? [],
      checkpoints: before?.status.checkpoints ?? [],
    });
    const idle = learned({ container: 'draft', revision: 'another', tally: tallyWith(90) });
    const [now] = published([learned(), idle], [own]).profiles;
    expect(now?.spec.containers.find(({ name }) => name === 'draft')).toEqual(
      own.containers.find(({ name }) => name === 'draft'),
    );
    expect(now?.status.checkpoints.map(({ name, revision }) => [name, revision])).toEqual([
      ['server', 'registry.local/asr'],
      ['draft', 'registry.local/asr'],
    ]);
  });

  test('of a workload whose pods nobody has seen lately says what it said', () => {
    const [before] = published([learned()]).profiles;
    const own = stands({
      containers: before?.spec.containers ?? [],
      checkpoints: before?.status.checkpoints ?? [],
    });
    const gone = learned({ newest: -1, class: 'unknown', tally: tallyWith(6000, 60) });
    expect(published([gone], [own]).profiles[0]?.spec).toEqual(before?.spec);
  });

  test('grows at once and is not lowered by noise', () => {
    const own = stands({
      containers: published([learned()]).profiles[0]?.spec.containers ?? [],
      checkpoints: [checkpointOf('server', tallyWith(6000))],
    });
    const rows = (vramMiB: number) =>
      published([learned({ tally: tallyWith(vramMiB) })], [own]).profiles[0]?.spec.containers;
    expect(rows(6100)).toMatchObject([{ vramMaxMiB: 6100 }]);
    expect(rows(5900)).toMatchObject([{ vramMaxMiB: 6000 }]);
  });
});

describe('the name of its object', () => {
  test('is the one that has its rows already', () => {
    const own = stands({ name: 'mine', checkpoints: [checkpointOf('server', tallyWith(6000))] });
    expect(namesOf(published([learned()], [own]))).toEqual(['mine']);
  });

  test('is another where somebody else has taken it', () => {
    const taken = stands({ workload: { kind: 'Deployment', name: 'other' } });
    expect(namesOf(published([learned()], [taken]))).toEqual(['deployment-asr-measured']);
  });

  test('is the one with its rows, though nobody kept its status', () => {
    const [before] = published([learned()]).profiles;
    const own = stands({ containers: before?.spec.containers ?? [] });
    expect(namesOf(published([learned()], [own]))).toEqual(['deployment-asr']);
  });

  test('is nobody else’s, whatever others are called', () => {
    const byHand = stands({ containers: [], workload: { kind: 'Deployment', name: 'other' } });
    const measuredByHand = { ...byHand, name: 'deployment-asr-measured' };
    const { profiles } = published(
      [
        learned(),
        learned({ name: 'asr-measured', tally: tallyWith(5000) }),
        learned({ name: 'Foo', tally: tallyWith(4000) }),
        learned({ name: 'foo', tally: tallyWith(3000) }),
        learned({ name: 'a..b', tally: tallyWith(2000) }),
      ],
      [byHand, measuredByHand],
    );
    expect(profiles.map(({ spec }) => spec)).toMatchObject(
      ['asr', 'asr-measured', 'Foo', 'foo', 'a..b'].map((name, i) => ({
        workload: { name },
        containers: [{ vramMaxMiB: 6000 - 1000 * i }],
      })),
    );
    const names = profiles.map(({ metadata: { name } }) => name);
    expect(new Set([...names, byHand.name, measuredByHand.name]).size).toBe(7);
  });

  test('tells two workloads apart whose names no object can have', () => {
    const names = namesOf(
      published([
        learned({ kind: 'Pod', name: 'anna/whisper' }),
        learned({ kind: 'Pod', name: 'anna-whisper' }),
        learned({ kind: 'Pod', name: `a${'x'.repeat(252)}` }),
      ]),
    );
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/);
  });
});
