/** Which pods of a cluster a series of an engine can be of. */
import { describe, expect, test } from '@jest/globals';
import { read } from '../../policy/example.ts';
import { standingOf } from './standing.ts';
import { engineWanted, enginesThere, targetsIn } from './engines.ts';

const pod = (name: string, spec: string, status: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: chat }
spec:
${spec}
status: ${status}
`;
const server = `  containers:
    - { name: proxy, image: envoy:1 }
    - { name: server, image: 'vllm/vllm-openai:v0.14.0', resources: { limits: { nvidia.com/gpu: 1 } } }`;
const documents = read(
  [
    pod('llama-0', server, '{ phase: Running, podIP: 10.0.3.4 }'),
    pod('on-host', `  hostNetwork: true\n${server}`, '{ phase: Running, podIP: 10.9.0.1 }'),
    pod('router', '  containers: [{ name: router, image: router:1 }]', '{ podIP: 10.0.3.5 }'),
  ].join('---'),
  'cluster.yaml',
);
const targets = targetsIn(standingOf(documents));

describe('a cluster that is asked whose engine it is', () => {
  test('names the containers that hold a device, and no others', () => {
    expect(targets.holdersIn('chat', 'llama-0')).toEqual(['server']);
    expect(targets.holdersIn('chat', 'router')).toEqual([]);
    expect(targets.holdersIn('chat', 'long-ago')).toBe('gone');
  });

  test('knows a pod by its address, but none by that of its node', () => {
    expect(targets.podAt('10.0.3.4')).toEqual({ namespace: 'chat', pod: 'llama-0', since: 0 });
    expect(targets.podAt('10.9.0.1')).toBeUndefined();
  });
});

test('is asked of what is there alone', () => {
  const there = new Set(['vllm:kv_cache_usage_perc', 'tgi_queue_size', 'other']);
  expect(enginesThere(there)).toEqual(['vllm', 'tgi']);
  const { metrics, namespaceLabels, after } = engineWanted('vllm', there, { after: 0, until: 60 });
  expect(metrics).toEqual([{ name: 'vllm:kv_cache_usage_perc', over: 'max' }]);
  expect(namespaceLabels.at(-1)).toBe('instance');
  // Counters go on from before the window.
  expect(after).toBeLessThan(0);
});
