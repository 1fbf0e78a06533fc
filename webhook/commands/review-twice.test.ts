/** An object that two files hold is one object of the cluster. */
import { describe, expect, test } from '@jest/globals';
import type { Report } from '../review/report.ts';
import { QUOTA } from './one-node.fixture.ts';
import { reviewed, WORLD, written } from './review-world.fixture.ts';

const CLUSTER =
  WORLD('nvidia.com/gpu.product: NVIDIA-L4', `nvidia.com/gpu: '8'`) +
  QUOTA.replace('gpus: 2', 'gpus: 4');

const ASR = (replicas: number, name = 'name: asr'): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { ${name}, namespace: speech }
spec:
  replicas: ${replicas}
  template: { spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 1 } } }] } }
`;

const found = (manifest: string): Promise<Report> =>
  reviewed(written('manifest.yaml', manifest), CLUSTER);
const twice = ({ findings }: Report) =>
  findings
    .filter(({ rule }) => rule === 'lint/same-object')
    .map(({ level, says, at }) => [level, at.line, says]);
const asked = ({ teams }: Report) => teams.map((sum) => [sum.asked.milliGPU, sum.refused.milliGPU]);

describe('the same object', () => {
  test('that says the same is judged and charged where it stands first, and the second is told of', async () => {
    const report = await found(ASR(3) + ASR(3));
    expect(twice(report)).toEqual([
      ['note', 10, 'also stands in manifest.yaml:3, and is reviewed there'],
    ]);
    expect(asked(report)).toEqual([[3000, 0]]);
    expect(report.conclusion.says).toMatch(/^1 object, 3 pods: /);
  });

  test('that says something else is judged too, and the last alone is counted', async () => {
    const report = await found(ASR(4) + ASR(2));
    expect(twice(report)).toEqual([
      ['warning', 10, expect.stringMatching(/^also stands in manifest.yaml:3, and not alike: /)],
    ]);
    expect(asked(report)).toEqual([[2000, 0]]);
    expect(report.reviewed).toHaveLength(2);
    expect(report.conclusion.exit).toBe(0);
  });

  test('that says something else hides no fault of the first', async () => {
    const report = await found(ASR(5) + ASR(2));
    expect(report.findings[0]).toMatchObject({ rule: 'quota/team', at: { line: 7 } });
    expect(asked(report)).toEqual([[2000, 0]]);
  });
});

test('that says its namespace here and leaves it to be filled in there is alike', async () => {
  const inDefault = ASR(1).replace('namespace: speech', 'namespace: default');
  const [unsaid, empty] = ['', ", namespace: ''"].map((said) =>
    ASR(1).replace(', namespace: speech', said),
  );
  const report = await found(`${inDefault}${unsaid}${empty}`);
  expect(twice(report)).toEqual([
    ['note', 10, 'also stands in manifest.yaml:3, and is reviewed there'],
    ['note', 17, 'also stands in manifest.yaml:3, and is reviewed there'],
  ]);
});

test('what is given a name when it is made is another each time', async () => {
  const report = await found(ASR(1, 'generateName: asr-') + ASR(1, 'generateName: asr-'));
  expect(twice(report)).toEqual([]);
  expect(asked(report)).toEqual([[2000, 0]]);
});
