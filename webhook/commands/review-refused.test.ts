/** What the API server would not store is refused, and takes nothing from anybody. */
import { expect, test } from '@jest/globals';
import { QUOTA } from './one-node.fixture.ts';
import { reviewed, WORLD, written } from './review-world.fixture.ts';

const CLUSTER =
  WORLD('nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3', `nvidia.com/gpu: '8'`) + QUOTA;

const object = (of: string, replicas: string, resources = 'limits: { nvidia.com/gpu: 1 }') => `---
${of}
metadata: { name: llm, namespace: speech }
spec: { replicas: ${replicas}, template: { spec: { containers: [{ name: main, image: x, resources: { ${resources} } }] } } }
`;
const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment';
const review = (text: string) => reviewed(written('refused.yaml', text), CLUSTER);

test.each([
  ['apiVersion: apps/v1\nkind: Deploymnet', 'did you mean Deployment?'],
  ['apiVersion: extensions/v1beta1\nkind: Deployment', 'write apiVersion: apps/v1'],
])('of a kind that no cluster has: %j', async (of, help) => {
  const { reviewed: all, teams, findings } = await review(object(of, '2'));
  expect(all).toMatchObject([
    {
      notes: [],
      outcomes: [
        {
          verdict: 'refused',
          because: { rule: 'lint/unknown-kind', says: expect.stringContaining(help) },
          claimAsked: { milliGPU: 2000 },
          claimFinal: { milliGPU: 0 },
          pods: { judged: 2, admitted: 0 },
        },
      ],
    },
  ]);
  expect(teams).toMatchObject([
    { refused: { milliGPU: 2000 }, needed: { milliGPU: 0 }, quota: { used: 0, after: 0 } },
  ]);
  expect(findings.map(({ rule }) => rule)).toEqual(['lint/unknown-kind']);
});

test('and leaves its place in the quota to others', async () => {
  const two = object('apiVersion: apps/v1\nkind: Deploymnet', '2') + object(DEPLOYMENT, '2');
  const { findings } = await review(two);
  expect(findings.filter(({ rule }) => rule === 'quota/team')).toEqual([]);
});

test.each(['-1', '"3"'])(
  'a count that cannot be read (%s) is not judged beside',
  async (replicas) => {
    const { reviewed: all, unread, findings } = await review(object(DEPLOYMENT, replicas));
    expect(unread).toHaveLength(1);
    expect(all).toEqual([]);
    expect(findings).toEqual([]);
  },
);

test('a device under requests alone is one that is asked for', async () => {
  const { teams } = await review(object(DEPLOYMENT, '2', 'requests: { nvidia.com/gpu: 1 }'));
  expect(teams).toMatchObject([{ asked: { milliGPU: 2000 }, refused: { milliGPU: 2000 } }]);
});

test.each([
  ['a part of a device', `limits: { nvidia.com/gpu: 0.5 }`],
  ['more than its limit', `requests: { nvidia.com/gpu: 2 }, limits: { nvidia.com/gpu: 1 }`],
])('what asks for %s asks for no number of GPUs', async (_, resources) => {
  const { reviewed: all, teams } = await review(object(DEPLOYMENT, '2', resources));
  expect(all[0]?.outcomes).toMatchObject([{ verdict: 'refused', claimAsked: { milliGPU: 0 } }]);
  expect(teams).toEqual([]);
});
