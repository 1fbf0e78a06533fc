/**
 * A week of three workloads, minute by minute, and the profile of each as it is published: what a
 * change of any statistic does to people's profiles shows in week.expected.yaml
 * (UPDATE_GOLDEN=1 writes it anew; read the difference).
 */
import { expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { WorkloadClass } from '../../core/decision.ts';
import { catalogue } from '../../core/testing/catalogue.ts';
import { ofKind } from '../../policy/documents.ts';
import { profilesOf } from '../../policy/profiles.ts';
import { readText } from '../../policy/read.ts';
import { fed } from './history.ts';
import { rowOf, type Row } from './row.ts';
import { settled } from './settle.ts';
import type { Tally } from './tally.ts';
import { DAY, MINUTE, MONDAY, measured, windowOf } from './testing/seen.ts';
import { chance } from './testing/simulated.ts';
import type { Measured, Reading } from '../measured.ts';

const EXPECTED = new URL('week.expected.yaml', import.meta.url);

interface Scripted {
  readonly kind: string;
  readonly class: WorkloadClass;
  readonly about: string;
  readonly pods: number;
  /** At a minute of the week; `gone` where nothing runs. */
  readonly at: (minute: number, noise: number) => Omit<Reading, 'at'> | 'gone';
  readonly parts?: Partial<Measured>;
}

const DAY_MIN = 24 * 60;

const week: Readonly<Record<string, Scripted>> = {
  whisper: {
    kind: 'Deployment',
    class: 'serving',
    about: 'Two replicas of a server: busy by day, nearly idle by night, less at the weekend.',
    pods: 2,
    at: (minute, noise) => {
      const hour = (minute % DAY_MIN) / 60;
      const weekend = minute >= 5 * DAY_MIN;
      const day = Math.max(0, Math.sin(((hour - 7) / 14) * Math.PI)) * (weekend ? 0.4 : 1);
      const sm = 0.005 + 0.18 * day * (0.8 + 0.4 * noise);
      return {
        vramMiB: Math.round(4200 + 1800 * day * noise),
        sm,
        dram: sm * 0.7,
        tensor: sm * 0.4,
      };
    },
  },
  embed: {
    kind: 'CronJob',
    class: 'batch',
    about: 'Three hours each night; on Sunday the whole corpus, with twice the memory.',
    pods: 1,
    at: (minute, noise) => {
      const [day, ofDay] = [Math.floor(minute / DAY_MIN), minute % DAY_MIN];
      if (ofDay < 60 || ofDay >= 240) return 'gone';
      if (ofDay < 65) return { vramMiB: 120, sm: 0 };
      const vramMiB = day === 6 && ofDay > 200 ? 18_400 : 8900 + Math.round(300 * noise);
      return { vramMiB, sm: 0.55 + 0.2 * noise, dram: 0.3, tensor: 0.35 };
    },
  },
  ada: {
    kind: 'Notebook',
    class: 'notebook',
    about:
      'A notebook on a time-sliced card: a kernel that is loaded and idle but for an hour a day.',
    pods: 1,
    parts: { sharing: 'timeSlice', attribution: 'perProcess' },
    at: (minute, noise) => {
      const works = minute % DAY_MIN >= 600 && minute % DAY_MIN < 660;
      return { vramMiB: works ? 3100 + Math.round(200 * noise) : 900, sm: works ? 0.6 : 0.2 };
    },
  },
};

function dayOf(script: Scripted, day: number): Measured[] {
  return Array.from({ length: script.pods }, (_, pod) => {
    const readings: Reading[] = [];
    for (let minute = day * DAY_MIN; minute < (day + 1) * DAY_MIN; minute++) {
      const so = script.at(minute, chance(minute * 7 + pod));
      if (so !== 'gone') readings.push({ at: MONDAY + minute * MINUTE, ...so });
    }
    return measured(readings, { pod: `pod-${pod}`, ...script.parts });
  });
}

function rowAfterAWeek(script: Scripted): Row {
  let tally: Tally | 'nothing' = 'nothing';
  let row: Row | 'none' = 'none';
  const of = { name: 'server', tag: '1.4', class: script.class };
  for (let day = 0; day < 7; day++) {
    const window = windowOf(dayOf(script, day), MONDAY + (day + 1) * DAY);
    tally = fed(tally, window, catalogue);
    const now = rowOf(tally, of, catalogue);
    if (now !== 'unseen') row = settled(row, now);
  }
  if (row === 'none') throw new Error('it was seen');
  return row;
}

const published = Object.entries(week)
  .map(([name, script]) => {
    const profile = {
      apiVersion: 'tranche.dev/v1alpha1',
      kind: 'GpuProfile',
      metadata: { namespace: 'speech', name },
      spec: { workload: { kind: script.kind, name }, containers: [rowAfterAWeek(script)] },
    };
    return `# ${script.about}\n${stringify(profile, { singleQuote: true })}`;
  })
  .join('---\n');

test('a week becomes the profiles that are expected of it', () => {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(EXPECTED, published);
  expect(published).toBe(readFileSync(EXPECTED, 'utf8'));
});

test('which are read as they are written, and say to whoever decides what was seen', () => {
  const { documents, faults } = readText('week.expected.yaml', published);
  expect(faults).toEqual([]);
  const { store, faults: found } = profilesOf(ofKind(documents, 'GpuProfile'), catalogue);
  expect(found).toEqual([]);
  expect(store.profile('speech', 'CronJob', 'embed', 'server')).toMatchObject({
    vramMaxMiB: 18_400,
    hours: 20.4,
    sharing: 'whole',
  });
});

test('a percentile of it would not have held the weekly peak', () => {
  const [, embed] = published.split('---\n');
  expect(parse(embed ?? '').spec.containers[0].vramP95MiB).toBeLessThan(18_400);
});
