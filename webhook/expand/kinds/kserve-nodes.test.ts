import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { expand } from '../expand.ts';
import { member } from '../raw.ts';

const gpusOf = (predictor: string) =>
  expand(
    {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'x', namespace: 'chat' },
      spec: { predictor: parse(predictor) },
    },
    { namespace: 'default', minute: 0, most: 1 },
  ).map(({ group, replicas, pods: [pod] }) => {
    const { containers } = member(pod, 'spec');
    const all: readonly unknown[] = Array.isArray(containers) ? containers : [];
    return [group, replicas, all.map((one) => member(one, 'resources')['limits'] ?? 'none')];
  });

test.each([
  [
    'as many as its tensors are parallel, on the head and on each worker',
    'model: {modelFormat: {name: huggingface}}\nworkerSpec: {pipelineParallelSize: 4, tensorParallelSize: 2}',
    [
      ['predictor', 1, [{ 'nvidia.com/gpu': '2' }]],
      ['predictor worker', 3, [{ 'nvidia.com/gpu': '2' }]],
    ],
  ],
  [
    'one where nothing is said, of the vendor that is asked for, over what stands there',
    'model: {modelFormat: {name: vLLM}, resources: {limits: {amd.com/gpu: 4, cpu: 2}}}\nworkerSpec: {}',
    [
      ['predictor', 1, [{ 'amd.com/gpu': '1', cpu: 2 }]],
      ['predictor worker', 1, [{ 'nvidia.com/gpu': '1' }]],
    ],
  ],
  [
    'none beside them, nor of a model on one node',
    'containers: [{name: kserve-container, image: x}, {name: log, image: y}]',
    [['predictor', 1, ['none', 'none']]],
  ],
])('a model over several nodes is given %s', (_name, predictor, wanted) => {
  expect(gpusOf(predictor)).toEqual(wanted);
});
