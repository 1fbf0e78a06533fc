import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-notes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const pod = (field: string, resource = 'nvidia.com/gpu'): string =>
  `apiVersion: v1
kind: Pod
metadata: { name: solo, namespace: speech }
spec: { containers: [{ name: main, image: x, ${field}: { limits: { ${resource}: 1 } } }] }
`;

test('a pod without a GPU is told so, and that a misspelt field has lost it', () => {
  const { status, stdout } = tranche(['explain', '-f', file('typo.yaml', pod('resource'))]);
  expect(stdout).toContain('\n  visit/no-gpu: it asks for no GPU\n');
  expect(stdout).toContain(
    '\n  note: container main has a field resource, which Kubernetes does not know and drops; did you mean resources?\n',
  );
  expect(status).toBe(0);
});
