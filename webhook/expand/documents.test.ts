/** What kubectl reads and a parser of YAML does not. */
import { describe, expect, test } from '@jest/globals';
import { manifestsIn } from './manifest.ts';

const read = (text: string) => manifestsIn('m', text);
const told = (text: string) =>
  read(text).faults.map(({ line, column, says }) => `${line}:${column} ${says}`);

describe('JSON objects one behind the other', () => {
  const A = '{"kind":"A","data":{"says":"\\"}{"}}';
  const B = '{"kind":"B",\n "items":[{"kind":"C"}]}';

  test.each([
    ['on one line', `${A}${B}`, 1, A.length],
    ['each on its own', `${A}\n${B}\n`, 2, 0],
    ['with room between', `\n ${A}\n\n  ${B}`, 4, 2],
  ])('%s are objects, each in its place', (_how, text, line, before) => {
    const { objects, faults, at, spanOf } = read(text);
    expect([objects.map(({ kind }) => kind), faults]).toEqual([['A', 'B'], []]);
    expect(objects[0]?.['data']).toEqual({ says: '"}{' });
    const [, second = {}] = objects;
    expect(at(second)).toMatchObject({ line, column: before + '{"kind":"'.length });
    expect(spanOf(second, '/items/0/kind')).toMatchObject({
      line: line + 1,
      column: ' "items":[{"'.length,
      endLine: line + 1,
    });
  });

  test('are read up to one that is broken, which is told of in its place', () => {
    const text = `${A}\n${A}\n{"kind": ]}`;
    expect(read(text).objects).toHaveLength(2);
    expect(told(text)).toEqual([expect.stringMatching(/^3:10 is broken YAML: /)]);
  });

  test('are told from YAML in braces, which has other quotes', () => {
    const { objects, faults } = read(`{kind: A, data: '}{'}`);
    expect([objects, faults]).toEqual([[{ kind: 'A', data: '}{' }], []]);
  });

  test('keep where a fault of theirs is', () => {
    expect(told(`${A}\n {"kind":"B","x":1,"x":2}`)).toEqual([
      '2:20 x is written twice in one map, first on this line',
    ]);
  });
});

describe('quoted text that goes on at the indentation of its key', () => {
  test.each([
    ['in double quotes', '"z\n  r\n  \\"q\\" s"', 'z r "q" s'],
    ['in single ones', "'z\n  it''s\n\n  q'", "z it's\nq"],
    ['before it', '"z\nr"', 'z r'],
    ['with a carriage return', '"z\r\n  r"', 'z r'],
  ])('%s is read as kubectl does', (_how, text, want) => {
    const { objects, faults } = read(`kind: A\ndata:\n  k: ${text}\n  w: 1\n`);
    expect([objects, faults]).toEqual([[{ kind: 'A', data: { k: want, w: 1 } }], []]);
  });

  test('twice in one document is read, and what stands behind keeps its place', () => {
    const { objects, spanOf } = read('kind: A\na: "b\nc"\nd: "e\nf"\ng: 1\n');
    const [object = {}] = objects;
    expect(object).toEqual({ kind: 'A', a: 'b c', d: 'e f', g: 1 });
    expect(spanOf(object, '/g')).toMatchObject({ line: 6, column: 1, endLine: 6, endColumn: 5 });
  });

  test.each([
    ['nothing closes it', 'kind: A\na:\n  b: "x\n  c: 1\n'],
    ['what closes it opens another', 'kind: A\na:\n  b: "x\n  c: "y"\n'],
    ['a document ends before', 'kind: A\na:\n  b: "x\n...\n  y"\n'],
  ])('is told from a quote that is missing: %s', (_how, text) => {
    expect(told(text)[0]).toMatch(/is broken YAML: a quote is opened and not closed$/);
  });
});
