import { describe, expect, test } from '@jest/globals';
import type { Static } from '@sinclair/typebox';
import type { reviewReport } from '../policy/schema/review-report.ts';
import { isRecord } from '../core/record.ts';
import { written } from './baseline.ts';
import { compare } from './compare.ts';
import { report } from './report.fixture.ts';
import type { Report } from './report.ts';
import { unlikeSchema } from './schema.contract.ts';

/** Those first of which more is told. */
const foretold: Pick<Report, 'reviewed' | 'teams'> = {
  reviewed: report.reviewed.map((one) => ({ ...one, outcomes: one.outcomes.toReversed() })),
  teams: report.teams.toReversed(),
};

const whole: Report = {
  ...report,
  ...foretold,
  comparison: compare(
    { base: 'main', commit: { hash: '0123abc', is: 'merge base' } },
    { ...report, reviewed: report.reviewed.slice(0, 1), findings: report.findings.slice(0, 1) },
    {
      ...report,
      teams: [],
      reviewed: report.reviewed.slice(1),
      findings: report.findings.slice(1),
    },
  ),
};

test('a report with one of everything is as the published schema says', () => {
  expect(unlikeSchema('reviewreport', JSON.stringify(whole))).toEqual([]);
  expect(whole.comparison?.objects.length).toBeGreaterThan(1);
  expect(whole.comparison?.goneFindings).toHaveLength(1);
});

test('what is no exception to the schema is none to the compiler, and the other way round', () => {
  const asPublished: Published = whole as Changeable<Report>;
  // The group and version are one text here, and any to the compiler.
  const asWritten: Omit<Report, 'apiVersion'> = asPublished;
  expect(asWritten).toBe(whole);
});

test('a baseline as it is written is as its schema says', () => {
  expect(unlikeSchema('reviewbaseline', written(report))).toEqual([]);
  expect(unlikeSchema('reviewbaseline', '{"findings":[]}')).not.toEqual([]);
});

type Published = Static<typeof reviewReport>;
type Changeable<T> = { -readonly [K in keyof T]: Changeable<T[K]> };

/** Each place of the first of each list, so that no field is spared. */
function* placesIn(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (Array.isArray(value)) {
    // What a patch may hold is JSON Patch's to say.
    if (path.at(-1) !== 'patch') yield* placesIn(value[0], [...path, '0']);
    return;
  }
  // Names of resources, any of which may be missing.
  if (!isRecord(value) || path.slice(-2).join('.') === 'extent.asked') return;
  for (const [key, part] of Object.entries(value)) {
    yield [...path, key];
    yield* placesIn(part, [...path, key]);
  }
}

const OPTIONAL = [
  'renderedFrom',
  'clusters.0.(readAt|serverVersion)',
  '(f|goneF)indings.0.(container|help|known|extent|worse)',
  'atOnce.because',
  '^teams.0.(onceEnforced.)?(quota|before|after)',
  'onceEnforced',
  'unread.0.help',
  'comparison.objects.0.clusters.0.(before|after)',
  'comparison.teams.0.money',
  'comparison.commit',
  '^comparison',
].map((path) => new RegExp(`${path.replaceAll('.', '[.]')}$`));

describe('a field that is missing is missed', () => {
  const places = [...placesIn(JSON.parse(JSON.stringify(whole)))].map((path) => path.join('.'));
  const needed = places.filter((place) => !OPTIONAL.some((path) => path.test(place)));

  test.each(needed)('%s', (place) => {
    const copy: unknown = JSON.parse(JSON.stringify(whole));
    const path = place.split('.');
    const holder = path.slice(0, -1).reduce<unknown>((at, key) => stepInto(at, key), copy);
    if (!isRecord(holder)) throw new Error(`nothing holds ${place}`);
    delete holder[path.at(-1) ?? ''];
    expect(unlikeSchema('reviewreport', JSON.stringify(copy))).not.toEqual([]);
  });
});

const stepInto = (at: unknown, key: string): unknown => {
  if (Array.isArray(at)) return at[Number(key)];
  return isRecord(at) ? at[key] : undefined;
};
