/** What is scaled to none is looked at nevertheless, and takes nothing from anybody. */
import { expect, test } from '@jest/globals';
import { QUOTA } from './one-node.fixture.ts';
import { reviewed, WORLD, written } from './review-world.fixture.ts';

const CLUSTER =
  WORLD('nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3', `nvidia.com/gpu: '8'`) + QUOTA;
const NOTE = '0 pods now: one is judged as if it were scaled up, and holds nothing of a quota';

const template = (gpus: string) =>
  `{ spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: ${gpus} } } }] } }`;
const deployment = (name: string, replicas: number, gpus = '1'): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: speech }
spec: { replicas: ${replicas}, template: ${template(gpus)} }
`;
const kserve = `---
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: { name: llm, namespace: speech }
spec: { predictor: { minReplicas: 0, containers: [{ name: a, image: x, resources: { limits: { nvidia.com/gpu: '0.5' } } }] } }
`;
const training = `---
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: { name: llm, namespace: speech }
spec:
  pytorchReplicaSpecs:
    Master: { replicas: 1, template: { spec: { containers: [{ name: a, image: x }] } } }
    Worker: { replicas: 0, template: ${template("'0.5'")} }
`;
const keda = `---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: by-queue, namespace: speech }
spec: { scaleTargetRef: { name: none }, maxReplicaCount: 6 }
`;

const review = (text: string) => reviewed(written('asleep.yaml', text), CLUSTER);

test.each([
  ['a Deployment of 0', deployment('none', 0, "'0.5'")],
  ['a predictor that comes with its requests', kserve],
  ['a role of 0 beside one of 1', training],
])('%s is judged by one pod, of which that is said', async (_, text) => {
  const report = await review(text);
  const one = report.reviewed.find(({ notes }) => notes.includes(NOTE));
  expect(one).toMatchObject({ atOnce: { least: 0, most: 0 } });
  expect(one?.outcomes).toMatchObject([{ verdict: 'refused', pods: { judged: 0, admitted: 0 } }]);
  expect(report.conclusion.exit).toBe(1);
  expect(report.teams).toEqual([]);
});

test('it draws on no quota, and none is drawn up before it', async () => {
  const report = await review(
    deployment('two', 2) + deployment('none', 0, '2') + deployment('too', 0, '3'),
  );
  const refused = report.findings.filter(({ level }) => level === 'error');
  expect(refused.map(({ rule, subject }) => [rule, subject.name])).toEqual([['quota/team', 'too']]);
  expect(report.teams).toMatchObject([{ asked: { milliGPU: 2000 }, quota: { after: 2000 } }]);
  expect(report.conclusion).toMatchObject({ objects: 3, pods: 2 });
  expect(report.reviewed.map(({ subject }) => subject.name)).toEqual(['two', 'none', 'too']);
});

test('what an autoscaler brings back is expanded as if nobody had written how many', async () => {
  const { reviewed: all } = await review(deployment('none', 0) + keda);
  expect(all).toMatchObject([
    { atOnce: { least: 0, most: 6, because: 'ScaledObject by-queue' }, notes: [] },
  ]);
});

test('of none that would ask for no GPU nothing is said', async () => {
  const { reviewed: all, without } = await review(
    deployment('none', 0).replace('nvidia.com/gpu', 'cpu'),
  );
  expect([all, without]).toEqual([[], [{ kind: 'Deployment', objects: 1 }]]);
});
