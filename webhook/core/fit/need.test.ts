import { describe, expect, test } from '@jest/globals';
import { isNeed, needOf, type Need } from './need.ts';
import type { Profile } from '../profile.ts';
import type { Terms } from '../terms.ts';
import { catalogue, h100 } from '../testing/catalogue.ts';
import { container, profileOf } from '../testing/pods.ts';
import { READ_AT, termsOf } from '../testing/world.ts';

const server = container('server');
const workload = { namespace: 'speech', kind: 'Deployment', name: 'asr', by: 'owner' };
const facts = { workload, catalogue, readAt: READ_AT, newestFigures: 'none' } as const;

const needs = (
  profile: Partial<Profile> | 'unknown',
  terms: Partial<Terms> = {},
  newestFigures: number | 'none' = 'none',
) =>
  needOf(server, profile === 'unknown' ? profile : profileOf(server, profile), termsOf(terms), {
    ...facts,
    newestFigures,
  });

const unestimated = { estimate: 'advice', quality: [] } as const;
const sure = { evidence: { minHours: 24, minSamples: 100, minConfidence: 0.6, ...unestimated } };

describe('no evidence, no slice', () => {
  const { smP95: _, ...withoutCompute } = profileOf(server);
  const table: {
    name: string;
    profile: Partial<Profile> | 'unknown';
    terms?: Partial<Terms>;
    want: string;
  }[] = [
    {
      name: 'nobody has seen it',
      profile: 'unknown',
      want: 'evidence/none: no profile for container server of Deployment speech/asr',
    },
    {
      name: 'it was seen in another revision',
      profile: { revision: 'registry.local/tts' },
      want: 'evidence/new-revision: the profile of server is of "registry.local/tts", this is "registry.local/asr"',
    },
    {
      name: 'it was measured on a time-sliced card',
      profile: { sharing: 'timeSlice' },
      want: 'evidence/none: server was measured on a shared card (timeSlice), where figures cannot be told apart',
    },
    {
      name: 'it was measured under MPS',
      profile: { sharing: 'mps' },
      want: 'evidence/none: server was measured on a shared card (mps), where figures cannot be told apart',
    },
    {
      name: "its figures may be somebody else's",
      profile: { attribution: 'duplicated' },
      want: 'evidence/none: the figures of server cannot be attributed to it (duplicated)',
    },
    {
      name: 'nobody knows whose its figures are',
      profile: { attribution: 'unknown' },
      want: 'evidence/none: the figures of server cannot be attributed to it (unknown)',
    },
    {
      name: 'it was not seen for long enough',
      profile: { hours: 23 },
      want: 'evidence/none: server was seen for 23 h; the policy asks for 24 h',
    },
    {
      name: 'under another tag it must have been seen for twice as long',
      profile: { tag: '1.3', hours: 47 },
      want: 'evidence/none: server was seen for 47 h under another tag; the policy asks for 48 h',
    },
    {
      name: 'it was not looked at often enough',
      profile: { samples: 99 },
      want: 'evidence/none: server has 99 samples; the policy asks for 100',
    },
    {
      name: 'nobody can be as sure of its figures as the policy asks',
      profile: { confidence: 0.59 },
      terms: sure,
      want: 'evidence/none: the profile of server is not sure enough (confidence 0.59); the policy asks for 0.6',
    },
    {
      name: 'under another tag, of which one is half as sure',
      profile: { tag: '1.3', hours: 96, confidence: 1 },
      terms: sure,
      want: 'evidence/none: the profile of server is not sure enough (confidence 0.5); the policy asks for 0.6',
    },
    {
      name: 'nobody says how sure its figures are',
      profile: {},
      terms: { evidence: { minHours: 1, minSamples: 1, minConfidence: 0, ...unestimated } },
      want: 'evidence/none: the profile of server is not sure enough (nobody says how sure); the policy asks for 0',
    },
    {
      name: 'only its utilisation is known',
      profile: { computeBy: 'utilisation', confidence: 0.29 },
      terms: sure,
      want: 'evidence/none: of server only GPU utilisation is known, not how much of the card it needs (confidence 0.29); the policy asks for 0.6',
    },
    {
      name: 'it was measured on a card that no catalogue knows',
      profile: { measuredOn: 'Z9' },
      want: 'evidence/none: server was measured on Z9, which the catalogue does not know',
    },
    {
      name: 'its profile is older than the policy lets any be',
      profile: { lastSeen: READ_AT - 31 * 3600 },
      terms: {
        evidence: {
          minHours: 1,
          minSamples: 1,
          maxAgeHours: 30,
          estimate: 'advice',
          quality: [],
        },
      },
      want: 'evidence/none: the profile of server is 31 h old; the policy ends it at 30 h',
    },
  ];
  test.each(table)('$name', ({ profile, terms, want }) => {
    const why = needs(profile, terms);
    expect(isNeed(why) ? 'a need' : `${why.rule}: ${why.says}`).toBe(want);
  });

  const NEVER_SEEN = 'no profile for container server of Deployment speech/asr';
  test.each([
    { of: 'of a day ago', days: 1, says: NEVER_SEEN },
    {
      of: 'of a month ago, which is why a new one has none',
      days: 30,
      says: `${NEVER_SEEN}; the newest figures of any workload are 30 days old: does the profiler run, and hear Prometheus?`,
    },
  ])('nobody has seen it, and the newest figures of others are $of', ({ days, says }) => {
    const newestFigures = READ_AT - days * 86_400;
    expect(needs('unknown', {}, newestFigures)).toEqual({ rule: 'evidence/none', says });
  });

  test('a missing compute figure is not zero', () => {
    const why = needOf(server, withoutCompute, termsOf(), facts);
    expect(why).toEqual({
      rule: 'evidence/none',
      says: 'server has no compute figure; missing is not zero',
    });
  });

  test('nor are multiprocessors that no catalogue counts', () => {
    const { sms: _sms, ...uncounted } = h100;
    const poorer = { ...facts, catalogue: { ...catalogue, products: [uncounted] } };
    expect(needOf(server, profileOf(server), termsOf(), poorer)).toEqual({
      rule: 'evidence/none',
      says: 'server was measured on H100-80GB, of which the catalogue says no multiprocessors',
    });
  });

  const enough: { name: string; profile: Partial<Profile>; terms?: Partial<Terms> }[] = [
    { name: 'just as many hours as asked for', profile: { hours: 24 } },
    { name: 'just as many samples as asked for', profile: { samples: 100 } },
    { name: 'a MIG instance, where figures are its own', profile: { sharing: 'mig' } },
    { name: 'figures per process', profile: { attribution: 'perProcess' } },
    { name: 'as sure as asked for', profile: { confidence: 0.6 }, terms: sure },
    { name: 'whatever its confidence, where nobody asks', profile: { confidence: 0 } },
    { name: 'utilisation, where nobody asks', profile: { computeBy: 'utilisation' } },
    { name: 'an old profile, where no policy ends it', profile: { lastSeen: 1 } },
    {
      name: 'a profile that is as old as it may be',
      profile: { lastSeen: READ_AT - 30 * 3600 },
      terms: {
        evidence: {
          minHours: 1,
          minSamples: 1,
          maxAgeHours: 30,
          estimate: 'advice',
          quality: [],
        },
      },
    },
  ];
  test.each(enough)('$name is evidence', ({ profile, terms }) => {
    expect(isNeed(needs(profile, terms))).toBe(true);
  });
});

describe('what a container needs', () => {
  const table: {
    name: string;
    profile: Partial<Profile>;
    terms?: Partial<Terms>;
    want: Partial<Need>;
  }[] = [
    {
      name: 'VRAM by the peak with headroom, compute by the percentile of the card it was measured on',
      profile: { vramMaxMiB: 6000, smP95: 0.08 },
      want: { vramMiB: 7200, sms: 11, headroom: 1.2, measuredOn: ['H100-80GB'] },
    },
    {
      name: 'both rounded up',
      profile: { vramMaxMiB: 6001, smP95: 0.5 },
      terms: { headroom: 1.25 },
      want: { vramMiB: 7502, sms: 66 },
    },
    {
      name: 'at least the floor of the policy',
      profile: { vramMaxMiB: 100 },
      terms: { floorMiB: 4096 },
      want: { vramMiB: 4096, peakMiB: 100 },
    },
    {
      name: 'a tenth more under another tag, and the figure told is the one used',
      profile: { tag: '1.3', vramMaxMiB: 1000 },
      want: { headroom: 1.32, vramMiB: 1320 },
    },
    {
      name: 'half as much again after a day of use, because more may be to come',
      profile: { hours: 24, vramMaxMiB: 1000 },
      want: { headroom: 1.8, vramMiB: 1800 },
    },
    {
      name: 'a third after a day and a half',
      profile: { hours: 36, vramMaxMiB: 1000 },
      want: { headroom: 1.6, vramMiB: 1600 },
    },
    {
      name: 'a quarter after two days',
      profile: { hours: 48, vramMaxMiB: 1000 },
      want: { headroom: 1.5, vramMiB: 1500 },
    },
    {
      name: 'up to three days',
      profile: { hours: 71.9, vramMaxMiB: 1000 },
      want: { headroom: 1.4, vramMiB: 1400 },
    },
    { name: 'and no more from then on', profile: { hours: 72 }, want: { headroom: 1.2 } },
    {
      name: 'no more than after a day where a policy is content with less',
      profile: { hours: 2, vramMaxMiB: 1000 },
      terms: { evidence: { minHours: 1, minSamples: 1, ...unestimated } },
      want: { headroom: 1.8 },
    },
    {
      name: 'an idle card needs no multiprocessor',
      profile: { smP95: 0 },
      want: { sms: 0 },
    },
  ];
  test.each(table)('$name', ({ profile, terms, want }) => {
    expect(needs(profile, terms)).toMatchObject(want);
  });
});
