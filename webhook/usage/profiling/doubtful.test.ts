/** Causes of a workload are those of all its pods and of all windows, each once. */
import { expect, test } from '@jest/globals';
import type { Doubt } from '../sources/doubt.ts';
import { measured } from '../statistics/testing/seen.ts';
import { Doubting } from './doubtful.ts';
import type { Told } from './learned.ts';

const told = (revision: string, doubt?: Doubt): Told => ({
  member: {
    workload: { namespace: 'speech', kind: 'Deployment', name: 'asr', by: 'owner' },
    class: 'serving',
    container: 'server',
    revision,
    tag: '1.4',
    since: 0,
  },
  measured: { ...measured([]), ...(doubt === undefined ? {} : { doubt }) },
});

const silent = (node: string, ...pods: readonly string[]): Doubt => ({
  of: 'neighbour',
  node,
  silent: pods.map((pod) => ({ namespace: 'lab', pod, container: 'main' })),
});
const surplus = (pod: string): Doubt => ({
  of: 'surplus',
  namespace: 'speech',
  pod,
  container: 'server',
  devices: 2,
  asked: 1,
});

test('who is sure is not among them, and revisions are told apart', () => {
  const doubting = new Doubting();
  doubting.note([told('a', silent('n', 'x')), told('b', surplus('asr-0')), told('c')]);
  expect(doubting.all()).toMatchObject([
    { name: 'asr', revision: 'a', doubts: [{ of: 'neighbour' }] },
    { name: 'asr', revision: 'b', doubts: [{ of: 'surplus' }] },
  ]);
});

test('of a node what the latest window says counts, of each pod its own', () => {
  const doubting = new Doubting();
  doubting.note([told('a', silent('n', 'x', 'y')), told('a', surplus('asr-0'))]);
  doubting.note([
    told('a', silent('n', 'y')),
    told('a', silent('m', 'z')),
    told('a', surplus('asr-1')),
  ]);
  const [{ doubts } = { doubts: [] }, ...others] = doubting.all();
  expect(others).toEqual([]);
  expect(doubts).toEqual([silent('m', 'z'), silent('n', 'y'), surplus('asr-0'), surplus('asr-1')]);
});
