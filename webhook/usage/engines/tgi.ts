/**
 * Text Generation Inference says neither how large its KV pool is nor how full, only how many tokens the
 * present batch may grow to. The most of these is what it had to hold.
 */
import type { EngineTable } from './table.ts';

export const tgi: EngineTable = {
  name: 'tgi',
  waiting: [{ name: 'tgi_queue_size', unit: 'count' }],
  running: [{ name: 'tgi_batch_current_size', unit: 'count' }],
  kvUse: [],
  tokens: [{ name: 'tgi_batch_current_max_tokens', unit: 'count' }],
  capacity: [],
  preempted: { counters: [], gauges: [] },
  prefix: {},
  parts: [],
};
