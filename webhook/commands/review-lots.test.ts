/** Replicas of one template that are not given the same, and pods that are left though nothing whole is there for them. */
import { expect, test } from '@jest/globals';
import { render as text } from '../review/outputs/text.ts';
import { QUOTA } from './one-node.fixture.ts';
import { reviewed, WORLD, written } from './review-world.fixture.ts';

const ONE_SLICE = WORLD(
  'nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3, nvidia.com/mig.strategy: mixed',
  `nvidia.com/mig-1g.10gb: '1', nvidia.com/gpu: '7'`,
);
const PRICES = `---
apiVersion: tranche.dev/v1alpha1
kind: GpuCatalogue
metadata: { name: ours }
spec: { currency: EUR, per: hour, prices: [{ product: H100-80GB, price: 1 }] }
`;
const SHARED = WORLD(
  'nvidia.com/gpu.product: NVIDIA-L4-SHARED, nvidia.com/gpu.sharing-strategy: time-slicing',
  `nvidia.com/gpu: '8'`,
);

const HEAD = (replicas: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: head, namespace: speech }
spec:
  replicas: ${replicas}
  template:
    spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 8 } } }] }
`;

const heads = (replicas: number): string => written('head.yaml', HEAD(replicas));
const whisper = 'policies/sample/workloads/01-whisper.yaml';

test('each shape is told with the pods that are given it, so that the sum adds up', async () => {
  const { reviewed: all, findings } = await reviewed(whisper, ONE_SLICE);
  expect(all[0]?.outcomes[0]).toMatchObject({
    verdict: 'rewritten',
    asked: 'nvidia.com/gpu: 1',
    chosen: '1 × H100-80GB nvidia.com/mig-1g.10gb, 2 × nvidia.com/gpu: 1',
    claimAsked: { milliGPU: 3000 },
    claimFinal: { milliGPU: 2142 },
  });
  expect(findings.find(({ rule }) => rule === 'fit/sold-out')).toMatchObject({
    level: 'note',
    says: expect.stringMatching(/^2 of 3 pods: /),
  });
});

test('a pod that is refused is given no shape, and is told apart from what is saved', async () => {
  const report = await reviewed(whisper, ONE_SLICE + QUOTA + PRICES);
  const { reviewed: all, teams } = report;
  expect(text(report, { colour: false, quiet: false })).toContain(
    'team speech: asks for 3 GPU, 1 refused, needs 1.142; quota 2, used 0, then 1.142; 1,460 -> 833.66 EUR a month\n',
  );
  expect(report.findings.find(({ rule }) => rule === 'quota/team')).toMatchObject({
    says: expect.stringMatching(/^with nothing else running: 2 of 3 pods admitted; team speech /),
    help: expect.stringMatching(/^nothing runs there that could be finished: ask for less/),
  });
  expect(all[0]?.outcomes[0]).toMatchObject({
    verdict: 'refused',
    chosen: '1 × H100-80GB nvidia.com/mig-1g.10gb, 1 × nvidia.com/gpu: 1',
    pods: { judged: 3, admitted: 2 },
  });
  expect(teams).toMatchObject([
    {
      asked: { milliGPU: 3000 },
      refused: { milliGPU: 1000 },
      needed: { milliGPU: 1142 },
      quota: { limit: 2000, after: 1142 },
      before: { perMonth: 2 * 730 },
      after: { perMonth: 1.142 * 730 },
    },
  ]);
});

test.each(['warn', 'observe'])(
  'what only later replicas meet is found in %s, and it is theirs',
  async (mode) => {
    const quota = QUOTA.replace('mode: enforce', `mode: ${mode}`).replace('gpus: 2', 'gpus: 8');
    const { reviewed: all, findings } = await reviewed(heads(2), SHARED + quota);
    expect(all[0]?.outcomes[0]).toMatchObject({
      verdict: 'refused',
      inForce: false,
      because: { rule: 'quota/team' },
      pods: { judged: 2, admitted: 2 },
    });
    expect(findings.find(({ rule }) => rule === 'quota/team')).toMatchObject({
      subject: { name: 'head' },
      says: expect.stringMatching(
        /^with nothing else running: 1 of 2 pods: team speech asks for 8 GPU/,
      ),
    });
  },
);

test('whoever asks for whole cards where all are slices is warned, since a slice would serve it', async () => {
  const { reviewed: all, findings } = await reviewed(heads(1), SHARED);
  expect(all[0]?.outcomes[0]?.verdict).toBe('left');
  expect(findings.find(({ rule }) => rule === 'placement/no-whole-gpu')).toMatchObject({
    level: 'warning',
    basis: 'today',
    at: { line: 8 },
  });
});
