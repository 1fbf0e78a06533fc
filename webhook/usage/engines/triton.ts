/**
 * Triton with the TensorRT-LLM backend: one metric of each sort, and a label that says which figure it
 * is. Triton's own memory metrics are the whole device's and not read.
 */
import type { Quantity } from '../sources/table.ts';
import type { EngineTable } from './table.ts';

const request = (type: string): Quantity => [
  { name: 'nv_trt_llm_request_metrics', unit: 'count', where: { request_type: type } },
];
const block = (type: string, unit: 'count' | 'ratio' = 'count'): Quantity => [
  { name: 'nv_trt_llm_kv_cache_block_metrics', unit, where: { kv_cache_block_type: type } },
];

export const triton: EngineTable = {
  name: 'triton',
  waiting: request('waiting'),
  running: request('scheduled'),
  kvUse: block('fraction', 'ratio'),
  tokens: [],
  capacity: [{ blocks: block('max'), tokensPerBlock: block('tokens_per') }],
  preempted: { counters: [], gauges: [] },
  prefix: {},
  parts: ['model', 'version'],
};
