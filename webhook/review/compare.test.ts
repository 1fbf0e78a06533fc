import { describe, expect, test } from '@jest/globals';
import { compare } from './compare.ts';
import { finding, report } from './report.fixture.ts';
import type { Report, Reviewed } from './report.ts';

const [whisper, tune] = report.reviewed as readonly [Reviewed, Reviewed];
const of = (changes: Partial<Report>): Report => ({ ...report, ...changes });
const compared = (before: Partial<Report>, after: Partial<Report> = {}) =>
  compare({ base: 'main' }, of(before), of(after));

test('a report differs from itself in nothing', () => {
  expect(compared({})).toEqual({
    base: 'main',
    objects: [],
    teams: [],
    newFindings: [],
    goneFindings: [],
  });
});

const later = (changes: object, cluster = 'gke'): Reviewed => ({
  ...whisper,
  outcomes: whisper.outcomes.map((one) => (one.cluster === cluster ? { ...one, ...changes } : one)),
});

describe('an object', () => {
  test('that comes is new in each cluster, and one that goes is gone', () => {
    const { objects } = compared({ reviewed: [whisper] }, { reviewed: [tune] });
    expect(
      objects.map(({ subject, change, clusters }) => [
        subject.name,
        change,
        clusters.map(({ cluster, before, after }) => [cluster, before?.verdict, after?.verdict]),
      ]),
    ).toEqual([
      [
        'whisper',
        'gone',
        [
          ['eks', 'rewritten', undefined],
          ['gke', 'kept whole', undefined],
        ],
      ],
      [
        'tune',
        'new',
        [
          ['eks', undefined, 'refused'],
          ['gke', undefined, 'refused'],
        ],
      ],
    ]);
  });

  const table = [
    { what: 'verdict', changes: { verdict: 'refused' } },
    { what: 'shape', changes: { chosen: 'nvidia.com/mig-1g.10gb: 1' } },
    { what: 'Claim', changes: { claimFinal: { milliGPU: 2000, MiB: 1 } } },
    { what: 'force', changes: { inForce: true } },
    { what: 'number of pods let in', changes: { pods: { judged: 3, admitted: 2 } } },
    { what: 'Claim as it is written', changes: { claimAsked: { milliGPU: 4000, MiB: 1 } } },
  ];
  test.each(table)('of another $what is told of the cluster where it changes', ({ changes }) => {
    const { objects } = compared({}, { reviewed: [later(changes), tune] });
    expect(
      objects.map(({ change, clusters }) => [change, clusters.map((one) => one.cluster)]),
    ).toEqual([['changed', ['gke']]]);
  });

  test('of more pods than are judged is told', () => {
    const more = { ...whisper, atOnce: { least: 300, most: 300 } };
    expect(compared({}, { reviewed: [more, tune] }).objects).toMatchObject([
      { change: 'changed', clusters: [{ after: { atOnce: { most: 300 } } }, {}] },
    ]);
  });

  test('that was moved to another file, or a further version of its API, is the same', () => {
    const moved: Reviewed = {
      ...whisper,
      subject: { ...whisper.subject, apiVersion: 'apps/v2' },
      at: { ...whisper.at, file: 'other.yaml' },
    };
    expect(compared({}, { reviewed: [moved, tune] }).objects).toEqual([]);
  });

  test('that asks for no GPU on either side is no news', () => {
    const none = { milliGPU: 0, MiB: 0 };
    const web: Reviewed = {
      ...whisper,
      outcomes: whisper.outcomes.map((one) => ({ ...one, claimAsked: none, claimFinal: none })),
    };
    expect(compared({ reviewed: [] }, { reviewed: [web] }).objects).toEqual([]);
    expect(compared({ reviewed: [web] }, { reviewed: [whisper] }).objects).toMatchObject([
      { change: 'changed' },
    ]);
  });
});

describe('a team', () => {
  const [speech, others] = report.teams;
  if (speech === undefined || others === undefined) throw new Error('the sample has two teams');

  test('that needs more is told with its money, and one that comes cost nothing before', () => {
    const grown = {
      ...speech,
      needed: { milliGPU: 852, MiB: 58_368 },
      after: { perMonth: 1533.6, currency: 'EUR' },
    };
    const now = { after: { perMonth: 766.8, currency: 'EUR' }, cluster: 'eks', team: 'speech' };
    expect(compared({}, { teams: [grown, others] }).teams).toEqual([
      {
        cluster: 'eks',
        team: 'speech',
        before: speech.needed,
        after: grown.needed,
        money: { before: now.after, after: grown.after },
      },
    ]);
    expect(compared({ teams: [others] }).teams).toMatchObject([
      { before: { milliGPU: 0 }, money: { before: { perMonth: 0 }, after: now.after } },
    ]);
    expect(compared({}, { teams: [others] }).teams).toMatchObject([
      { after: { milliGPU: 0 }, money: { before: now.after, after: { perMonth: 0 } } },
    ]);
  });

  test('of which the money is not known on one side has none', () => {
    const { after: _after, before: _before, ...unpriced } = speech;
    const grown = { ...unpriced, needed: { milliGPU: 852, MiB: 1 } };
    expect(compared({}, { teams: [grown, others] }).teams[0]).not.toHaveProperty('money');
  });
});

describe('a finding', () => {
  const [first, ...rest] = report.findings;
  if (first === undefined) throw new Error('the sample has findings');

  test('that comes is named by its fingerprint, and one that goes is told whole', () => {
    const news = finding({ rule: 'guard/image', fingerprint: '5555555555555555' });
    const { newFindings, goneFindings } = compared({}, { findings: [...rest, news] });
    expect([newFindings, goneFindings]).toEqual([['5555555555555555'], [first]]);
  });

  test('that holds for more pods, or of more, is new; for fewer it is not', () => {
    const reaching = (pods: number, gpus: string) => ({
      ...first,
      extent: { pods, asked: { 'nvidia.com/gpu': gpus } },
    });
    const news = (before: ReturnType<typeof reaching>, after: ReturnType<typeof reaching>) =>
      compared({ findings: [before] }, { findings: [after] });
    expect(news(reaching(1, '17'), reaching(88, '17')).newFindings).toEqual([first.fingerprint]);
    expect(news(reaching(1, '17'), reaching(1, '99')).newFindings).toEqual([first.fingerprint]);
    expect(news(reaching(9, '9'), reaching(1, '8'))).toMatchObject({
      newFindings: [],
      goneFindings: [],
    });
  });

  test('that only notes something may hold for more pods, not of more', () => {
    const noted = (pods: number, gpus: string) =>
      ({ ...first, level: 'note', extent: { pods, asked: { 'nvidia.com/gpu': gpus } } }) as const;
    const { newFindings } = compared({ findings: [noted(1, '1')] }, { findings: [noted(9, '1')] });
    expect(newFindings).toEqual([]);
    const more = compared({ findings: [noted(1, '1')] }, { findings: [noted(1, '2')] });
    expect(more.newFindings).toEqual([first.fingerprint]);
  });

  test('that is graver, or no longer of today alone, is new', () => {
    const lighter = { ...first, level: 'warning' } as const;
    const today = { ...first, basis: 'today' } as const;
    for (const was of [lighter, today]) {
      expect(compared({ findings: [was] }, { findings: [first] }).newFindings).toEqual([
        first.fingerprint,
      ]);
      expect(compared({ findings: [first] }, { findings: [was] }).newFindings).toEqual([]);
    }
  });

  test('is the same where its file was renamed, and a second one of it is new', () => {
    const renamed = { ...first, fingerprint: '6666666666666666', at: { ...first.at, file: 'x' } };
    const second = { ...renamed, fingerprint: '7777777777777777' };
    const { newFindings, goneFindings } = compared({}, { findings: [...rest, renamed, second] });
    expect([newFindings, goneFindings]).toEqual([['7777777777777777'], []]);
  });
});
