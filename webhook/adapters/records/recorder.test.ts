import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { examine } from '../../core/examine.ts';
import type { Container, Pod } from '../../core/pod.ts';
import type { Review } from '../../core/review.ts';
import { podOf, reviewOf, served } from '../../core/testing/pods.ts';
import { worldOf } from '../../core/testing/world.ts';
import { recorder, type Recorded } from './recorder.ts';
import { filesIn } from './ring.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tranche-recorder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = { now: () => Date.UTC(2026, 10, 21) };
const world = worldOf({ nodes: [] });

async function recorded(...reviews: readonly Review[]): Promise<Recorded[]> {
  const records = recorder({ folder, mostBytes: 1_000_000, clock, tell: () => undefined });
  for (const review of reviews) records.announce(review, examine(review, world).decision);
  await records.idle();
  return filesIn(folder)
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as Recorded);
}

const lacksOf = async (pod: Pod) => (await recorded(reviewOf(pod)))[0]?.lacks;

describe('an admission on record', () => {
  test('is when it came, what was decided and by which set', async () => {
    const [one] = await recorded(reviewOf(podOf()));
    const { decision } = examine(reviewOf(podOf()), world);
    expect(one).toMatchObject({
      at: '2026-11-21T00:00:00.000Z',
      namespace: 'speech',
      verdict: decision.verdict,
      rule: decision.because.rule,
      hash: decision.policyHash,
    });
    expect(one).not.toHaveProperty('lacks');
  });

  test('is of a new pod, not of what becomes of one', async () => {
    const found = await recorded(
      reviewOf(podOf(), { operation: 'UPDATE', oldPod: podOf() }),
      reviewOf(podOf(), { subResource: 'binding' }),
      reviewOf(podOf(), { operation: 'UPDATE', subResource: 'ephemeralcontainers' }),
    );
    expect(found).toEqual([]);
  });

  test('is the pod as its user wrote it, not as we had made it', async () => {
    const ours = { 'tranche.dev/decision': 'x', 'example.com/own': '' };
    const [one] = await recorded(reviewOf(podOf({}, { annotations: ours })));
    expect(one?.pod.metadata.annotations).toEqual({ 'example.com/own': '' });
  });

  test.each<[what: string, lacks: string, parts: Partial<Container>]>([
    [
      'a model that a variable names in words of its own',
      'what tells how much memory it takes',
      { env: [{ name: 'MODEL_ID', value: 'the best one' }] },
    ],
    [
      'a launcher that a variable of no known name fills in',
      'whether it may be sliced',
      { command: ['sh', '-c', '$RUN train.py'], env: [{ name: 'RUN', value: 'torchrun' }] },
    ],
    [
      'a size that a variable of no known name says',
      'how many GPUs it is spread over',
      { args: ['--tensor-parallel-size=$(CARDS)'], env: [{ name: 'CARDS', value: '2' }] },
    ],
    [
      'devices by their name',
      'which devices it picks',
      { env: [{ name: 'NVIDIA_VISIBLE_DEVICES', value: 'GPU-8f3a' }] },
    ],
  ])('says that it lacks %s', async (_, lacks, parts) => {
    expect(await lacksOf(served(parts))).toContain(lacks);
  });

  test.each<[what: string, parts: Partial<Container>]>([
    ['the length of a context', { env: [{ name: 'OLLAMA_CONTEXT_LENGTH', value: '8192' }] }],
    [
      'a number of tokens',
      { args: ['vllm', 'serve', 'llama', '--max-num-batched-tokens', '8192'] },
    ],
    ['all devices', { env: [{ name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' }] }],
    ['a password that decides nothing', { args: ['vllm', 'serve', 'llama', '--api-key', 'x y'] }],
  ])('lacks nothing for %s', async (_, parts) => {
    expect(await lacksOf(served(parts))).toBeUndefined();
  });
});
