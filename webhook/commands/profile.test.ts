/** What `tranche profile` says to whoever has typed something that cannot be meant. */
import { expect, test } from '@jest/globals';
import { tranche } from './ran.ts';

const URL = ['--prometheus', 'http://127.0.0.1:1'];

test.each<[string, readonly string[], RegExp]>([
  ['no address', [], /required option '--prometheus <url>'/],
  ['no duration', [...URL, '--since', 'yesterday'], /A duration is such as 14d/],
  ['two places to write to', [...URL, '--apply', '--write', 'x'], /'--apply' writes into the/],
  ['a cluster and files', [...URL, '-w', 'x', '--context', 'prod'], /takes the place of a cluster/],
  ['files that nothing can be applied to', [...URL, '-w', 'x', '--apply'], /needs a cluster/],
  ['half of a password', [...URL, '--username', 'jane'], /go together/],
  ['a world that is not there', [...URL, '-w', 'nowhere'], /cannot read .*nowhere: no such file/],
  [
    'an address that is none',
    ['--prometheus', 'prometheus:9090', '-w', 'policies/sample/world.yaml'],
    /is no address of a Prometheus/,
  ],
])('%s: it says so, and 2', (_, words, says) => {
  const { status, stdout, stderr } = tranche(['profile', ...words]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(says);
});

test('a server that is to ask one is told where profiles would go', () => {
  const nowhere = tranche(['serve', ...URL]);
  expect(nowhere.status).toBe(2);
  expect(nowhere.stderr).toMatch(/'--prometheus' needs '--cluster' and '--write-status'/);
  const cluster = ['--cluster', '--write-status'];
  const half = tranche(['serve', ...URL, ...cluster, '--username', 'jane']);
  expect([half.status, half.stderr]).toEqual([2, expect.stringContaining('go together')]);
});

test('a Prometheus that does not answer is named, with the world read before', () => {
  const { status, stderr } = tranche([
    'profile',
    ...URL,
    '-w',
    'policies/sample/world.yaml',
    '--deadline-seconds',
    '1',
  ]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^tranche: http:\/\/127\.0\.0\.1:1\//);
});
