import { expect, test } from '@jest/globals';
import { seen, series } from '../testing/dcgm.ts';
import { NO_TARGETS } from './owners.ts';
import { ofSeveral, signsBy } from './read.ts';

const of = (pod: string, cluster: string) => ({
  namespace: 'llm',
  pod,
  container: 'main',
  cluster,
  engine: '0',
});
const KV = 'vllm:kv_cache_usage_perc';

test('an engine of which two clusters tell is nobody’s, and it is said which they are', () => {
  const told = seen({
    [KV]: [
      series(of('srv-0', 'A'), [0.9]),
      series(of('srv-0', 'B'), [0.02]),
      series(of('srv-1', 'A'), [0.5]),
    ],
  });
  expect(signsBy('vllm', told).map(({ pod }) => pod)).toEqual(['srv-1']);
  expect(ofSeveral(told, NO_TARGETS)).toEqual([
    { namespace: 'llm', pod: 'srv-0', node: { clusters: ['cluster="A"', 'cluster="B"'] } },
  ]);
});

test('nor is a use of its cache a share of it that goes beyond all of it at some moment', () => {
  const told = seen({ [KV]: [series(of('srv-0', 'A'), [80, 0.4])] });
  expect(signsBy('vllm', told)).toEqual([]);
});
