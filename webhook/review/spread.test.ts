/** What clusters say alike is one finding, and what they say apart are several: where they hold is told all the same. */
import { expect, test } from '@jest/globals';
import { finding, report } from './report.fixture.ts';
import type { Finding } from './report.ts';
import { since } from './twins.ts';

const of = (nth: number, clusters: readonly string[], changes: Partial<Finding> = {}): Finding =>
  finding({ rule: 'guard/privileged', fingerprint: `${nth}`.repeat(16), clusters, ...changes });

const worse = (before: readonly Finding[], after: readonly Finding[]): string[] => {
  const { recall } = since({ ...report, findings: before }, { findings: after }, 'in main');
  return after.map(({ fingerprint }) => recall.get(fingerprint)?.join('; ') ?? 'new');
};

const table: { name: string; was: Finding[]; is: Finding[]; worse: string[] }[] = [
  {
    name: 'holds in one more',
    was: [of(1, ['eks'])],
    is: [of(1, ['eks', 'gke'])],
    worse: ['found in gke, in eks alone in main'],
  },
  {
    name: 'holds in another instead',
    was: [of(1, ['eks'])],
    is: [of(1, ['gke'])],
    worse: ['found in gke, in eks alone in main'],
  },
  { name: 'holds in fewer', was: [of(1, ['eks', 'gke'])], is: [of(1, ['gke'])], worse: [''] },
  {
    name: 'was two, as their clusters said it with other figures, and is one',
    was: [of(1, ['eks']), of(2, ['gke'])],
    is: [of(1, ['eks', 'gke'])],
    worse: [''],
  },
  {
    name: 'changed its number with another, as figures come in another order',
    was: [of(1, ['eks']), of(2, ['gke'])],
    is: [of(1, ['gke']), of(2, ['eks'])],
    worse: ['', ''],
  },
  {
    name: 'holds twice in a cluster where it held once',
    was: [of(1, ['eks']), of(2, ['gke'])],
    is: [of(1, ['eks', 'gke']), of(2, ['gke'])],
    worse: ['found in gke, in eks alone in main', ''],
  },
  {
    name: 'refuses where it only warned',
    was: [of(1, ['eks']), of(2, ['gke'], { level: 'warning' })],
    is: [of(1, ['eks', 'gke'])],
    worse: ['found in gke, in eks alone in main'],
  },
  {
    name: 'holds for good where it held of today',
    was: [of(1, ['eks']), of(2, ['gke'], { basis: 'today' })],
    is: [of(1, ['eks', 'gke'])],
    worse: ['found in gke, in eks alone in main'],
  },
  {
    name: 'holds in one of which another file of that name was known',
    was: [of(1, ['eks']), of(2, ['gke'], { at: { ...of(2, []).at, file: 'other.yaml' } })],
    is: [of(1, ['eks', 'gke'])],
    worse: ['found in gke, in eks alone in main'],
  },
  {
    name: 'holds in one that was not asked then',
    was: [of(1, ['eks'])],
    is: [of(1, ['eks', 'aks'])],
    worse: [''],
  },
];

test.each(table)('a finding that $name: $worse', ({ was, is, worse: want }) => {
  expect(worse(was, is)).toEqual(want);
});
