/** A review of nothing is no review that found nothing. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-empty-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readme = join(folder, 'README.md');
writeFileSync(readme, '# Deploying\n');
const empty = join(folder, 'empty');
mkdirSync(empty);

test.each([
  { path: '-', says: 'out.yaml: unread: is empty; did what writes to it fail?' },
  { path: empty, says: `${empty}: unread: has no manifests under it` },
  { path: readme, says: `${readme}: unread: has no Kubernetes object in it` },
])('of $path it cannot be told what it would come to', ({ path, says }) => {
  const { status, stdout } = tranche(['review', path, '--stdin-filename', 'out.yaml']);
  expect(stdout).toContain(says);
  expect(status).toBe(2);
});

test('objects without pods are enough, and so is one of several', () => {
  const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: x}\n';
  expect(tranche(['review', '-', empty], service).status).toBe(0);
});
