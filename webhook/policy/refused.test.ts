import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { accepted } from './accepted.fixture.ts';
import { compile } from './compile.ts';
import { readObject, readText } from './read.ts';
import { refused } from './refused.fixture.ts';
import type { Refused } from './refused-form.fixture.ts';
import { API_VERSION } from './schema/words.ts';

const page = join(import.meta.dirname, '..', '..', 'policies', 'catalogue', 'nvidia.yaml');
/** What a profile may have been measured on. */
const cards = readText('nvidia.yaml', readFileSync(page, 'utf8')).documents;

/** As an object of the cluster: read, and where nothing is wrong by itself, beside nothing else but cards. */
function faultsOf({ kind, spec }: Pick<Refused, 'kind' | 'spec'>, name = 'x') {
  const metadata = kind === 'GpuProfile' ? { name, namespace: 'speech' } : { name };
  const { documents, faults } = readObject('it', { apiVersion: API_VERSION, kind, metadata, spec });
  if (faults.length > 0) return faults;
  const compiled = compile(kind === 'GpuProfile' ? [...cards, ...documents] : documents);
  return compiled.ok ? [] : compiled.faults;
}

test.each(refused)('$name is refused, and its author told why', (one) => {
  const { says, help } = one;
  expect(
    faultsOf(one).map((fault) => ({ says: `${fault.pointer} ${fault.says}`, help: fault.help })),
  ).toEqual([{ says, help }]);
});

test.each(accepted)('$name is taken', (one) => {
  expect(faultsOf(one, one.called)).toEqual([]);
});

test('a name of 254 letters, and one that ends in a dot, are told apart', () => {
  const said = ['a'.repeat(254), 'a.'].map((name) =>
    faultsOf({ kind: 'GpuPolicy', spec: {} }, name).map(({ says }) => says),
  );
  expect(said).toEqual([
    ['may have 253 letters, has 254'],
    [expect.stringMatching(/^must be a name of small letters, digits, dots and hyphens, .*"a\."$/)],
  ]);
});

const attaching = (metadata: string) =>
  `apiVersion: ${API_VERSION}\nkind: GpuPolicy\nmetadata: { name: x, ${metadata} }\nspec: {}\n`;

const saidOf = (metadata: string): readonly string[] =>
  readText('x.yaml', attaching(metadata)).faults.map(({ pointer, says }) => `${pointer} ${says}`);

test('what other tools attach to a document is held to what the API server takes', () => {
  expect(saidOf('labels: { "a b": c }')).toEqual([
    '/metadata/labels/a b must be the key of a label, such as example.com/pool',
  ]);
  expect(saidOf('labels: { a: "b c" }')).toEqual([
    '/metadata/labels/a must be what a label can have, got "b c"',
  ]);
  expect(saidOf('annotations: { "a b": c }')).toEqual([
    '/metadata/annotations/a b must be the key of an annotation, such as example.com/ticket',
  ]);
  expect(saidOf('annotations: { Example.com/ticket: "any text at all" }')).toEqual([]);
});
