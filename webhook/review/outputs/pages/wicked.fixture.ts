/** Reports whose names try what they can, and reports of any size. */
import * as fc from 'fast-check';
import type { Report } from '../../report.ts';
import { report } from '../../report.fixture.ts';
import { spelt } from '../../../report/spelt.ts';

export const WICKED = [
  '<script>alert(1)</script><img src=x onerror="alert(1)">',
  '</code></details></td></table><svg onload=alert(1)>',
  '@octo/team #123 GH-7 !5 ~bug %1 $x$ :tada: user@example.com',
  '[click](javascript:alert(1)) ![](https://evil.example/x.png) <https://evil.example>',
  'https://evil.example www.evil.example `code` ``` | a | **b** _c_ ~~d~~',
  '--> <!-- </style></script> ]]> &lt;b&gt; &amp; \\| \\',
  'line\nbreak\r\n\n# title\n```\n- item\n\n<details open>',
  '\u202eabc\u2066\u0000\u001b[2J\u2028',
] as const;

const KEPT = new Set<string>(
  'warning error note policy today enforce observe new gone changed tip'.split(' '),
);

/** Where it is not a word of ours, each text says something else. */
export const called = (name: string, of: Report = report): Report =>
  spelt(of, (text) => (KEPT.has(text) || isOurs(text) ? text : `${text} ${name}`));

/** Verdicts, and names by which parts find each other. */
const isOurs = (text: string): boolean =>
  ['rewritten', 'kept whole', 'refused', 'eks', 'gke', 'warn', 'merge base'].includes(text);

const SIGNS = [
  ...'ab |@#[]()<>!`*_~\\&:/.-$%^"\'\n\r'.split(''),
  'http://',
  'www.',
  '```',
  '</code>',
  '\u2028',
];

export const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...WICKED),
  fc.string({ unit: fc.constantFrom(...SIGNS), maxLength: 60 }),
);

/** As many of each as asked. */
export function large(times: number, name = ''): Report {
  const many = <T>(items: readonly T[]): T[] => Array.from({ length: times }, () => items).flat();
  return called(name, {
    ...report,
    findings: many(report.findings),
    reviewed: many(report.reviewed),
    teams: many(report.teams),
    unread: many(report.unread),
    without: many(report.without),
    limits: many(report.limits),
  });
}
