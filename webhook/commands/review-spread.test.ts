/** What was known before, of several clusters and from two sides: what one of them knows of is not what the other says. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { oneNode } from './one-node.fixture.ts';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-review-spread-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const world = (name: string, match: string): string =>
  put(
    `${name}.yaml`,
    `apiVersion: tranche.dev/v1alpha1
kind: World
spec: { cluster: ${name} }
---${oneNode('nvidia.com/gpu.product: NVIDIA-L4', `nvidia.com/gpu: '8'`)}---
apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: none-privileged }
spec:
  priority: 50
  mode: enforce
  match: { namespaces: [speech]${match} }
  guards: [{ rule: guard/privileged, severity: deny }]
`,
  );

const pod = (labels: string, gpus = 1): string => `
apiVersion: v1
kind: Pod
metadata: { name: w, namespace: speech, labels: { ${labels} } }
spec:
  containers:
    - name: main
      image: x
      securityContext: { privileged: true }
      resources: { limits: { nvidia.com/gpu: ${gpus} } }
`;

const review = (words: readonly string[]) => {
  const { status, stdout } = tranche(['review', ...words, '--quiet'], '', {}, folder);
  return { status, stdout };
};

describe('a refusal that one cluster is known for', () => {
  const eks = world('eks', '');
  const gke = world('gke', ', podLabels: { tier: prod }');
  const both = ['-s', eks, '-s', gke];
  put('was/w.yaml', pod('app: w'));
  const is = put('is/w.yaml', pod('app: w, tier: prod'));

  test('is new where another refuses it, too, by the base and by a baseline', () => {
    const based = review([is, '--base', 'was/w.yaml', ...both]);
    expect(based).toEqual({
      status: 1,
      stdout: expect.stringContaining('worse: found in gke, in eks alone in was/w.yaml'),
    });
    review(['was/w.yaml', ...both, '--write-baseline', 'known.json']);
    put('was/w.yaml', pod('app: w, tier: prod'));
    const held = review(['was/w.yaml', ...both, '--baseline', 'known.json']);
    expect(held).toEqual({
      status: 1,
      stdout: expect.stringContaining('worse: found in gke, in eks alone in known.json'),
    });
  });

  test('stays known where a cluster is asked that nobody asked then', () => {
    put('one/w.yaml', pod('app: w, tier: prod'));
    review(['one/w.yaml', '-s', eks, '--write-baseline', 'one.json']);
    expect(review(['one/w.yaml', ...both, '--baseline', 'one.json']).status).toBe(0);
  });

  test('and that a baseline has accepted is no news, though the base had it not', () => {
    put('before/w.yaml', pod('app: w'));
    const now = put('after/w.yaml', pod('app: w, tier: prod'));
    review([now, ...both, '--write-baseline', 'accepted.json']);
    const base = ['--base', 'before/w.yaml'];
    expect(review([now, ...base, ...both]).status).toBe(1);
    expect(review([now, ...base, '--baseline', 'accepted.json', ...both]).status).toBe(0);
    put('after/w.yaml', pod('app: w, tier: prod', 2));
    expect(review([now, ...base, '--baseline', 'accepted.json', ...both])).toEqual({
      status: 1,
      stdout: expect.stringContaining('2, 1 in accepted.json'),
    });
  });
});
