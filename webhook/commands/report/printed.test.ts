/** A report of workloads that are called what would do something to whoever reads it. */
import { expect, test } from '@jest/globals';
import type { Use } from '../../usage/underuse/report.ts';
import { printed, type Report } from './printed.ts';

const WICKED = '<script>x</script> @jane [x](http://y) | #1\r\n\u001b[2J\u202e';

const use: Use = {
  namespace: 'speech',
  kind: 'Deployment',
  name: WICKED,
  team: WICKED,
  class: 'serving',
  pods: 1,
  milliGPU: 1000,
  memory: 0.1,
  compute: 0.1,
  use: 0.1,
  standing: 'under',
  stale: false,
};

const report: Report = {
  at: 1_790_000_000,
  workloads: [use, { ...use, use: 0.8, standing: 'good' }],
  unmeasured: [{ ...use, why: WICKED }],
  teams: [{ team: WICKED, milliGPU: 2000, measured: 2000 }],
  joinings: [
    { namespace: WICKED, kind: 'Job', names: 3 },
    { namespace: 'lab', kind: WICKED, names: 3, by: { label: '```\n```', workloads: 1 } },
  ],
};

// oxlint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u202e]/;

test('a ticket holds no tag, link, mention or cell of theirs', () => {
  const text = printed(report, 'md');
  const [prose = '', ...code] = text.split('Names that do not last');
  expect(prose).not.toMatch(/<script|\]\(|@jane|:\/\/|[^&]#1/);
  expect(text).not.toMatch(OBEYED);
  const columns = prose
    .split('\n')
    .filter((line) => line.startsWith('| speech'))
    .map((line) => line.split('|').length);
  expect(columns).toEqual([11, 11, 6]);
  // The label of a policy stays what it is, in a fence that it cannot end.
  expect(code.join('')).toContain('````yaml');
});

test.each(['table', 'csv', 'yaml', 'json'] as const)(
  '%s holds nothing that a terminal obeys',
  (format) => {
    const text = printed(report, format).replaceAll('\r\n', '\n');
    if (format === 'json') expect(text).not.toContain('\u001b');
    else expect(text).not.toMatch(OBEYED);
  },
);
