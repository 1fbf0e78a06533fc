import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Document } from './documents.ts';
import { readObject, readText } from './read.ts';

const quota = (name: string, over = ''): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: ${name} }\nspec: { namespaces: [${name}]${over} }\n`;

const wordsIn = (text: string): unknown[] =>
  readText('a.yaml', text).documents.map(({ written }) => written?.());

const textOf = (written: Document['written']): string => {
  const own = written?.();
  return typeof own === 'string' ? own : '';
};

describe('the words of a document of a file', () => {
  test('are its own YAML, with the comments above it and beside it', () => {
    const one = `# of the team that talks\n${quota('speech')}# until March\n`;
    const two = `# sees\n\n${quota('vision').trimEnd()} # for now\n`;
    expect(wordsIn(one)).toEqual([one]);
    expect(wordsIn(`---\n${one}---\n${two}`)).toEqual([one, two]);
    expect(wordsIn(`%YAML 1.2\n---\n${one}...\n---\n${two}...\n`)).toEqual([one, two]);
  });

  test('take along what stands between two documents and is none', () => {
    const [, second] = wordsIn(`${quota('a')}---\n# nobody's\n---\n# of b\n${quota('b')}`);
    expect(second).toBe(`# nobody's\n---\n# of b\n${quota('b')}`);
  });

  test('are nobody knows which in a list that a cluster printed', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: tranche.dev/v1alpha1\n    kind: GpuQuota\n    metadata: { name: a }\n    spec: { namespaces: [a] }\n`;
    expect(wordsIn(list)).toEqual([undefined]);
  });

  test('read alone say what they said among the others, of all that we ship', () => {
    const folder = fileURLToPath(new URL('../../policies', import.meta.url));
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml') && !name.includes('workloads'))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
    const all = files.flatMap((text) => readText('x.yaml', text).documents);
    expect(all.length).toBeGreaterThan(20);
    for (const { value, written } of all) {
      const again = readText('x.yaml', textOf(written));
      expect(again.documents.map((one) => one.value)).toEqual([value]);
    }
  });

  test('read alone say what they said, whatever stands around them', () => {
    const around = fc.constantFrom('', '\n', '# c\n', '---\n', '# c\n---\n', '...\n---\n', '   \n');
    fc.assert(
      fc.property(fc.array(fc.tuple(around, around), { minLength: 1, maxLength: 4 }), (gaps) => {
        const text = gaps
          .map(([before, after], i) => `---\n${before}${quota(`q${i}`)}${after}`)
          .join('');
        const { documents } = readText('a.yaml', text);
        expect(documents.map(({ name }) => name)).toEqual(gaps.map((_, i) => `q${i}`));
        for (const { value, written } of documents)
          expect(readText('a.yaml', textOf(written)).documents.map((one) => one.value)).toEqual([
            value,
          ]);
      }),
    );
  });
});

const LAST = 'kubectl.kubernetes.io/last-applied-configuration';
const applied = {
  apiVersion: 'tranche.dev/v1alpha1',
  kind: 'GpuQuota',
  metadata: { name: 'speech', labels: { by: 'ops' } },
  spec: { namespaces: ['speech'] },
};
const stored = (over: object = {}, spec: object = {}) => ({
  ...applied,
  metadata: {
    ...applied.metadata,
    uid: 'u',
    resourceVersion: '7',
    managedFields: [{ manager: 'kubectl' }],
    annotations: { [LAST]: JSON.stringify(applied), why: 'agreed in May' },
    ...over,
  },
  spec: { namespaces: ['speech'], mode: 'observe', ...spec },
  status: { conditions: [] },
});
const deep = (levels: number): string =>
  JSON.stringify({ ...applied, spec: 0 }).replace(
    '"spec":0',
    `"spec":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
  );
const padded = JSON.stringify(applied) + ' '.repeat(256 * 1024);
const wordsOf = (object: unknown): unknown =>
  readObject('cluster GpuQuota speech', object).documents[0]?.written?.();

describe('the words of an object', () => {
  test('are what was applied, with its labels as they are now, and nothing of the server', () => {
    expect(wordsOf(stored())).toEqual({
      ...applied,
      metadata: { name: 'speech', labels: { by: 'ops' }, annotations: { why: 'agreed in May' } },
    });
  });

  test.each([
    ['it was edited since', stored({}, { namespaces: ['speech', 'voice'] })],
    ['what was applied is torn', stored({ annotations: { [LAST]: '{' } })],
    ['what was applied has a fault', stored({ annotations: { [LAST]: '{"kind":"GpuQuota"}' } })],
    ['what was applied goes down without end', stored({ annotations: { [LAST]: deep(100_000) } })],
    ['what was applied is deeper than can be read', stored({ annotations: { [LAST]: deep(120) } })],
    ['what was applied is longer than an annotation', stored({ annotations: { [LAST]: padded } })],
    ['nobody applied it', stored({ annotations: undefined })],
  ])('are those that are stored where %s', (_, object) => {
    expect(wordsOf(object)).toMatchObject({ spec: object.spec });
    expect(JSON.stringify(wordsOf(object))).not.toMatch(/managedFields|status|last-applied|uid/);
  });

  test.each([101, 20_000])('%i levels deep are none that are read, and it is told', (levels) => {
    let spec: object = {};
    for (let i = 0; i < levels; i++) spec = { a: spec };
    const { documents, faults } = readObject('cluster GpuQuota speech', { ...applied, spec });
    expect(documents).toEqual([]);
    expect(faults).toMatchObject([
      { file: 'cluster GpuQuota speech', says: 'is nested too deeply to be read' },
    ]);
  });
});
