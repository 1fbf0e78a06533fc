/** The examples of policies/README.md do what the page says of them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { root } from './commands/ran.ts';
import { containerRevision } from './core/identity/revision.ts';
import { play, podIn, stageOf } from './golden/playing.ts';

const page = readFileSync(join(root, 'policies/README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'tranche-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The one YAML block that has these words, as a file. */
function example(words: string): string {
  const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => text);
  const found = blocks.filter((text) => text.includes(words));
  expect(found).toHaveLength(1);
  const file = join(folder, `${words}.yaml`);
  writeFileSync(file, found[0] ?? '');
  return file;
}

const sample = (name: string): string => join(root, 'policies/sample', name);

describe('what the page shows', () => {
  test('the pods of one task of Airflow are one workload, and get a slice', async () => {
    const worlds = [example('name: airflow'), sample('fleet.yaml'), sample('namespaces.yaml')];
    const pod = podIn(
      'airflow.yaml',
      `apiVersion: v1
kind: Pod
metadata:
  namespace: research
  name: embed-docs-k3j9x1
  labels: { dag_id: daily, task_id: embed_docs, kubernetes_pod_operator: 'True', run_id: manual }
spec:
  containers:
    - name: base
      image: ghcr.io/acme/embed:2.1
      resources: { limits: { nvidia.com/gpu: 1 } }
`,
    );
    const { proposed } = await play(pod, stageOf(...worlds));
    expect(proposed).toMatchObject({
      verdict: 'rewrite',
      inForce: true,
      workload: { kind: 'Pod', name: 'daily/embed_docs' },
      because: { rule: 'fit/mig' },
    });
  });

  test('an important service keeps its card, and one of another account does not', async () => {
    const worlds = [
      example('name: important-services'),
      sample('policy.yaml'),
      sample('fleet.yaml'),
      sample('namespaces.yaml'),
    ];
    const policyOf = async (account: string, priority: string): Promise<string> => {
      const pod = podIn(
        'pod.yaml',
        `apiVersion: v1
kind: Pod
metadata: { namespace: speech, name: llama }
spec:
  serviceAccountName: ${account}
  priority: ${priority}
  containers:
    - name: main
      image: docker.io/vllm/vllm-openai:v0.9
      resources: { limits: { nvidia.com/gpu: 1 } }
`,
      );
      return (await play(pod, stageOf(...worlds))).proposed.policy;
    };
    expect(await policyOf('prod-llama', '5000')).toBe('important-services');
    expect(await policyOf('prod-llama', '10')).toBe('default');
    expect(await policyOf('default', '5000')).toBe('default');
  });

  test('a pod of the house that keeps none of its rules is told of each', async () => {
    const worlds = ['fleet.yaml', 'namespaces.yaml'].map(sample);
    const pod = podIn(
      'train.yaml',
      `apiVersion: v1
kind: Pod
metadata: { namespace: research, name: train }
spec:
  nodeSelector: { karpenter.sh/capacity-type: spot }
  containers:
    - name: main
      image: ghcr.io/acme/train:1
      command: [torchrun, train.py]
      resources: { limits: { nvidia.com/gpu: 9 } }
`,
    );
    const { judged } = await play(pod, stageOf(example('name: house-rules'), ...worlds));
    expect(judged.rules.filter(({ outcome }) => outcome === 'warn').map(({ id }) => id)).toEqual([
      'guard/max-gpus',
      'guard/required-labels',
      'guard/deadline',
      'guard/unequal',
      'guard/spot',
    ]);
  });

  test('the whole World gives the sample’s first manifest a seventh of its card', async () => {
    const whisper = sample('workloads/01-whisper.yaml');
    const pod = podIn(whisper, readFileSync(whisper, 'utf8'));
    const { judged } = await play(pod, stageOf(example('name: gpu-0')));
    expect(judged.claimFinal.milliGPU).toBe(142);
  });

  test('a revision is spelled as it says', () => {
    const [, command = '', image = '', text = ''] =
      /So `(.*?)`\s+of\s+`(.*?)`\s+is\s+`(.*?)`/.exec(page) ?? [];
    expect(containerRevision({ name: 'x', image, command: command.split(' ') })).toBe(text);
  });
});
