/** TensorRT-LLM under its own server, trtllm-serve. */
import type { EngineTable } from './table.ts';

export const tensorrtLlm: EngineTable = {
  name: 'tensorrt-llm',
  waiting: [{ name: 'trtllm_num_requests_waiting', unit: 'count' }],
  running: [{ name: 'trtllm_num_requests_running', unit: 'count' }],
  kvUse: [{ name: 'trtllm_kv_cache_utilization', unit: 'ratio' }],
  tokens: [],
  capacity: [
    {
      blocks: [{ name: 'trtllm_kv_cache_max_blocks', unit: 'count' }],
      tokensPerBlock: [{ name: 'trtllm_kv_cache_tokens_per_block', unit: 'count' }],
    },
  ],
  preempted: { counters: [], gauges: [] },
  prefix: {},
  parts: [],
};
