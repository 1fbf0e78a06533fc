import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readAll } from './read.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-read-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('of a file that is a template it is said once, and each other place that is broken in it once', async () => {
  const path = join(folder, 'all.yaml');
  const template = 'kind: A\nmetadata: {name: "{{ .Release.Name }}"}\n';
  writeFileSync(path, `${template}---\n${template}---\nkind: B\n- c\n---\nkind: [\n`);
  const told: string[] = [];
  for await (const read of readAll([{ path, name: 'all.yaml' }]))
    if ('unread' in read) told.push(`${read.unread.line} ${read.unread.says}`);
  expect(told).toEqual([
    '2 is a Helm template that is not rendered',
    '8 is broken YAML: this line is neither a key with a colon nor an item of a list',
    '11 is broken YAML: a [ is not closed, or what is in it is not indented',
  ]);
});
