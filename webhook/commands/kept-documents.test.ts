import { expect, test } from '@jest/globals';
import { filesOf } from './kept-documents.ts';

const kept = (from: string, name: string) => ({
  from,
  value: { kind: 'GpuQuota', metadata: { name }, spec: { namespaces: [name] } },
});

test.each([
  ['files of other names keep theirs', ['/a/one.yaml', '/b/two.yaml'], ['one.yaml', 'two.yaml']],
  ['files of one name are told apart by path', ['/a/b.yaml', 'c/b.yaml'], ['a-b.yaml', 'c-b.yaml']],
  [
    'and not named as a third one is',
    ['/p/a/b.yaml', '/p/c/b.yaml', '/p/c/p-a-b.yaml'],
    ['p-a-b-2.yaml', 'p-c-b.yaml', 'p-a-b.yaml'],
  ],
  ['nor as each other', ['/a/b', '../a/b', './a/b'], ['a-b', 'a-b-2', 'a-b-3']],
])('of a set, %s', (_, sources, names) => {
  const files = filesOf(sources.map((from, i) => kept(from, `team-${i}`)));
  expect(files.map(({ name }) => name)).toEqual(names);
  for (const [i, { text }] of files.entries()) expect(text).toContain(`team-${i}`);
});
