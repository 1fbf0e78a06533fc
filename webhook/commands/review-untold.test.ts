/** What nobody may overlook: pods whose template lives in the cluster, and how many objects and documents there were. */
import { describe, expect, test } from '@jest/globals';
import { render as text } from '../review/outputs/text.ts';
import { reviewed, WORLD, written } from './review-world.fixture.ts';

const world = WORLD('nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3', `nvidia.com/gpu: '8'`);

const MODEL = `
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: { name: llama, namespace: speech }
spec: { predictor: { minReplicas: 8, model: { modelFormat: { name: huggingface }, runtime: vllm } } }
`;
const JOB = `
apiVersion: trainer.kubeflow.org/v1alpha1
kind: TrainJob
metadata: { name: tune, namespace: speech }
spec: { runtimeRef: { name: torch }, trainer: { numNodes: 16 } }
`;
const WORKSPACE = `
apiVersion: kubeflow.org/v1beta1
kind: Workspace
metadata: { name: desk, namespace: speech }
spec: { kind: jupyter, podTemplate: { options: { imageConfig: a, podConfig: b } } }
`;
const LLM = `
apiVersion: serving.kserve.io/v1alpha1
kind: LLMInferenceService
metadata: { name: chat, namespace: speech }
spec: { baseRefs: [{ name: base }], template: { containers: [{ name: main }] } }
`;
const UNHEARD_OF = `
apiVersion: example.com/v1
kind: Robot
metadata: { name: plain, namespace: speech }
spec: { arm: { podTemplate: { spec: { containers: [{ name: main, image: x }] } } } }
`;

describe('pods whose template lives in the cluster', () => {
  test.each([
    { name: 'a runtime of KServe', manifest: MODEL, says: /ServingRuntime vllm/ },
    { name: 'a runtime of the trainer', manifest: JOB, says: /ClusterTrainingRuntime torch/ },
    { name: 'the kind of a Workspace', manifest: WORKSPACE, says: /WorkspaceKind jupyter/ },
    { name: 'what baseRefs bring', manifest: LLM, says: /baseRefs/ },
  ])('are warned of: $name', async ({ manifest, says }) => {
    const report = await reviewed(written('elsewhere.yaml', manifest), world);
    expect(report.findings).toMatchObject([
      { rule: 'lint/not-expanded', level: 'warning', says: expect.stringMatching(says) },
    ]);
    expect(report.conclusion.objects).toBe(1);
    expect(text(report, { colour: false, quiet: false })).not.toContain('never sent');
  });

  test('are told from those of which only the number is not known', async () => {
    const report = await reviewed(written('unheard-of.yaml', UNHEARD_OF), world);
    expect(report.findings).toEqual([]);
    expect(text(report, { colour: false, quiet: false })).toContain('never sent');
  });
});

const GENERATED = `
apiVersion: v1
kind: Pod
metadata: { generateName: gen-, namespace: speech }
spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 1 } } }] }
---`;

test('objects that the server will name are as many as were written', async () => {
  const { conclusion } = await reviewed(written('twice.yaml', GENERATED.repeat(2)), world);
  expect(conclusion).toMatchObject({ objects: 2, pods: 2 });
});

test('a document with several faults is one that could not be read', async () => {
  const faulty = 'kind: Pod\na: 1\na: 2\nb: 1\nb: 2\n---\nkind: Pod\nc: {\n';
  const { unread, conclusion } = await reviewed(written('faulty.yaml', faulty), world);
  expect(unread.length).toBeGreaterThan(2);
  expect(conclusion.says).toContain('; 2 documents could not be read');
});

test('text that YAML takes for something else is told with what to write', async () => {
  const pod = `
apiVersion: v1
kind: Pod
metadata: { name: y, labels: { version: 1.0 } }
spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 1 } } }] }
`;
  const { unread } = await reviewed(written('unquoted.yaml', pod), world);
  expect(unread.map(({ column, help = '' }) => [column, help])).toEqual([
    [13, expect.stringMatching(/^put it in quotes: .* YAML 1\.1, where y, n, .* true and false$/)],
    [32, 'put it in quotes'],
  ]);
});
