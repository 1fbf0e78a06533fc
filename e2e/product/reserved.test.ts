/**
 * Reserved is not needed: a server that reserves 60 GB of a card and uses 35, as a real Prometheus kept
 * what dcgm-exporter and vLLM said of it; and what `tranche profile` and `tranche explain` make of that.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse, stringify } from 'yaml';

import { canAskPrometheus } from '../binaries/prometheus.ts';
import { worldOf } from '../prometheus/profiled.fixture.ts';
import { dcgm, type FleetScript, type Holder } from '../prometheus/script.ts';
import type { StartedPrometheus } from '../prometheus/start.ts';
import { card, DAY, knowing, NOW, tranche } from './profiled-fleet.fixture.ts';

jest.setTimeout(120_000);
const suite = (await canAskPrometheus()) ? describe : describe.skip;

const IMAGE = 'vllm/vllm-openai:v0.14.0';
const ARGS = ['--model', 'meta-llama/Llama-2-13b-chat-hf', '--gpu-memory-utilization=0.75'];

/** Asked short questions only, and started so that it could be asked long ones. */
const longer = (tokens: number): readonly string[] => [
  '--model',
  'meta-llama/Llama-3.1-8B-Instruct',
  `--max-model-len=${tokens}`,
  '--gpu-memory-utilization=0.75',
];
const LONG = { 'long-64k': longer(65_536), 'long-128k': longer(131_072) };

const chat = (name: string, args: readonly string[] = ARGS): Holder => ({
  namespace: 'chat',
  pod: `${name}-6c9f-x2kqp`,
  container: 'server',
  image: IMAGE,
  args,
  owner: { kind: 'ReplicaSet', name: `${name}-6c9f`, owner: { kind: 'Deployment', name } },
});

/** 43,000 tokens of 800 KiB are the pool that three quarters of an H100 leave beside this model. */
const engine = (holder: Holder, preempted: FleetScript['uses'][number]['signals'][string]) => ({
  holder,
  series: [
    {
      name: 'vllm:cache_config_info',
      labels: { num_gpu_blocks: '2687', block_size: '16' },
      course: 1,
    },
    {
      name: 'vllm:kv_cache_usage_perc',
      labels: { engine: '0', model_name: 'chat' },
      course: { pulse: [0.03, 0.135], everySeconds: DAY / 2, forSeconds: 600 } as const,
    },
    { name: 'vllm:num_requests_waiting', labels: { engine: '0', model_name: 'chat' }, course: 0 },
    {
      name: 'vllm:num_preemptions_total',
      labels: { engine: '0', model_name: 'chat' },
      course: preempted,
    },
  ],
});

/** 300,000 tokens of 128 KiB are its pool, of which it ever held some hundred. */
const longEngine = (holder: Holder) => ({
  holder,
  series: [
    {
      name: 'vllm:cache_config_info',
      labels: { num_gpu_blocks: '18750', block_size: '16' },
      course: 1,
    },
    {
      name: 'vllm:kv_cache_usage_perc',
      labels: { engine: '0', model_name: 'long' },
      course: 0.002,
    },
    { name: 'vllm:num_requests_waiting', labels: { engine: '0', model_name: 'long' }, course: 0 },
  ],
});

const holders = [
  chat('calm'),
  chat('pressed'),
  ...Object.entries(LONG).map(([name, args]) => chat(name, args)),
];

/** They run for longer than is known, so that what a counter began with was before that. */
const script: FleetScript = {
  uses: holders.map((holder) => ({
    node: 'gpu-1',
    device: card(`GPU-${holder.pod}`),
    holder,
    signals: dcgm({ vramMiB: 61_169, sm: 0.3, dram: 0.2 }),
  })),
  engines: [
    engine(chat('calm'), 4),
    engine(chat('pressed'), {
      steps: [
        [0, 4],
        [NOW - DAY / 4, 7],
      ],
    }),
    ...Object.entries(LONG).map(([name, args]) => longEngine(chat(name, args))),
  ],
};

const LABELS = {
  'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3',
  'nvidia.com/gpu.memory': '81559',
};
const cluster = worldOf({
  script,
  now: NOW,
  nodes: { 'gpu-1': LABELS, 'gpu-mig': { ...LABELS, 'nvidia.com/mig.strategy': 'mixed' } },
  devices: { 'gpu-1': { 'nvidia.com/gpu': '8' }, 'gpu-mig': { 'nvidia.com/mig-3g.40gb': '2' } },
});

const policy = (sharing: object): string =>
  stringify({
    apiVersion: 'tranche.dev/v1alpha1',
    kind: 'GpuPolicy',
    metadata: { name: 'chat' },
    spec: {
      mode: 'enforce',
      match: { namespaces: ['chat'] },
      sharing: { ladder: { default: ['mig'] }, ...sharing },
    },
  });

const rollout = (name: string, args: readonly string[] = ARGS): string =>
  stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'chat' },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            { name: 'server', image: IMAGE, args, resources: { limits: { 'nvidia.com/gpu': 1 } } },
          ],
        },
      },
    },
  });

const folder = mkdtempSync(join(tmpdir(), 'tranche-reserved-'));
const profiles = join(folder, 'profiles');
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const explained = (manifest: string, sharing: object, ...more: readonly string[]) => {
  const world = file('asked.yaml', `${policy(sharing)}---\n${cluster}`);
  const of = file('rollout.yaml', manifest);
  return tranche('explain', '-f', of, '-w', world, ...more).stdout;
};

const slicedLong = (name: keyof typeof LONG) =>
  explained(rollout(name, LONG[name]), { settings: 'rewrite' }, '-w', profiles);

suite('a server that reserves 60 GB of 80 and uses 35', () => {
  let prometheus: StartedPrometheus;

  beforeAll(async () => {
    // Of less than three days more room would be asked for.
    prometheus = await knowing(script, 4);
  });
  afterAll(() => prometheus.stop());

  test('is told of with its terms, and one whose requests were put back without a figure', () => {
    const world = file('world.yaml', cluster);
    const { status, stderr } = tranche(
      'profile',
      '--prometheus',
      prometheus.url,
      '-w',
      world,
      '--write',
      profiles,
    );
    expect([status, stderr]).toEqual([0, expect.stringContaining('from dcgm, vllm,')]);
    expect(stderr).toMatch(
      /chat\/Deployment\/calm server: vllm reserved 61169 MiB and needs 3[34]\d{3} MiB \(weights 24826 \+ kv \d+ .*tokens at the peak\)/,
    );
    expect(stderr).toMatch(
      /chat\/Deployment\/pressed server: vllm reserved 61169 MiB; how much it needs is not known: it put requests back/,
    );
    const { containers } = parse(readFileSync(join(profiles, 'chat.deployment-calm.yaml'), 'utf8'))
      .spec as { containers: { engine: object }[] };
    expect(containers[0]?.engine).toMatchObject({ name: 'vllm', peakTokens: 6965 });
  });

  test('stays whole without a word of the policy, and reads what it could hand back', () => {
    const whole = explained(rollout('calm'), {}, '-w', profiles);
    expect(whole).toContain('chat/Deployment/calm  left');
    expect(whole).toMatch(
      /evidence\/reserved: .*sharing\.settings: rewrite would have slices go by that: H100-80GB nvidia\.com\/mig-3g\.40gb, 0\.5 GPU; by itself it would hand that back with --gpu-memory-utilization=0\.\d+/,
    );
  });

  test('gets a slice for what it needs where the policy says so, and is told its cache', () => {
    const sliced = explained(rollout('calm'), { settings: 'rewrite' }, '-w', profiles);
    expect(sliced).toContain('H100-80GB nvidia.com/mig-3g.40gb');
    expect(sliced).toMatch(/server gets --kv-cache-memory-bytes=\d{10}\b/);
    const pressed = explained(rollout('pressed'), { settings: 'rewrite' }, '-w', profiles);
    expect(pressed).toContain('chat/Deployment/pressed  left');
    expect(pressed).toContain('it put requests back or let them wait');
  });

  test('is told a cache that holds one request as long as it may be, or keeps its card', () => {
    const half = slicedLong('long-64k');
    const told = Number(/--kv-cache-memory-bytes=(\d+)/.exec(half)?.[1]);
    expect(half).toContain('H100-80GB nvidia.com/mig-3g.40gb');
    expect(half).toMatch(/KV of 720 tokens at the peak, and room for 65664, which one request may/);
    expect(told).toBeGreaterThanOrEqual(65_536 * 128 * 1024);
    const whole = slicedLong('long-128k');
    expect(whole).toContain('chat/Deployment/long-128k  left');
    expect(whole).not.toContain('--kv-cache-memory-bytes');
  });
});

describe('a server that nobody has measured', () => {
  const fresh = rollout('fresh');

  test('is explained with the terms of its estimate', () => {
    expect(explained(fresh, {})).toMatch(
      /evidence\/estimate: server: llama-2-13b in bf16 would take about \d+ MiB = weights 24826 \+ cache/,
    );
  });

  test('or with the reason why there is none', () => {
    const unknown = rollout('fresh', ['--model', 'acme/of-our-own']);
    expect(explained(unknown, {})).toMatch(
      /evidence\/no-estimate: .*no GpuModels knows acme\/of-our-own/,
    );
    const adapters = rollout('fresh', [...ARGS, '--enable-lora']);
    expect(explained(adapters, {})).toMatch(/evidence\/no-estimate: .*--enable-lora has adapters/);
  });

  test('and with a smaller variant where one is good enough', () => {
    const evidence = { quality: ['bf16', 'int8'] };
    expect(explained(fresh, { evidence })).toMatch(
      /evidence\/variant: server: llama-2-13b in int8 would take about \d+ MiB, not \d+ MiB/,
    );
  });
});
