/** `tranche report` on a small cluster in files: who is under-used, who is not measured, and what joins them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { tranche } from './ran.ts';

const SAMPLE = ['fleet', 'namespaces', 'quotas', 'profiles'].flatMap((name) => [
  '-w',
  `policies/sample/${name}.yaml`,
]);

interface Of {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly owner: readonly [kind: string, name: string];
  readonly resource: string;
  readonly container: object;
}

/** As the API server shows one that has run for a month. */
const pod = ({ name, labels = {}, owner: [kind, of], resource, container }: Of) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    namespace: 'speech',
    name,
    uid: `00000000-0000-4000-8000-${name.length.toString().padStart(12, '0')}`,
    labels,
    creationTimestamp: '2026-10-20T09:00:00Z',
    ownerReferences: [
      { apiVersion: 'apps/v1', kind, name: of, uid: `uid-of-${of}`, controller: true },
    ],
  },
  spec: {
    nodeName: resource === 'nvidia.com/gpu' ? 'h100-0' : 'h100-mig-0',
    containers: [{ ...container, resources: { limits: { [resource]: '1' } } }],
  },
  status: { phase: 'Running' },
});

const whisper = (name: string, resource: string): object =>
  pod({
    name,
    labels: { 'pod-template-hash': '6c9f7d5b8d' },
    owner: ['ReplicaSet', 'whisper-6c9f7d5b8d'],
    resource,
    container: {
      name: 'server',
      image: 'ghcr.io/acme/whisper:1.8.2',
      args: ['--model', 'large-v3-turbo', '--port', '9000', '--workers', '2'],
    },
  });

const evaluation = (run: number): object =>
  pod({
    name: `eval-x${run}`,
    labels: { 'app.kubernetes.io/name': 'eval', 'job-name': `eval-x${run}` },
    owner: ['Job', `eval-x${run}`],
    resource: 'nvidia.com/mig-1g.10gb',
    container: { name: 'eval', image: 'ghcr.io/acme/eval:2' },
  });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tranche-report-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** `-w` of a file with these objects. */
function world(name: string, objects: readonly object[]): string[] {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'));
  return ['-w', file];
}

const report = (...args: readonly string[]) => tranche(['report', ...SAMPLE, ...args]);

const onCards = () => world('cards', [whisper('whisper-a', 'nvidia.com/gpu')]);

describe('a server that holds a card and needs a seventh', () => {
  test('is under-used, with the room it leaves and since when nobody has looked: 1', () => {
    const { status, stdout, stderr } = report(...onCards());
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(
      /speech\/Deployment\/whisper +speech +1 +1 +8 % +11 % +0\.89 +\d+ days +look again/,
    );
    expect(stdout).toMatch(/speech +1 +1 +11 % +under-used/);
  });

  test('is told what it would get if it came anew, by whose policies, and what that frees', () => {
    const { stdout } = report(...onCards());
    expect(stdout).toContain('Made anew, they would get less\n\n');
    expect(stdout).toMatch(
      /speech\/Deployment\/whisper server +1 +nvidia\.com\/gpu: 1 +H100-80GB nvidia\.com\/mig-1g\.10gb +0\.858\n/,
    );
    expect(stdout).toContain('no GpuPolicy is to be seen: judged by policies/packs/starter');
    const apart = report(...onCards(), '--excluded-namespaces', 'speech');
    expect(apart.stdout).not.toContain('Made anew');
  });

  test('is judged by other policies where those are given, down to what they ask of evidence', () => {
    const policies = join(folder, 'mine.yaml');
    const spec = {
      match: {},
      sharing: { ladder: { default: ['mig'] }, evidence: { minHours: 5000 } },
    };
    const mine = {
      apiVersion: 'tranche.dev/v1alpha1',
      kind: 'GpuPolicy',
      metadata: { name: 'mine' },
    };
    writeFileSync(policies, stringify({ ...mine, spec }));
    const { stdout } = report(...onCards(), '--policies', policies);
    expect(stdout).toMatch(/server: seen for \d+ of 5000 hours/);
    expect(stdout).not.toContain('Made anew');
  });

  test('is of no team where there is no GpuQuota, and is told what makes one', () => {
    const told = 'A team is a GpuQuota with the namespaces that are its';
    expect(report(...onCards()).stdout).not.toContain(told);
    const args = SAMPLE.flatMap((one) =>
      one.includes('/quotas') ? [] : one === '-w' ? [] : ['-w', one],
    );
    expect(tranche(['report', ...args, ...onCards()]).stdout).toContain(told);
  });

  test('is said in Markdown, CSV, JSON and YAML alike', () => {
    const [md, csv, json, yaml] = ['md', 'csv', 'json', 'yaml'].map((format) => {
      const { status, stdout } = report(...onCards(), '-o', format);
      expect(status).toBe(1);
      return stdout;
    });
    expect(md).toContain('| speech/Deployment/whisper | speech | 1 | 1 | 8 % | 11 % |');
    expect(csv?.split('\r\n')[1]).toMatch(
      /^speech,Deployment,whisper,speech,serving,1,1,0\.076,0\.110,0\.110,under,\d+,true,$/,
    );
    expect(JSON.parse(json ?? '')).toMatchObject({
      kind: 'UnderUseReport',
      teams: [{ team: 'speech', milliGPU: 1000, measured: 1000, standing: 'under' }],
      workloads: [{ name: 'whisper', milliGPU: 1000, standing: 'under', stale: true }],
      unmeasured: [],
      anew: { rows: [{ name: 'whisper', heldMilliGPU: 1000, neededMilliGPU: 142 }] },
      joinings: [],
    });
    expect(yaml).toContain('name: whisper');
  });

  test('and on that seventh it is well used: 0', () => {
    const onSlice = world('slice', [whisper('whisper-a', 'nvidia.com/mig-1g.10gb')]);
    const { status, stdout } = report(...onSlice);
    expect(status).toBe(0);
    expect(stdout).toContain('Less than half in use\n\nnobody\n');
    expect(stdout).not.toContain('Made anew');
    expect(stdout).toMatch(
      /speech\/Deployment\/whisper +speech +1 +0\.142 +62 % +77 % .+ well filled/,
    );
  });
});

describe('what is a failure, whoever runs it says', () => {
  test.each<[string, readonly string[], number]>([
    ['nothing that is found', ['--fail-on', 'none'], 0],
    ['what is under-used', ['--fail-on', 'under-used'], 1],
    ['what nobody looks at again', ['--fail-on', 'stale'], 1],
    ['but not what was asked for of late', ['--fail-on', 'stale', '--stale', '3650d'], 0],
  ])('%s', (_, words, wanted) => {
    const { status, stdout } = report(...onCards(), ...words);
    expect(status).toBe(wanted);
    expect(stdout).toContain('under-used');
  });

  test('and that nothing could be told is one to everybody: 2', () => {
    const blind = world('blind-round', [evaluation(1)]);
    expect(report(...blind, '--fail-on', 'none').status).toBe(2);
  });
});

const quota = (name: string): object => ({
  apiVersion: 'tranche.dev/v1alpha1',
  kind: 'GpuQuota',
  metadata: { name },
  spec: { namespaces: ['speech'], mode: 'enforce', limits: { gpus: 4 } },
});

test('policies that contradict each other are told of, and keep nobody from being told of use', () => {
  const torn = world('torn', [whisper('whisper-a', 'nvidia.com/gpu'), quota('a'), quota('b')]);
  const { status, stdout, stderr } = report(...torn);
  expect(status).toBe(1);
  expect(stdout).toContain('speech/Deployment/whisper');
  expect(stdout).not.toContain('Made anew');
  expect(stderr).toContain('what each would be given anew cannot be told: ');
});

describe('jobs of ever new names', () => {
  const objects = [whisper('whisper-a', 'nvidia.com/gpu'), evaluation(1), evaluation(22)];

  test('are told with the label that joins them, and the policy that is shown does so', () => {
    const { stdout } = report(...world('jobs', objects), '-o', 'json');
    const { joinings, unmeasured } = JSON.parse(stdout);
    expect(unmeasured).toHaveLength(2);
    expect(joinings).toMatchObject([
      {
        namespace: 'speech',
        kind: 'Job',
        names: 2,
        by: { label: 'app.kubernetes.io/name', workloads: 1 },
      },
    ]);
    const joined = report(...world('joined', [...objects, joinings[0].policy]), '-o', 'json');
    expect(JSON.parse(joined.stdout)).toMatchObject({
      unmeasured: [{ kind: 'Job', name: 'eval', pods: 2 }],
      joinings: [],
    });
  });

  test('where nobody is measured nothing can be told: 2, and who holds what all the same', () => {
    const { status, stdout, stderr } = report(...world('blind', [evaluation(1), evaluation(22)]));
    expect(status).toBe(2);
    expect(stderr).toMatch(/none of them has figures/);
    expect(stdout).toContain('speech/Job/eval-x1');
  });
});

test('pods of which nobody says that they run are no fleet without use: 2, and why', () => {
  const { status: _, ...unsaid } = whisper('whisper-a', 'nvidia.com/gpu') as Record<
    string,
    unknown
  >;
  const { status, stdout, stderr } = report(...world('unsaid', [unsaid]));
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/a snapshot leaves the status out/);
});

test('where nobody holds a GPU all is well: 0', () => {
  const { status, stdout } = report(...world('nobody', []));
  expect([status, stdout]).toEqual([0, expect.stringContaining('0 GPUs held')]);
});

test.each<[string, readonly string[], RegExp]>([
  ['no duration', ['--stale', 'long'], /A duration is such as 14d/],
  ['a cluster and files', ['-w', 'x', '--context', 'prod'], /takes the place of a cluster/],
  ['half of a password', ['--username', 'jane', '-w', 'x'], /go together/],
  [
    'a failure there is not',
    ['--fail-on', 'monday'],
    /Allowed choices are none, under-used, stale/,
  ],
  ['a format there is not', ['-o', 'pdf'], /Allowed choices are table, json, yaml, csv, md/],
])('%s: it says so, and 2', (_, words, says) => {
  const { status, stdout, stderr } = tranche(['report', ...words]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(says);
});
