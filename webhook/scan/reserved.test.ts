/** What a scan says of an engine that reserves more than it needs. */
import { describe, expect, test } from '@jest/globals';
import { cards, mixed } from '../core/testing/nodes.ts';
import { container } from '../core/testing/pods.ts';
import { termsOf } from '../core/testing/world.ts';
import { scanned } from './scan.ts';
import { lookedAt, running, type Fleet } from './testing/looked.ts';

const H100 = cards('gpu-1', 'h100');

const reportOf = (fleet: Fleet) => scanned(lookedAt(fleet));

describe('a server of a model that reserves 60 GB of its card and needs 33', () => {
  const server = container('server', {
    image: 'vllm/vllm-openai:v0.14.0',
    args: ['--model', 'meta-llama/Llama-2-13b-chat-hf'],
  });
  const pods = [running('gpu-1', { containers: [server] })];
  const says = 'weights 24826 + kv 5467 + other 2865';
  const engine = { name: 'vllm', hours: 168, needMiB: 33_158, kvMiB: 5467, says };
  const used = { vramMaxMiB: 61_169, smP95: 0.05, engine };
  const HALVES = mixed('gpu-2', 'h100', { '3g.40gb': 2 });
  const reserves = 'vllm reserved 61169 MiB and needs 33158 MiB';

  test('is told which slice would hold that, and the flag that hands the rest back', () => {
    const { workloads } = reportOf({ nodes: [H100, HALVES], pods, used });
    expect(workloads).toMatchObject([
      { verdict: 'whole', neededMilliGPU: 1000, engineNeedMiB: 33_158 },
    ]);
    const [{ reserved = '' } = {}] = workloads;
    expect(reserved).toMatch(new RegExp(`^${reserves}`));
    expect(reserved).toContain('H100-80GB nvidia.com/mig-3g.40gb, 0.5 GPU');
    expect(reserved).toContain('--gpu-memory-utilization=0.49');
  });

  test('where no card is cut yet, of one that could be', () => {
    const { workloads } = reportOf({ nodes: [H100], pods, used, cut: [HALVES] });
    expect(workloads[0]?.reserved).toMatch(
      /nvidia.com\/mig-3g.40gb, 0.5 GPU.*, once cards are cut$/,
    );
    const uncut = reportOf({ nodes: [H100], pods, used });
    expect(uncut.workloads[0]?.reserved).toContain('which no slice here would hold');
  });

  test('has that slice where a policy lets it be told', () => {
    const terms = termsOf({ settings: 'rewrite' });
    const { workloads, summary } = reportOf({ nodes: [H100, HALVES], pods, used, terms });
    expect(workloads).toMatchObject([
      { verdict: 'slice', shape: 'H100-80GB nvidia.com/mig-3g.40gb', neededMilliGPU: 500 },
    ]);
    expect(workloads[0]?.reserved).toContain('28011 MiB of it are never used');
    expect(summary.releasableMilliGPU).toBe(500);
  });

  test('and nobody is told of what no engine says', () => {
    const { workloads } = reportOf({ nodes: [H100, HALVES], pods, used: { vramMaxMiB: 61_169 } });
    expect(workloads[0]).not.toHaveProperty('reserved');
  });
});
