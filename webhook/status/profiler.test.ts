/** Whether anybody measures what slices go by, and that nobody is sent on where nobody does. */
import { describe, expect, test } from '@jest/globals';
import { colours } from '../report/colour.ts';
import { policy } from '../policy/example.ts';
import type { Document } from '../policy/documents.ts';
import type { Facts } from './facts.ts';
import { START, documents, factsOf } from './status.fixture.ts';
import { statusOf } from './status.ts';
import { statusText } from './text.ts';

const HOUR = 3_600_000;
/** The fixture asks after two days. */
const hoursAgo = (hours: number): string => new Date(START + (48 - hours) * HOUR).toISOString();

const measured = { failed: 0, workloads: 12, silent: 1 };
const line = (profiler: Facts['profiler']): string | undefined =>
  /^profiler: .*$/m.exec(statusText(statusOf(factsOf({ profiler })), colours(false)))?.[0];

describe('of the profiler it is said', () => {
  test.each<[string, Facts['profiler'], string]>([
    ['that there is none', 'off', 'profiler: off, no Prometheus is asked what workloads use'],
    [
      'that none of its runs has ended yet',
      { ...measured, failed: 2 },
      'profiler: no run of this replica has come to its end yet (2 failed)',
    ],
    [
      'when it last did, and who has figures',
      { ...measured, succeededAt: hoursAgo(1) },
      'profiler: last came to its end at 2026-11-22T08:00Z, 12 workloads have figures, 1 container with a GPU has none',
    ],
  ])('%s', (_, profiler, says) => {
    expect(line(profiler)).toBe(says);
  });
});

const attentionTo = (profiler: Facts['profiler']) => statusOf(factsOf({ profiler })).attention;

describe('a profiler that fails', () => {
  test('wants a look once a day has passed without an end', () => {
    const failing = { ...measured, failed: 3 };
    expect(attentionTo({ ...failing, succeededAt: hoursAgo(23) })).toEqual([]);
    expect(attentionTo({ ...failing, succeededAt: hoursAgo(25) })).toEqual([
      'the profiler fails: last came to its end at 2026-11-21T08:00Z (3 failed); the log says why (profile-failed)',
    ]);
    expect(attentionTo(failing)).toEqual([expect.stringContaining('the profiler fails: no run')]);
  });

  test('is not one that has just begun, or of a replica that leads no more', () => {
    expect(attentionTo(measured)).toEqual([]);
    expect(attentionTo({ ...measured, succeededAt: hoursAgo(40) })).toEqual([]);
  });
});

describe('where enforce is what comes next', () => {
  const warning = policy('default', { mode: 'warn', sharing: {} });
  const seen = factsOf();
  const others = documents.filter(({ name }) => !['default', 'lab'].includes(name));
  const unprofiled = others.filter(({ kind }) => kind !== 'GpuProfile');
  const report = (
    all: readonly Document[],
    differs: Partial<Facts> = {},
    first: Document = warning,
  ) =>
    statusOf({
      ...seen,
      backOff: { is: 'on', backedOff: 0, workloads: [] },
      set: { ...seen.set, documents: [first, ...all] },
      ...differs,
    });
  const attention = (...facts: Parameters<typeof report>): readonly string[] =>
    report(...facts).attention;

  test('it is said that nobody measures', () => {
    expect(attention(unprofiled)).toEqual([
      'enforce is proposed for default, and nobody measures: the profiler is off, and no profile is fresh',
    ]);
    expect(attention(unprofiled, { profiler: measured })).toEqual([
      expect.stringContaining('nobody measures: no run of this replica has come to its end yet'),
    ]);
  });

  test('and not where a profiler runs, somebody else writes profiles, or there is nothing to slice', () => {
    const runs = { ...measured, succeededAt: hoursAgo(1) };
    expect(attention(unprofiled, { profiler: runs })).toEqual([]);
    expect(attention(others)).toEqual([]);
    const guards = [{ rule: 'guard/privileged', severity: 'deny' }];
    const guarding = report(unprofiled, {}, policy('default', { mode: 'warn', guards }));
    expect(guarding.policies.at(-1)).toMatchObject({ name: 'default', next: { to: 'enforce' } });
    expect(guarding.attention).toEqual([]);
  });
});
