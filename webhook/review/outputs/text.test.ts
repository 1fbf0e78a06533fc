/** What a terminal is told: each thing once, what is new by itself, and nothing of what never comes to be. */
import { describe, expect, test } from '@jest/globals';
import { report } from '../report.fixture.ts';
import type { Finding, Report } from '../report.ts';
import { render } from './text.ts';

const text = (of: Report, quiet = false): string => render(of, { colour: false, quiet });
const [inChart, today, known, note] = report.findings;
const [whisper, tune] = report.reviewed;
if (!inChart || !today || !known || !note || !whisper || !tune) throw new Error('all are there');

const linesOf = (of: string, says: string): string[] =>
  of.split('\n').filter((line) => line.includes(says));

describe('why an object comes out as it does', () => {
  const { says } = note;
  const because = { rule: 'evidence/none', says } as const;
  const outcomes = whisper.outcomes.map((one) => ({ ...one, because }));
  const told = { ...report, reviewed: [{ ...whisper, outcomes }, tune] };

  test('stands with the object, and is counted beneath', () => {
    expect(new Set(linesOf(text(told), '"yet", 100 %'))).toEqual(
      new Set(['    evidence/none: nobody has measured <asr> | "yet", 100 % of it: a,b?c']),
    );
    expect(text(told)).toContain('\n1 note told above, with its object\n');
  });

  test('is listed for whoever is shown no objects', () => {
    const quiet = text(told, true);
    expect(quiet).toContain(': note evidence/none: Deployment speech/whisper: nobody has measured');
    expect(quiet).not.toContain('told above');
  });

  test.each<{ name: string; changes: Partial<Finding> }>([
    { name: 'has help', changes: { help: 'measure it' } },
    { name: 'is a warning', changes: { level: 'warning' } },
    { name: 'has become worse', changes: { worse: '3 pods, 1 in main' } },
    { name: 'is of another object', changes: { subject: { ...note.subject, name: 'other' } } },
  ])('is listed where it $name', ({ changes }) => {
    const findings = [{ ...note, ...changes }];
    expect(text({ ...told, findings })).toMatch(/ evidence\/none: Deployment speech\//);
  });
});

describe('what was known before', () => {
  test('stands apart, before what is new', () => {
    const sections = text(report).split('\n\n');
    const at = sections.findIndex((one) => one.includes(`${known.rule}: Deployment`));
    expect(sections[at]).not.toContain('guard/max-gpus');
    expect(sections[at + 1]).toMatch(/^deploy.* error guard\/max-gpus: RayCluster/);
  });

  test('is a number for whoever asks for little', () => {
    const quiet = text(report, true);
    expect(quiet).toMatch(/^1 finding known before\n/);
    expect(quiet).not.toContain(known.rule);
  });
});

test('of what is refused no change is shown', () => {
  const [one] = whisper.outcomes;
  if (one === undefined) throw new Error('there is one');
  const of = (admitted: number): string => {
    const refused = { ...one, verdict: 'refused', pods: { judged: 3, admitted } } as const;
    return text({ ...report, reviewed: [{ ...whisper, outcomes: [refused] }] });
  };
  expect(of(0)).not.toContain('@@');
  expect(of(2)).toContain('@@');
});

test('an error of today says whether it counts', () => {
  expect(linesOf(text(report), 'quota/team:')[0]).toMatch(/\(in eks; today, does not count\)$/);
  const conclusion = { ...report.conclusion, includesToday: true };
  expect(linesOf(text({ ...report, conclusion }), 'quota/team:')[0]).toMatch(/\(in eks; today\)$/);
});

test('money is written as everywhere else', () => {
  expect(text(report)).toContain('; 5,400 -> 766.80 EUR a month\n');
});
