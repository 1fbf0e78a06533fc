/** What `tranche profile` says to whoever has typed something that cannot be meant. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { tranche } from './ran.ts';

const URL = ['--prometheus', 'http://127.0.0.1:1'];

test.each<[string, readonly string[], RegExp]>([
  ['no address', [], /required option '--prometheus <url>'/],
  ['no duration', [...URL, '--since', 'yesterday'], /A duration is such as 14d/],
  ['a thousand years', [...URL, '--since', '9999999999d'], /It goes back 366d at most/],
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

test('a snapshot, which keeps no images: it says what to give instead, and 2', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-profile-'));
  const file = join(folder, 'prod.yaml');
  const hashes = 'hashes: { policies: a, documents: b }';
  writeFileSync(
    file,
    `apiVersion: tranche.dev/v1alpha1\nkind: World\nspec: { readAt: '2026-11-21T09:00:00Z', ${hashes} }\n`,
  );
  const { status, stderr } = tranche(['profile', ...URL, '-w', file]);
  rmSync(folder, { recursive: true });
  expect(status).toBe(2);
  expect(stderr).toMatch(/prod\.yaml is a snapshot, which keeps no images.*without --world/);
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

test.each([
  ['scan', [...URL]],
  ['report', [...URL]],
  ['serve', [...URL, '--cluster', '--write-status', '--profile-since', '400d']],
])('%s goes no further back either', (command, words) => {
  const far = words.includes('400d') ? [] : ['--since', '400d'];
  const { status, stderr } = tranche([command, ...words, ...far]);
  expect([status, stderr]).toEqual([2, expect.stringContaining('It goes back 366d at most')]);
});
