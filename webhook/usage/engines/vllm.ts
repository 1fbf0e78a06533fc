/**
 * vLLM. It hides a metric one release after renaming it and drops it in the next. `num_gpu_blocks` is
 * written `None` by a front end whose engines run beside it, and then says nothing.
 */
import type { EngineTable } from './table.ts';

const CONFIG = 'vllm:cache_config_info';

export const vllm: EngineTable = {
  name: 'vllm',
  waiting: [{ name: 'vllm:num_requests_waiting', unit: 'count' }],
  running: [{ name: 'vllm:num_requests_running', unit: 'count' }],
  kvUse: [
    { name: 'vllm:kv_cache_usage_perc', unit: 'ratio' },
    { name: 'vllm:gpu_cache_usage_perc', unit: 'ratio' },
  ],
  tokens: [],
  capacity: [
    { info: CONFIG, tokens: 'kv_cache_size_tokens' },
    { info: CONFIG, blocks: 'num_gpu_blocks', tokensPerBlock: 'block_size' },
  ],
  preempted: { counters: ['vllm:num_preemptions_total', 'vllm:num_preemptions'], gauges: [] },
  prefix: { asked: 'vllm:prefix_cache_queries_total', found: 'vllm:prefix_cache_hits_total' },
  parts: ['engine'],
};
