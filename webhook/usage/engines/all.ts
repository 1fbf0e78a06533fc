/** Every engine that is read, and what Prometheus is to be asked for. */
import type { Quantity } from '../sources/table.ts';
import { sglang } from './sglang.ts';
import type { Engine } from './signs.ts';
import type { Capacity, EngineTable } from './table.ts';
import { tensorrtLlm } from './tensorrt-llm.ts';
import { tgi } from './tgi.ts';
import { triton } from './triton.ts';
import { vllm } from './vllm.ts';

export const engines: Readonly<Record<Engine, EngineTable>> = {
  vllm,
  sglang,
  tgi,
  triton,
  'tensorrt-llm': tensorrtLlm,
};

/** Names of metrics to ask for. */
export function engineMetricNames(engine: Engine): readonly string[] {
  const { waiting, running, kvUse, tokens, capacity, preempted, prefix } = engines[engine];
  return [
    ...new Set([
      ...[waiting, running, kvUse, tokens].flatMap(named),
      ...capacity.flatMap(capacityNames),
      ...preempted.counters,
      ...preempted.gauges,
      ...[prefix.asked, prefix.found, prefix.ratio].filter((name) => name !== undefined),
    ]),
  ];
}

const named = (of: Quantity): string[] => of.map(({ name }) => name);

const capacityNames = (capacity: Capacity): string[] =>
  'info' in capacity ? [capacity.info] : named([...capacity.blocks, ...capacity.tokensPerBlock]);
