/** What a scan says of pods that run: as if each came anew, and all were enforced. */
import { describe, expect, test } from '@jest/globals';
import { cards, mixed } from '../core/testing/nodes.ts';
import { asking, container, plain, replicaMeta } from '../core/testing/pods.ts';
import { termsOf } from '../core/testing/world.ts';
import { catalogue } from '../suite/shipped-catalogue.ts';
import { unrounded } from './products.ts';
import { keyText } from '../usage/profiling/learned.ts';
import { scanned } from './scan.ts';
import { lookedAt, running, trial, type Fleet } from './testing/looked.ts';

const H100 = cards('gpu-1', 'h100');
const SLICES = mixed('gpu-2', 'h100', { '1g.10gb': 7 });
const SMALL = 'H100-80GB nvidia.com/mig-1g.10gb';

const reportOf = (fleet: Fleet, facts = {}) => scanned(lookedAt(fleet, facts));

const both = [running('gpu-1'), running('gpu-1')];

describe('two replicas that each hold a card and use a little of it', () => {
  const { summary, workloads, products } = reportOf({ nodes: [H100, SLICES], pods: both });

  test('would be two slices, told as one row with what was seen', () => {
    expect(workloads).toEqual([
      expect.objectContaining({
        namespace: 'speech',
        kind: 'Deployment',
        name: 'asr',
        container: 'server',
        replicas: 2,
        product: 'H100-80GB',
        asked: 'nvidia.com/gpu: 1',
        heldMilliGPU: 2000,
        neededMilliGPU: 284,
        verdict: 'slice',
        shape: SMALL,
        supply: 'offered',
        rule: 'fit/mig',
        vramMaxMiB: 6000,
        cardMiB: 81_559,
        smP95: 0.08,
        hours: 72,
      }),
    ]);
    expect(summary).toMatchObject({
      workloads: 1,
      replicas: 2,
      heldMilliGPU: 2000,
      releasableMilliGPU: 1716,
      offeredMilliGPU: 1716,
    });
  });

  test('fit on one card, of those that are there; the rest is idle', () => {
    expect(products).toEqual([
      {
        product: 'H100-80GB',
        nodes: 2,
        capacityMilliGPU: 9000,
        heldMilliGPU: 2000,
        neededMilliGPU: 284,
        packedCards: 1,
        idleMilliGPU: 7000,
        wanted: [{ shape: SMALL, units: 2, offered: 7 }],
      },
    ]);
  });
});

describe('how few cards would hold it', () => {
  test('goes by what fits a card together, not by the sum: a card has one set of media engines', () => {
    const nodes = [H100, mixed('gpu-2', 'h100', { '1g.10gb.me': 3 })];
    const { products } = reportOf({ nodes, pods: both, catalogue });
    expect(products).toMatchObject([
      {
        neededMilliGPU: 284,
        packedCards: 2,
        wanted: [{ shape: 'H100-80GB nvidia.com/mig-1g.10gb.me', units: 2, offered: 3 }],
      },
    ]);
  });

  test('and what is there counts with the nodes that take no pods now: it is held all the same', () => {
    const resting = cards('gpu-3', 'h100', 8, { schedulable: false });
    const { products } = reportOf({ nodes: [H100, resting], pods: [running('gpu-3')] });
    expect(products).toMatchObject([
      { nodes: 2, capacityMilliGPU: 16_000, heldMilliGPU: 1000, idleMilliGPU: 15_000 },
    ]);
  });
});

test('a policy that observes, or acts on none of them yet, is judged as if it enforced on all', () => {
  for (const terms of [{ mode: 'observe' }, { rolloutShare: 0 }] as const) {
    const { workloads } = reportOf({
      nodes: [H100, SLICES],
      pods: both,
      terms: termsOf(terms),
    });
    expect(workloads.map(({ shape }) => shape)).toEqual([SMALL]);
  }
});

test('whole siblings that run do not hold the next rollout back', () => {
  const whole = { slice: 'H100-80GB nvidia.com/gpu', mechanism: 'whole' } as const;
  const siblings = { containers: new Map([['server', whole]]) };
  const { workloads } = reportOf({ nodes: [H100, SLICES], pods: both, siblings });
  expect(workloads.map(({ shape }) => shape)).toEqual([SMALL]);
});

describe('where nobody has cut a card yet', () => {
  test('what could be cut is told apart from what is there', () => {
    const { summary, workloads } = reportOf({ nodes: [H100], pods: both, cut: [SLICES] });
    expect(workloads).toMatchObject([{ shape: SMALL, supply: 'toCut', neededMilliGPU: 284 }]);
    expect(summary).toMatchObject({ releasableMilliGPU: 1716, offeredMilliGPU: 0 });
  });

  test('a card is not to be cut into one slice that is all of it', () => {
    const whole = mixed('gpu-3', 'h100', { '7g.80gb': 1 });
    const used = { vramMaxMiB: 60_000 };
    const { workloads } = reportOf({ nodes: [H100], pods: both, cut: [whole], used });
    expect(workloads).toMatchObject([{ verdict: 'whole', rule: 'fit/none', neededMilliGPU: 2000 }]);
    expect(workloads[0]?.supply).toBeUndefined();
  });

  test('nothing is promised where nothing could be', () => {
    const { summary, workloads } = reportOf({ nodes: [H100], pods: both });
    expect(workloads).toMatchObject([{ verdict: 'whole', rule: 'fit/none', neededMilliGPU: 2000 }]);
    expect(summary.releasableMilliGPU).toBe(0);
  });

  test('who must not be sliced is not asked again', () => {
    const two = running('gpu-1', { containers: [container('server', asking(2))] });
    const { workloads } = reportOf({ nodes: [H100], pods: [two], cut: [SLICES] });
    expect(workloads).toMatchObject([
      { verdict: 'never', rule: 'never/multi-gpu', heldMilliGPU: 2000, neededMilliGPU: 2000 },
    ]);
  });
});

describe('whoever nobody has measured', () => {
  const pods = [running('gpu-1')];
  const key = { namespace: 'speech', kind: 'Deployment', name: 'asr', container: 'server' };

  test('keeps the card, and is told what to look at', () => {
    const why = 'dcgm tells of other nodes and not of gpu-1';
    const silent = new Map([[keyText(key), why]]);
    const { workloads } = reportOf({ nodes: [H100, SLICES], pods, used: 'unseen' }, { silent });
    expect(workloads).toMatchObject([{ verdict: 'unseen', rule: 'evidence/none', missing: why }]);
    expect(workloads[0]).not.toHaveProperty('vramMaxMiB');
  });

  test('or for too short a time, is told how long', () => {
    const { workloads } = reportOf({ nodes: [H100, SLICES], pods, used: { hours: 3 } });
    expect(workloads).toMatchObject([
      { verdict: 'unseen', hours: 3, missing: 'server was seen for 3 h; the policy asks for 24 h' },
    ]);
  });
});

test('a slice that runs already is held at what it takes, and asked for no more', () => {
  const slice = running('gpu-2', {
    containers: [container('server', asking(1, 'nvidia.com/mig-1g.10gb'))],
  });
  const { workloads } = reportOf({ nodes: [H100, SLICES], pods: [slice] });
  expect(workloads).toMatchObject([{ verdict: 'sliced', heldMilliGPU: 142, neededMilliGPU: 142 }]);
});

test('of two containers each has a row, and together they are the pod', () => {
  const pod = running('gpu-1', {
    containers: [container('server'), container('helper'), plain('log')],
  });
  const { workloads, summary } = reportOf({ nodes: [H100, SLICES], pods: [pod] });
  expect(workloads.map((row) => [row.container, row.heldMilliGPU])).toEqual([
    ['helper', 1000],
    ['server', 1000],
  ]);
  expect(summary.heldMilliGPU).toBe(2000);
});

test('pods without a GPU are no workloads of this report', () => {
  const { workloads, summary } = reportOf({
    nodes: [H100],
    pods: [running('gpu-1', { containers: [plain('log')] })],
  });
  expect([workloads, summary.replicas]).toEqual([[], 0]);
});

const templates = (image: string) =>
  new Map([
    [
      'speech/ReplicaSet/asr-7d9c5b6f4',
      { metadata: replicaMeta, spec: { containers: [container('server', { image })] } },
    ],
  ]);

describe('a pod that is not what its maker makes', () => {
  const pods = [running('gpu-1')];

  test('is told that its template would be judged otherwise', () => {
    const facts = { templates: templates('registry.local/another:1') };
    const { workloads } = reportOf({ nodes: [H100, SLICES], pods }, facts);
    expect(workloads[0]?.template).toMatch(/^its template: evidence\/new-revision: /);
  });

  test('and nothing where it is the same', () => {
    const facts = { templates: templates('registry.local/asr:1.4') };
    const { workloads } = reportOf({ nodes: [H100, SLICES], pods }, facts);
    expect(workloads[0]).not.toHaveProperty('template');
  });
});

describe('decisions of the days before', () => {
  const trials = [
    trial('noEvidence', 0),
    trial('held', 1),
    trial('tooSmall', 2),
    trial('unseen', 3),
  ];
  const { backTest, workloads } = reportOf(
    { nodes: [H100, SLICES], pods: both },
    { backTest: { days: 4, trials } },
  );

  test('count where a slice was given and the next day told of it', () => {
    expect(backTest).toEqual({ days: 4, judged: 2, held: 1, tooSmall: [trials[2]] });
    expect(workloads).toMatchObject([{ trials: 2, tooSmall: 1 }]);
  });
});

const seventh = () =>
  running('gpu-2', { containers: [container('server', asking(1, 'nvidia.com/mig-1g.10gb'))] });

describe('a card cut into seven', () => {
  const nodes = [mixed('gpu-2', 'h100', { '1g.10gb': 7 })];
  const held = (count: number) =>
    reportOf({ nodes, pods: Array.from({ length: count }, seventh) }).products[0];

  test('is one card, and what is left of it are sevenths', () => {
    expect(held(1)).toMatchObject({ capacityMilliGPU: 1000, heldMilliGPU: 142, idleMilliGPU: 857 });
    expect(held(7)).toMatchObject({ capacityMilliGPU: 1000, idleMilliGPU: 0 });
  });

  test.each([
    [142, 1000 / 7],
    [333, 1000 / 3],
    [125, 125],
    [500, 500],
    // Two sevenths do not make a card.
    [285, 285],
    [1000, 1000],
    [2000, 2000],
  ])('%p thousandths of a card are %p', (milliGPU, want) => {
    expect(unrounded(milliGPU)).toBe(want);
  });
});
