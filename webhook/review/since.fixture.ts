/** The report of a change: an object that is new, one that is gone and one that is worse, a team, and findings that came and went. */
import { compare } from './compare.ts';
import { finding, report } from './report.fixture.ts';
import type { Report, Reviewed } from './report.ts';

const [whisper, tune] = report.reviewed;
if (whisper === undefined || tune === undefined) throw new Error('the sample has two objects');

const smaller: Reviewed = {
  ...whisper,
  atOnce: { least: 1, most: 1 },
  outcomes: whisper.outcomes.map((one) => ({
    ...one,
    claimAsked: { milliGPU: 1000, MiB: 81_920 },
    pods: { judged: 1, admitted: 1 },
  })),
};
const old: Reviewed = { ...tune, subject: { ...tune.subject, name: 'old' } };

const before: Report = {
  ...report,
  reviewed: [smaller, old],
  teams: report.teams.map((one) => ({
    ...one,
    needed: { milliGPU: 142, MiB: 9728 },
    ...(one.after === undefined ? {} : { after: { perMonth: 255.6, currency: 'EUR' } }),
  })),
  findings: [finding({ rule: 'guard/image', fingerprint: '5555555555555555' })],
};

const now: Report = {
  ...report,
  findings: report.findings.map((one) =>
    one.rule === 'guard/max-gpus' ? { ...one, worse: '4 pods refused, 1 in main' } : one,
  ),
};

const base = {
  base: 'main',
  commit: { hash: '0123456789abcdef0123456789abcdef01234567', is: 'merge base' },
} as const;

export const changed: Report = { ...now, comparison: compare(base, before, now) };
