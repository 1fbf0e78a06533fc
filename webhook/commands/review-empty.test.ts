/** A review of nothing is no review that found nothing. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
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

describe('what a hook hands over one by one ends with 0, and a line', () => {
  const put = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  put('kustomization.yaml', 'patches: [{path: patch.yaml}]\n');
  const comments = put('comments.yaml', '# To be written.\n---\n  # And this.\n\n');

  test.each([
    { what: 'comments alone', words: [comments], says: `${comments} holds comments alone.` },
    {
      what: 'a patch',
      words: [put('patch.yaml', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n')],
      says: `kubectl kustomize ${folder} | tranche review - says what it makes.`,
    },
    {
      what: 'what is left out',
      words: [put('mkdocs.yml', 'site: a\n'), '--exclude', 'mkdocs.yml'],
      says: `--exclude leaves out ${join(folder, 'mkdocs.yml')}.`,
    },
  ])('$what', ({ words, says }) => {
    const { status, stdout, stderr } = tranche(['review', '--quiet', ...words]);
    expect([status, stderr]).toEqual([0, expect.stringContaining(says)]);
    expect(stdout).toContain('nothing found');
  });

  test('but nothing at all does not, nor a folder with nothing else in it', () => {
    const none = put('none.yaml', '---\n\n');
    expect(tranche(['review', none]).status).toBe(2);
    expect(tranche(['review', comments, empty]).status).toBe(2);
  });
});
