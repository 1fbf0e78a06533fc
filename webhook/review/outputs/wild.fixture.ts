/** Reports whose every name and sentence is whatever somebody thought of. */
import * as fc from 'fast-check';
import { finding, report as sample } from '../report.fixture.ts';
import type { Finding, Report } from '../report.ts';

const NASTY = [
  ']]><x a="&amp;">',
  '::error file=a,line=1::b',
  '\n::add-mask::a\r\n##[error]b%0A::warning::c',
  '%25%0A,:=',
  '"quoted", \'too\',\t=1+1',
  '=cmd|calc!A0',
  '@SUM(1)',
  '-1',
  '[here](https://example.com/)',
  '\u2028\u2029\u0085\u202eabc',
  '\u0000\u0008\u001b[31m',
  '\ufffe\uffff\ufeff',
  'half \ud83d of one',
  '---\n- yes\n...\n',
  '{{ .Values.x }}',
  '*a &b !!c',
  'no',
  '0x1F',
  '😀 é 漢',
  'x'.repeat(9000),
];

const text = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.tuple(fc.constantFrom(...NASTY), fc.constantFrom(...NASTY)).map((both) => both.join('')),
);

const level = fc.constantFrom<Finding['level']>('error', 'warning', 'note');

const wild: fc.Arbitrary<Finding> = fc
  .record({ text, says: text, file: text, level, help: fc.option(text), chart: fc.option(text) })
  .map(({ text: any, says, file, level: how, help, chart }) => {
    const { at } = finding({ rule: 'guard/max-gpus', fingerprint: '' });
    return finding({
      rule: 'guard/max-gpus',
      level: how,
      says,
      ...(help === null ? {} : { help }),
      fingerprint: '0123456789abcdef',
      subject: { apiVersion: any, kind: any, namespace: any, name: any, group: any },
      container: any,
      at: { ...at, file, pointer: any, ...(chart === null ? {} : { renderedFrom: chart }) },
    });
  });

const unread = fc
  .record({ file: text, says: text })
  .map((one) => ({ ...one, line: 0, column: 0, help: one.says }));

export const wildReports: fc.Arbitrary<Report> = fc
  .record({
    findings: fc.array(wild, { maxLength: 4 }),
    unread: fc.array(unread, { maxLength: 2 }),
  })
  .map((parts) => ({ ...sample, ...parts }));

/** As many alike as it takes to come to a limit; each with a fingerprint of its own. */
export const many = (count: number, changes: Partial<Finding> = {}): Report => ({
  ...sample,
  unread: [],
  findings: Array.from({ length: count }, (_, nth) =>
    finding({
      rule: 'guard/max-gpus',
      fingerprint: nth.toString(16).padStart(16, '0'),
      ...changes,
    }),
  ),
});
