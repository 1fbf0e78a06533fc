/** Pods that come and go, and templates that start nothing: what they draw on, and what is counted of them. */
import { expect, test } from '@jest/globals';
import { render as text } from '../review/outputs/text.ts';
import type { Report } from '../review/report.ts';
import { QUOTA } from './one-node.fixture.ts';
import { reviewed, WORLD, written } from './review-world.fixture.ts';

const CLUSTER =
  WORLD('nvidia.com/gpu.product: NVIDIA-L4', `nvidia.com/gpu: '8'`) +
  QUOTA.replace('gpus: 2', 'gpus: 4');

const pods = (gpus: number): string =>
  `containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: ${gpus} } } }]`;

const CRON = (name: string, gpus: number): string => `---
apiVersion: batch/v1
kind: CronJob
metadata: { name: ${name}, namespace: speech }
spec:
  schedule: '0 3 * * *'
  concurrencyPolicy: Forbid
  jobTemplate: { spec: { template: { spec: { restartPolicy: Never, ${pods(gpus)} } } } }
`;
const JOB = (name: string, gpus: number, hook = ''): string => `---
apiVersion: batch/v1
kind: Job
metadata: { name: ${name}, namespace: speech, annotations: { ${hook} } }
spec: { template: { spec: { restartPolicy: Never, ${pods(gpus)} } } }
`;
const ASR = (gpus: number): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: asr, namespace: speech }
spec: { template: { spec: { ${pods(gpus)} } } }
`;
const WORKFLOWS = `---
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: { name: evaluate, namespace: speech }
spec:
  templates: [{ name: main, container: { image: x, resources: { limits: { nvidia.com/gpu: 2 } } } }]
---
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: { name: nightly, namespace: speech }
spec:
  schedule: '0 3 * * *'
  workflowSpec: { workflowTemplateRef: { name: evaluate }, entrypoint: main }
`;

const found = (manifest: string): Promise<Report> =>
  reviewed(written('manifest.yaml', manifest), CLUSTER);

const refusals = ({ findings }: Report): string[] =>
  findings.filter(({ level }) => level === 'error').map(({ subject }) => subject.name);

const UPGRADE = `'helm.sh/hook': pre-upgrade`;

test.each([
  [
    'two schedules that need not overlap, and a hook of Helm',
    CRON('a', 3) + CRON('b', 3) + JOB('c', 3, UPGRADE),
    [],
  ],
  ['a schedule that finds no room beside what stands', ASR(2) + CRON('a', 3), ['a']],
  ['a schedule that is written before what stands', CRON('a', 3) + ASR(3), ['a']],
  ['a run that is too large by itself', CRON('a', 5), ['a']],
  ['Jobs that nothing parts', JOB('a', 3) + JOB('b', 3), ['b']],
])('%s', async (_name, manifest, refused) => {
  expect(refusals(await found(manifest))).toEqual(refused);
});

test('of runs the largest counts beside what stands, though all are asked for', async () => {
  const { teams } = await found(ASR(1) + CRON('a', 3) + CRON('b', 2));
  expect(teams).toMatchObject([
    { asked: { milliGPU: 6000 }, needed: { milliGPU: 6000 }, quota: { limit: 4000, after: 4000 } },
  ]);
});

const sums = (report: Report): string[] =>
  text(report, { colour: false, quiet: false })
    .split('\n')
    .filter((line) => line.startsWith('team '));

test('what is used and what is needed at once is what is held then, whatever refuses', async () => {
  expect(sums(await found(ASR(1) + CRON('a', 3) + CRON('b', 2)))).toEqual([
    'team speech: asks for 6 GPU, needs 6, of which 5 by schedules or hooks, one after the other, so 4 at once; quota 4, used 0, then 4',
  ]);
  expect(sums(await found(ASR(1) + CRON('a', 2)))).toEqual([
    'team speech: asks for 3 GPU, needs 3; quota 4, used 0, then 3',
  ]);
  const all = CRON('a', 3) + JOB('b', 2) + JOB('c', 2);
  expect(sums(await reviewed(written('manifest.yaml', all), CLUSTER + LIVE))).toEqual([
    'team speech: asks for 7 GPU, 5 refused, needs 2; quota 4, used 1, then 3',
  ]);
});

test('a run finds the same room wherever it is written, and objects stay in the order of their files', async () => {
  const [before, behind] = [await found(CRON('a', 3) + ASR(2)), await found(ASR(2) + CRON('a', 3))];
  expect(sums(before)).toEqual(sums(behind));
  expect(refusals(before)).toEqual(['a']);
  expect(before.reviewed.map(({ subject }) => subject.name)).toEqual(['a', 'asr']);
});

test('a refusal by memory shows the memory of the quota', async () => {
  const small = CLUSTER.replace('gpus: 4', 'gpus: 4, vram: 30000Mi');
  const report = await reviewed(written('manifest.yaml', ASR(1) + JOB('b', 1)), small);
  expect(refusals(report)).toEqual(['b']);
  const { quotaMiB } = report.teams[0] ?? {};
  expect(sums(report)).toEqual([
    `team speech: asks for 2 GPU, 1 refused, needs 1; quota 4, used 0, then 1; VRAM 30000 MiB, used 0, then ${quotaMiB?.after}`,
  ]);
  expect(sums(await reviewed(written('manifest.yaml', ASR(1)), small))).toEqual([
    'team speech: asks for 1 GPU, needs 1; quota 4, used 0, then 1',
  ]);
});

test('figures of a cluster in which nothing runs are told as that', async () => {
  const report = await reviewed(written('manifest.yaml', JOB('b', 5)), CLUSTER + LIVE);
  expect(report.findings[0]?.says).toMatch(
    /^with nothing else running: team speech asks for 5 GPU and uses 0 of its limit of 4/,
  );
  expect(report.reviewed[0]?.outcomes[0]?.because.says).toMatch(/uses 1 of its limit of 4/);
});

test('a template that others name is judged and counts nothing, beside what names it', async () => {
  const report = await found(WORKFLOWS);
  expect(report.reviewed.map(({ subject }) => subject.kind)).toEqual([
    'WorkflowTemplate',
    'CronWorkflow',
  ]);
  const note = 'a template: it counts where it is run, and by itself in no sum';
  expect(report.reviewed.map(({ notes }) => notes.includes(note))).toEqual([true, false]);
  expect(report.teams).toMatchObject([{ asked: { milliGPU: 2000 }, quota: { after: 2000 } }]);
});

test('an object that is not expanded is one, and one with several templates is one', async () => {
  const strange = await found(
    'apiVersion: example.com/v1\nkind: Fleet\nmetadata: { name: x, namespace: speech }\nspec: { resources: { limits: { nvidia.com/gpu: 1 } } }\n',
  );
  expect(strange.conclusion.says).toMatch(/^1 object, 0 pods: 1 warning/);
  const idle = 'template: { spec: { containers: [{ name: main, image: x }] } }';
  const ray = await found(`apiVersion: ray.io/v1
kind: RayCluster
metadata: { name: x, namespace: speech }
spec: { headGroupSpec: { ${idle} }, workerGroupSpecs: [{ groupName: a, replicas: 1, ${idle} }] }
`);
  expect(text(ray, { colour: false, quiet: false })).toContain(
    'never sent to the webhook: pods of 1 object\n',
  );
});

const LIVE = `---
apiVersion: v1
kind: Pod
metadata: { name: tts, namespace: speech }
spec: { nodeName: gpu-0, containers: [{ name: main, resources: { limits: { nvidia.com/gpu: 1 } } }] }
`;

const used = async (manifest: string) =>
  (await reviewed(written('manifest.yaml', manifest), CLUSTER + LIVE)).findings
    .filter(({ rule }) => rule === 'quota/team')
    .map(({ basis, says, help }) => [basis, says.match(/uses \d+ of/)?.[0], help]);

test('whoever is over a quota is told how much of it is of the manifests, and how much is of others', async () => {
  expect(await used(JOB('a', 2) + JOB('b', 2))).toEqual([
    ['today', 'uses 3 of', 'of what the team uses there, 2 GPU are of these manifests'],
  ]);
  expect(await used(JOB('a', 4))).toEqual([['today', 'uses 1 of', undefined]]);
  const three = JOB('a', 2).replace('spec: { template', 'spec: { parallelism: 3, template');
  expect(await used(three)).toEqual([
    ['policy', 'uses 4 of', expect.stringMatching(/^nothing runs there that could be finished: /)],
  ]);
});

test.each([
  ['a CronJob', CRON('nightly', 1).replace('spec:\n', 'spec:\n  suspend: true\n')],
  ['a Job', JOB('once', 1).replace('spec: {', 'spec: { suspend: true,')],
])('%s that is suspended counts as if it ran, which is said', async (_, manifest) => {
  const { reviewed: all, teams } = await reviewed(written('suspended.yaml', manifest), CLUSTER);
  expect(all).toMatchObject([{ notes: ['it is suspended, and counted as if it ran'] }]);
  expect(teams).toMatchObject([{ asked: { milliGPU: 1000 } }]);
});
