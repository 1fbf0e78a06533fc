/** Two Worlds held against each other at the command line, and what is told of a file that says when it was made. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-snapshot-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const HEADER = (readAt: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: World\nspec: { readAt: '${readAt}', cluster: prod }\n`;
const QUOTA = (gpus: number): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: speech }\nspec: { namespaces: [speech], limits: { gpus: ${gpus} } }\n`;
const NAMESPACE = (labels: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: speech, labels: { ${labels} } }\n`;

const NODE = (name: string, gpus: number, more = ''): string =>
  `apiVersion: v1
kind: Node
metadata: { name: ${name}, labels: { nvidia.com/gpu.product: NVIDIA-L4, zone: a } }
status: { allocatable: { cpu: '32', memory: 128Gi, pods: '110', nvidia.com/gpu: '${gpus}' }${more} }
`;
const POD = (name: string): string =>
  `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: speech }
spec: { nodeName: l4-0, containers: [{ name: main, resources: { limits: { nvidia.com/gpu: '1' } } }] }
`;

const world = (...documents: readonly string[]): string => documents.join('---\n');

const monday = file(
  'monday.yaml',
  world(
    HEADER('2026-11-16T09:00:00Z'),
    QUOTA(4),
    NAMESPACE('tier: prod'),
    NODE('l4-0', 4, ", taken: { cpu: '2' }"),
    NODE('l4-1', 4),
  ),
);
const friday = file(
  'friday.yaml',
  world(
    HEADER('2026-11-20T09:00:00Z'),
    QUOTA(8),
    NAMESPACE('tier: test'),
    NODE('l4-0', 4, ", taken: { cpu: '3' }"),
    NODE('l4-2', 2),
    POD('asr'),
  ),
);

describe('tranche snapshot diff', () => {
  test('tells what was changed by hand by field, what comes and goes by number, and what is on offer', () => {
    const { status, stdout } = tranche(['snapshot', 'diff', monday, friday]);
    expect(stdout.replaceAll(`${folder}/`, '')).toBe(
      [
        'monday.yaml of prod at 2026-11-16T09:00:00Z -> friday.yaml of prod at 2026-11-20T09:00:00Z',
        '~ GpuQuota speech',
        '    /spec/limits/gpus: 4 -> 8',
        '~ Namespace speech',
        '    /metadata/labels/tier: "prod" -> "test"',
        '- Node l4-1',
        '+ Node l4-2',
        'Pod: 1 added',
        'Node: other pods take more or less of 1',
        'on offer',
        '  L4 nvidia.com/gpu: 2 nodes, 8 -> 6 units, 8 -> 5 free',
        '',
      ].join('\n'),
    );
    expect(status).toBe(1);
  });

  test('tells all of it as JSON', () => {
    const { status, stdout } = tranche(['snapshot', 'diff', monday, friday, '-o', 'json']);
    const { from, objects, offers } = JSON.parse(stdout);
    expect([status, from.cluster]).toEqual([1, 'prod']);
    expect(objects).toContainEqual({
      kind: 'Pod',
      object: 'speech/asr',
      change: 'added',
      fields: [],
    });
    expect(offers).toEqual([
      {
        offer: 'L4 nvidia.com/gpu',
        before: { nodes: 2, units: 8, free: 8 },
        after: { nodes: 2, units: 6, free: 5 },
      },
    ]);
  });

  test('finds no difference where there is none but the time', () => {
    const text = readFileSync(monday, 'utf8');
    const later = file('later.yaml', text.replace('2026-11-16', '2026-11-18'));
    const { status, stdout } = tranche(['snapshot', 'diff', monday, later]);
    expect([status, stdout.split(': ').at(-1)]).toEqual([0, 'no difference\n']);
  });

  test('cannot tell of what is not there, or is no World', () => {
    expect(tranche(['snapshot', 'diff', monday, join(folder, 'none.yaml')]).status).toBe(2);
    const bad = file('bad.yaml', 'kind: Nothing\n');
    const { status, stderr } = tranche(['snapshot', 'diff', bad, monday]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('bad.yaml:1:7')]);
  });
});

const taken = (gpus: string): string =>
  file(`${gpus}.yaml`, world(NODE('l4-0', 4, `, taken: { nvidia.com/gpu: '${gpus}' }`)));

test('of pods that a World does not hold one by one, what they take is taken', () => {
  const { stdout } = tranche(['snapshot', 'diff', taken('1'), taken('3')]);
  expect(stdout).toContain('L4 nvidia.com/gpu: 1 nodes, 4 units, 3 -> 1 free');
});

test('a shell is offered diff, and files behind it', () => {
  const { stdout } = tranche(['completion', 'bash']);
  expect(stdout).toMatch(/"snapshot "\*\) words="diff [^\n]*files=1/);
});

describe('whoever decides in a snapshot', () => {
  const GPU = { limits: { 'nvidia.com/gpu': '1' } };
  const containers = [{ name: 'main', image: 'x', resources: GPU }];
  const pod = file(
    'pod.json',
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'asr', namespace: 'speech' },
      spec: { containers },
    }),
  );
  const HASHES = 'hashes: { policies: a, documents: b }';
  const made = (readAt: string, more: string): string =>
    file(
      'made.yaml',
      world(
        HEADER(readAt).replace('cluster: prod', `cluster: prod, ${HASHES}${more}`),
        NAMESPACE('tier: prod'),
        NODE('l4-0', 4),
      ),
    );

  test('is told how old it is, for whom it was made, and what is not in it', () => {
    const readAt = new Date(Date.now() - 3 * 86_400_000 - 60_000).toISOString();
    const path = made(readAt, ", teams: [speech], missing: ['Job: you may not list jobs']");
    for (const words of [
      ['explain', '-f', pod, '-w', path],
      ['lint', join('policies', 'sample', 'policy.yaml'), '-w', path],
    ]) {
      const { stderr } = tranche(words);
      expect(stderr).toContain(`a snapshot of prod read 3 days ago (${readAt})\n`);
      expect(stderr).toContain('made.yaml was made for speech alone\n');
      expect(stderr).toContain('made.yaml: Job: you may not list jobs\n');
    }
  });

  test('is told nothing of a World that was written by hand', () => {
    expect(tranche(['explain', '-f', pod, '-w', monday]).stderr).not.toContain('a snapshot');
  });
});

describe('a cluster that cannot be read', () => {
  const kubeconfig = file(
    'kubeconfig',
    `apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: 'https://127.0.0.1:9' } }]
contexts: [{ name: c, context: { cluster: c, user: u } }]
users: [{ name: u, user: { token: t } }]
current-context: c
`,
  );

  test('leaves nothing behind, and is told why', () => {
    const out = join(folder, 'never.yaml');
    const { status, stderr } = tranche(['snapshot', '--kubeconfig', kubeconfig, '-o', out]);
    expect([status, existsSync(out)]).toEqual([2, false]);
    expect(stderr).toMatch(/^tranche: fetch failed: .+\n$/);
  });

  test('is not asked with two options that do not go together', () => {
    const words = ['--kubeconfig', kubeconfig, '--teams', 'speech', '--dra'];
    const { status, stderr } = tranche(['snapshot', ...words]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("does not go with '--dra'")]);
  });
});
