import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-explain-kinds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('explain', () => {
  test('of a kind that nobody has heard of each template is judged, and that is said', () => {
    const flink = `apiVersion: flink.apache.org/v1beta1
kind: FlinkDeployment
metadata: {name: words}
spec:
  taskManager:
    podTemplate:
      spec: {containers: [{name: main, image: flink, resources: {limits: {nvidia.com/gpu: 1}}}]}
`;
    const { status, stdout } = tranche(['explain', '-f', file('flink.yaml', flink)]);
    expect(stdout).toContain('default/FlinkDeployment/words');
    expect(stdout).toContain(
      'FlinkDeployment default/words (/spec/taskManager/podTemplate): only its controller knows how many pods it makes of this template',
    );
    expect(status).toBe(0);
  });

  test('of a DaemonSet a pod is judged for each node that would keep it', () => {
    const daemons = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: watch, namespace: speech}
spec:
  template:
    spec:
      tolerations: [{operator: Exists}]
      containers: [{name: main, image: x, resources: {limits: {nvidia.com/gpu: 1}}}]
`;
    const world = ['a', 'b']
      .map(
        (name) => `apiVersion: v1
kind: Node
metadata: {name: ${name}, labels: {nvidia.com/gpu.product: NVIDIA-L4}}
spec: {taints: [{key: gpu, effect: NoSchedule}]}
status: {allocatable: {cpu: '8', memory: 32Gi, pods: '110', nvidia.com/gpu: '1'}}
`,
      )
      .join('---\n');
    const words = ['explain', '-f', file('daemons.yaml', daemons), '-w'];
    expect(tranche([...words, file('two.yaml', world)]).stdout).toContain('  2 pods alike');
    const none = `apiVersion: v1\nkind: Namespace\nmetadata: {name: speech}\n`;
    expect(tranche([...words, file('none.yaml', none)]).stdout).toContain(
      'no nodes are known here; one pod is judged',
    );
  });

  test('a runtime that a job names is looked for among all manifests of the call', () => {
    const runtime = `apiVersion: trainer.kubeflow.org/v1alpha1
kind: ClusterTrainingRuntime
metadata: {name: torch}
spec:
  template:
    spec:
      replicatedJobs:
        - name: node
          template: {spec: {template: {spec: {containers: [{name: node, image: torch}]}}}}
`;
    const job = `apiVersion: trainer.kubeflow.org/v1alpha1
kind: TrainJob
metadata: {name: bert}
spec:
  runtimeRef: {name: torch}
  trainer: {numNodes: 2, resourcesPerNode: {limits: {nvidia.com/gpu: 1}}}
`;
    const [a, b] = [file('train-job.yaml', job), file('runtime.yaml', runtime)];
    expect(tranche(['explain', '-f', a, '-f', b]).stdout).not.toContain('not among');
    expect(tranche(['explain', '-f', a]).stdout).toContain(
      'TrainJob default/bert (node): ClusterTrainingRuntime torch, which makes its pods, is not among the manifests',
    );
  });
});
