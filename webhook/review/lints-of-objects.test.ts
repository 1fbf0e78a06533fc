import { describe, expect, test } from '@jest/globals';
import { expand } from '../expand/expand.ts';
import type { Raw } from '../expand/raw.ts';
import { asking, at, deployment, GPU, known, main, saidOf, SETTINGS } from './lints.fixture.ts';
import { lintsIn } from './lints.ts';

describe('a slip in what stands around pods', () => {
  const table: { name: string; object: Raw; says: string[] }[] = [
    {
      name: 'our annotation on the workload',
      object: deployment(
        { containers: [main({ limits: { [GPU]: 1 } })] },
        { own: { annotations: { 'tranche.dev/keep': 'original' } } },
      ),
      says: [
        'warning lint/own-key /metadata/annotations/tranche.dev~1keep: has the annotation tranche.dev/keep, which is read on pods and does not get there',
      ],
    },
    {
      name: 'our annotation, misspelt twice',
      object: deployment(
        { containers: [main({ limits: { [GPU]: 1 } })] },
        {
          meta: { annotations: { 'tranche.dev/kepp': 'original', 'trance.dev/vram': '12Gi' } },
        },
      ),
      says: [
        'warning lint/own-key /spec/template/metadata/annotations/tranche.dev~1kepp: has the key tranche.dev/kepp, which nobody reads',
        'warning lint/own-key /spec/template/metadata/annotations/trance.dev~1vram: has the key trance.dev/vram, which nobody reads',
      ],
    },
    {
      name: 'the label of a namespace on a workload',
      object: deployment(
        { containers: [main({})] },
        { own: { labels: { 'tranche.dev/rewrite': 'off' } } },
      ),
      says: [
        'warning lint/own-key /metadata/labels/tranche.dev~1rewrite: has the label tranche.dev/rewrite, which nobody reads',
      ],
    },
    {
      name: 'an annotation of a namespace that is meant as its label',
      object: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'x', annotations: { 'tranche.dev/rewrite': 'off' } },
      },
      says: [
        'warning lint/own-key /metadata/annotations/tranche.dev~1rewrite: has tranche.dev/rewrite as an annotation, and it is read as a label',
      ],
    },
    ...[
      [' ', 'no namespace can be called " "'],
      ['Speech', 'no namespace can be called "Speech"'],
      [7, 'its namespace is 7, which is no text'],
    ].map(([namespace, says]) => ({
      name: `a namespace of the name ${JSON.stringify(namespace)}`,
      object: { ...asking({ [GPU]: 1 }), metadata: { name: 'x', namespace } },
      says: [`error lint/namespace /metadata/namespace: is refused: ${says}`],
    })),
    {
      name: 'a quota that bounds nothing',
      object: {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'x' },
        spec: { hard: { [GPU]: 4, [`limits.${GPU}`]: 4 } },
      },
      says: [
        `warning lint/resource-quota /spec/hard/nvidia.com~1gpu: has ${GPU} under hard, which bounds nothing: devices are counted as requests.${GPU} alone`,
        `warning lint/resource-quota /spec/hard/limits.nvidia.com~1gpu: has limits.${GPU} under hard, which bounds nothing: devices are counted as requests.${GPU} alone`,
      ],
    },
    {
      name: 'a bound that hands out cards',
      object: {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'x' },
        spec: {
          limits: [
            { type: 'Container', max: { [GPU]: 2 } },
            { type: 'Pod', max: { [GPU]: 0 } },
            { type: 'Container', min: { [GPU]: 1 } },
            { type: 'Container', max: { [GPU]: 0 } },
          ],
        },
      },
      says: [
        `warning lint/limit-range /spec/limits/0/max/nvidia.com~1gpu: has ${GPU} under max, which is given to every container of the namespace that asks for none`,
        `warning lint/limit-range /spec/limits/1/max/nvidia.com~1gpu: has ${GPU} under max, by which every pod of the namespace that asks for none is refused`,
        `warning lint/limit-range /spec/limits/2/min/nvidia.com~1gpu: has ${GPU} under min, by which every container of the namespace that asks for none is refused`,
      ],
    },
  ];
  test.each(table)('$name', ({ object, says }) => expect(saidOf(object)).toEqual(says));
});

test('a kind whose controller nobody knows may pass its annotations on', () => {
  const object = {
    ...asking({ [GPU]: 1 }),
    metadata: { annotations: { 'tranche.dev/keep': 'x' } },
  };
  const opaque = expand(object, SETTINGS).map((one) => ({ ...one, opaque: true }));
  expect(lintsIn(opaque, { clusters: [{ name: 'eks', known }], at })).toEqual([]);
});
