import { describe, expect, test } from '@jest/globals';
import { expand } from '../expand.ts';
import { manifestsIn } from '../manifest.ts';
import { MOST_COUNT } from '../raw.ts';

const made = (text: string, namespace = 'team') => {
  const [object = {}] = manifestsIn('m.yaml', text).objects;
  return expand(object, { namespace, minute: 0, most: 0 }).map(
    ({ group, replicas, atOnce, untold }) => ({ group, replicas, most: atOnce.most, untold }),
  );
};

const workflow = (job: string, loop = ''): string => `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: x}
spec:
  entrypoint: all
  templates:
    - name: all
      steps: [[{name: a, template: train${loop}}]]
    - name: train
      resource:
        action: create
        manifest: |
          apiVersion: batch/v1
          kind: Job
          metadata: {generateName: train-}
          spec:
            parallelism: ${job}
            completions: 8
            template: {spec: {containers: [{name: a, image: b}]}}
`;

describe('what a template of a Workflow makes', () => {
  test('has its own pods, as often as the template runs', () => {
    expect(made(workflow('4'))).toMatchObject([{ group: 'train', replicas: 4, most: 4 }]);
    expect(made(workflow('4', ', withItems: [1, 2]'))).toMatchObject([{ replicas: 8, most: 8 }]);
    expect(made(workflow('4', ', withParam: x'))).toMatchObject([{ replicas: 4, most: 'unknown' }]);
  });

  test('is said not to be known where only a run fills it in', () => {
    expect(made(workflow('{{inputs.parameters.n}}'))).toMatchObject([
      { group: 'train', replicas: 0, untold: expect.stringContaining('only when it runs') },
    ]);
  });

  test('is nothing where it only reads or deletes', () => {
    expect(made(workflow('4').replace('create', 'delete'))).toEqual([
      { group: '', replicas: 0, most: 0, untold: undefined },
    ]);
  });
});

const chain = (length: number, loop = '') =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: x}\nspec:\n  entrypoint: t0\n  templates:\n${Array.from(
    { length },
    (_, i) => `  - {name: t${i}, steps: [[{name: a, template: t${i + 1}${loop}}]]}\n`,
  ).join('')}  - {name: t${length}, container: {image: x}}\n`;

describe('a large Workflow', () => {
  test('is read to its end, and not counted', () => {
    expect(made(chain(20_000))).toMatchObject([{ group: 't20000', replicas: 1, most: 'unknown' }]);
  });

  test('that loops more often than can be counted has no number', () => {
    expect(made(chain(9, `, withSequence: {count: ${MOST_COUNT}}`))).toMatchObject([
      { replicas: 1, most: 'unknown' },
    ]);
  });
});
