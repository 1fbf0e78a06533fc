/** Pods of a Rollout that takes the template of a Deployment are asked for once, by the Rollout. */
import { expect, test } from '@jest/globals';
import { QUOTA } from './one-node.fixture.ts';
import { reviewed, WORLD, written } from './review-world.fixture.ts';

const CLUSTER =
  WORLD('nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3', `nvidia.com/gpu: '8'`) + QUOTA;

const ROLLOUT = `---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: asr, namespace: speech }
spec: { replicas: 8, workloadRef: { apiVersion: apps/v1, kind: Deployment, name: asr } }
`;
const DEPLOYMENT = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: asr, namespace: speech }
spec:
  replicas: 0
  template: { spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 1 } } }] } }
`;

test.each([
  ['before', ROLLOUT + DEPLOYMENT],
  ['behind', DEPLOYMENT + ROLLOUT],
])('and meet the quota of its team, written %s it', async (_, text) => {
  const {
    reviewed: all,
    teams,
    findings,
    without,
  } = await reviewed(written('r.yaml', text), CLUSTER);
  const outcomes = all.map(({ subject, outcomes: [one] }) => [subject.kind, one?.pods.judged]);
  expect(new Map(outcomes as [string, number][])).toEqual(
    new Map([
      ['Rollout', 8],
      ['Deployment', 0],
    ]),
  );
  expect(teams).toMatchObject([{ asked: { milliGPU: 8000 } }]);
  expect(without).toEqual([]);
  const refused = findings.filter(({ level }) => level === 'error');
  expect(refused).toMatchObject([
    { rule: 'quota/team', subject: { kind: 'Rollout' }, at: { pointer: '/spec/workloadRef' } },
  ]);
});

test('and nothing is known of them without it, which is told', async () => {
  const { findings, without } = await reviewed(written('alone.yaml', ROLLOUT), CLUSTER);
  expect(without).toEqual([]);
  expect(findings).toMatchObject([
    {
      rule: 'lint/not-expanded',
      level: 'warning',
      says: expect.stringContaining('Deployment asr'),
    },
  ]);
});
