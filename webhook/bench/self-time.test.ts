import { expect, test } from '@jest/globals';
import { selfTimes, type CpuProfile } from './self-time.ts';

const frame = (functionName: string, url: string) => ({
  functionName,
  url,
  lineNumber: 0,
  columnNumber: 0,
});

test('only the busy time of the last seconds is shared out', () => {
  const profile: CpuProfile = {
    nodes: [
      { id: 1, callFrame: frame('(idle)', '') },
      { id: 2, callFrame: frame('load', 'a.ts') },
      { id: 3, callFrame: frame('parse', 'b.ts') },
      { id: 4, callFrame: frame('walk', 'b.ts') },
    ],
    samples: [2, 3, 1, 3, 4],
    timeDeltas: [5e6, 1e5, 5e5, 2e5, 1e5],
  };
  const { rooms, functions, files } = selfTimes(profile, 0.9, ({ url }) => ({
    file: url,
    line: ':1',
  }));
  expect(functions).toStrictEqual([
    { name: 'parse  b.ts:1', share: 0.75 },
    { name: 'walk  b.ts:1', share: 0.25 },
  ]);
  expect(files).toStrictEqual([{ name: 'b.ts', share: 1 }]);
  expect(rooms).toStrictEqual([{ name: 'b.ts', share: 1 }]);
});
