/** What each engine serves, to one form. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Labels } from '../../core/pod.ts';
import { scraped } from '../testing/exposition.ts';
import { seen, series } from '../testing/dcgm.ts';
import { engineMetricNames, engines } from './all.ts';
import { signsBy } from './read.ts';
import type { Engine, EngineSigns } from './signs.ts';

const text = (name: string): string =>
  readFileSync(new URL(`fixtures/${name}.prom`, import.meta.url), 'utf8');

const target: Labels = {
  namespace: 'team-search',
  pod: 'llama-0',
  container: 'main',
  job: 'engines',
  instance: '10.42.1.9:8000',
};
const once = (name: string) => scraped([{ text: text(name) }], { target });

const common = { namespace: 'team-search', pod: 'llama-0', container: 'main', preempted: 0 };
const llama = 'meta-llama/Llama-3.1-8B-Instruct';
const reading = { at: 0, waiting: 0, running: 3, kvUse: 0.05 };

describe('one server by any engine', () => {
  const table: { fixture: string; engine: Engine; want: Partial<EngineSigns> }[] = [
    {
      fixture: 'vllm',
      engine: 'vllm',
      want: { part: '0', model: llama, capacityTokens: 442_000, readings: [reading] },
    },
    {
      fixture: 'vllm-old',
      engine: 'vllm',
      want: { part: '', model: llama, capacityTokens: 442_000, readings: [reading] },
    },
    {
      fixture: 'sglang',
      engine: 'sglang',
      want: {
        part: '',
        model: llama,
        capacityTokens: 442_000,
        prefixHits: 0.11,
        readings: [{ ...reading, tokens: 22_100 }],
      },
    },
    {
      fixture: 'tgi',
      engine: 'tgi',
      want: { part: '', readings: [{ at: 0, waiting: 0, running: 3, tokens: 22_100 }] },
    },
    {
      fixture: 'triton',
      engine: 'triton',
      want: {
        part: 'tensorrt_llm/1',
        model: 'tensorrt_llm',
        capacityTokens: 441_984,
        readings: [reading],
      },
    },
    {
      fixture: 'tensorrt-llm',
      engine: 'tensorrt-llm',
      want: { part: '', capacityTokens: 441_984, readings: [reading] },
    },
  ];
  test.each(table)('$fixture', ({ fixture, engine, want }) => {
    expect(signsBy(engine, once(fixture))).toEqual([{ engine, ...common, ...want }]);
  });

  test('no engine takes another one’s words for its own', () => {
    for (const engine of Object.keys(engines) as Engine[])
      for (const { fixture } of table.filter((row) => row.engine !== engine))
        expect(signsBy(engine, once(fixture))).toEqual([]);
  });

  test('all that is asked for is of the engine', () => {
    const prefix = /^(vllm:|sglang:|tgi_|nv_trt_llm_|trtllm_)/;
    for (const engine of Object.keys(engines) as Engine[]) {
      const names = engineMetricNames(engine);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => !prefix.test(name))).toEqual([]);
    }
  });
});

const vllmOf = (by: Parameters<typeof seen>[0]) => signsBy('vllm', seen(by));
const kv = { 'vllm:kv_cache_usage_perc': [series(target, [0.5])] };

const config = (blocks: string, rest: Labels = {}) =>
  series({ ...target, num_gpu_blocks: blocks, block_size: '16', ...rest }, [1]);

describe('in particular', () => {
  test('an engine that is scraped without its pod’s name is nobody’s', () => {
    expect(vllmOf({ 'vllm:kv_cache_usage_perc': [series({ job: 'x' }, [0.5])] })).toEqual([]);
  });

  test('blocks that are None are no capacity', () => {
    const none = { ...target, num_gpu_blocks: 'None', block_size: '16' };
    const [signs] = vllmOf({ ...kv, 'vllm:cache_config_info': [series(none, [1])] });
    expect(signs).not.toHaveProperty('capacityTokens');
  });

  test('a capacity in tokens goes before blocks, and the largest of the window counts', () => {
    const info = 'vllm:cache_config_info';
    expect(vllmOf({ ...kv, [info]: [config('10'), config('30')] })[0]?.capacityTokens).toBe(480);
    const tokens = config('30', { kv_cache_size_tokens: '470' });
    expect(vllmOf({ ...kv, [info]: [tokens] })[0]?.capacityTokens).toBe(470);
  });

  test('ranks of one pod have pools of their own, and share what names no rank', () => {
    const rank = (engine: string) => ({ ...target, engine });
    const signs = vllmOf({
      'vllm:kv_cache_usage_perc': [series(rank('0'), [0.5]), series(rank('1'), [0.2])],
      'vllm:cache_config_info': [
        series({ ...target, num_gpu_blocks: '10', block_size: '16' }, [1]),
      ],
      'vllm:num_preemptions_total': [series(rank('1'), [0, 2])],
    });
    expect(
      signs.map(({ part, preempted, capacityTokens }) => [part, preempted, capacityTokens]),
    ).toEqual([
      ['0', 0, 160],
      ['1', 2, 160],
    ]);
  });

  test('a counter goes on from nothing when its process begins anew', () => {
    const [signs] = vllmOf({
      ...kv,
      'vllm:num_preemptions_total': [series(target, [7, 9, 1, 4])],
      'vllm:prefix_cache_queries_total': [series(target, [100, 300])],
      'vllm:prefix_cache_hits_total': [series(target, [50, 100])],
    });
    expect(signs).toMatchObject({ preempted: 6, prefixHits: 0.25 });
  });

  test('what was put back is told by the day on which its counter went on', () => {
    const hourly = Array.from({ length: 50 }, (_, hour) => (hour < 30 ? 7 : hour < 49 ? 9 : 10));
    const points = hourly.map((value, hour) => [hour * 3600, value] as const);
    const [signs] = vllmOf({
      'vllm:kv_cache_usage_perc': [{ labels: target, points: points.map(([at]) => [at, 0.5]) }],
      'vllm:num_preemptions_total': [{ labels: target, points }],
    });
    expect(signs?.preempted).toBe(3);
    expect([...(signs?.preemptedOn ?? [])]).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  test('what was put back before the window is not of the window', () => {
    const [signs] = vllmOf({ ...kv, 'vllm:num_preemptions_total': [series(target, [7, 7])] });
    expect(signs?.preempted).toBe(0);
  });

  test('a counter that comes in two answers is one', () => {
    const parts = [series(target, [7, 9], 0), series(target, [9, 12], 2)];
    const [signs] = vllmOf({ ...kv, 'vllm:num_preemptions_total': parts });
    expect(signs?.preempted).toBe(5);
  });

  test('SGLang’s retracted requests are a gauge: any are too many', () => {
    const [signs] = signsBy(
      'sglang',
      seen({
        'sglang:token_usage': [series(target, [0.5])],
        'sglang:num_retracted_reqs': [series(target, [3, 3])],
      }),
    );
    expect(signs?.preempted).toBe(3);
  });
});
