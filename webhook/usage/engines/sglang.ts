/** SGLang, started with --enable-metrics. `token_usage` leaves out what it could evict. */
import type { EngineTable } from './table.ts';

export const sglang: EngineTable = {
  name: 'sglang',
  waiting: [{ name: 'sglang:num_queue_reqs', unit: 'count' }],
  running: [{ name: 'sglang:num_running_reqs', unit: 'count' }],
  kvUse: [{ name: 'sglang:token_usage', unit: 'ratio' }],
  tokens: [{ name: 'sglang:num_used_tokens', unit: 'count' }],
  capacity: [
    { info: 'sglang:cache_config_info', blocks: 'num_pages', tokensPerBlock: 'page_size' },
  ],
  preempted: { counters: [], gauges: ['sglang:num_retracted_reqs'] },
  prefix: { ratio: 'sglang:cache_hit_rate' },
  parts: ['dp_rank'],
};
