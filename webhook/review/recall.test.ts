/** A base and a baseline at once: who accepted a finding in a file need not find it in the base, nor the other way about. */
import { expect, test } from '@jest/globals';
import { recalled, type Recall } from './recall.ts';
import { finding } from './report.fixture.ts';

const one = finding({ rule: 'guard/image', fingerprint: '1111111111111111' });
const by = (...worse: readonly string[]): Recall => new Map([[one.fingerprint, worse]]);
const none: Recall = new Map();

const table: { name: string; recalls: Recall[]; known?: true; worse?: string }[] = [
  { name: 'neither has', recalls: [none, none] },
  { name: 'one of them has', recalls: [none, by()], known: true },
  {
    name: 'is worse than in one and as in the other',
    recalls: [by('9, 1 here'), by()],
    known: true,
  },
  {
    name: 'is as in one and worse than in the other',
    recalls: [by(), by('9, 1 there')],
    known: true,
  },
  {
    name: 'is worse than in both',
    recalls: [by('9, 1 here', 'harder'), by('9, 2 there')],
    worse: '9, 1 here; harder',
  },
];

test.each(table)('what $name', ({ name: _name, recalls, ...want }) => {
  const [found] = recalled([{ ...one, known: true, worse: 'of an earlier run' }], recalls);
  expect(found).toEqual({ ...one, ...want });
});
