import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { root, tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-explain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const workload = (name: string): string => `policies/sample/workloads/${name}.yaml`;
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const pod = (name: string, gpus: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec: {containers: [{name: main, image: x, resources: {limits: {nvidia.com/gpu: ${gpus}}}}]}
`;

const three = (name: string, replicas = 3): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: ${replicas}
  template:
    spec: {containers: [{name: main, image: x, resources: {limits: {nvidia.com/gpu: 1}}}]}
`;

describe('what it tells', () => {
  test('of a World whose files lie one level deeper names the folder, and what is missing', () => {
    const deep = join(folder, 'deep');
    mkdirSync(join(deep, 'inner'), { recursive: true });
    const profiles = readFileSync('policies/sample/profiles.yaml');
    writeFileSync(join(deep, 'inner', 'profiles.yaml'), profiles);
    const words = ['explain', '-f', workload('01-whisper'), '-w'];
    const outer = tranche([...words, deep]);
    expect([outer.status, outer.stderr]).toEqual([
      0,
      `tranche: --world ${deep} holds no document; of a folder the files *.yaml and *.yml are read, and of folders in it those that hold a policy\n`,
    ]);
    const policy = 'policies/sample/policy.yaml';
    const inner = tranche([...words, join(deep, 'inner'), '-w', deep, '-w', policy]);
    expect(inner.stderr).toContain(`tranche: --world ${deep} holds no document`);
    expect(inner.stderr).not.toContain(`inner holds`);
    expect(inner.stdout).toContain('this World has no Namespace speech: add it, as kubectl get');
    expect(tranche([...words, policy]).stderr).toBe('');
  });

  test('ends with 0 where all pods are admitted', () => {
    const { status, stdout } = tranche(['explain', '-f', workload('01-whisper')]);
    expect(status).toBe(0);
    expect(stdout).toContain('speech/Deployment/whisper  rewritten');
    expect(stdout).toContain('> H100-80GB nvidia.com/mig-1g.10gb');
  });

  test('ends with 1 where one is refused, and says why', () => {
    const { status, stdout } = tranche(['explain', '-f', workload('11-over-quota')]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /refused, quota\/team: team vision asks for [\d.]+ GPU and uses [\d.]+ of its limit of [\d.]+/,
    );
  });

  test('ends with 2 where the manifest cannot be read, and names line and column', () => {
    const broken = file('broken.yaml', 'kind: Pod\nmetadata: {name: x\nspec:\n');
    const { status, stderr } = tranche(['explain', '-f', broken]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/broken\.yaml:\d+:\d+: /);
  });

  test('ends with 2 where there is no such file', () => {
    const { status, stderr } = tranche(['explain', '-f', join(folder, 'absent.yaml')]);
    expect(status).toBe(2);
    expect(stderr).toContain('cannot read');
  });

  test('ends with 2 where nothing makes a pod', () => {
    const service = file('service.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: x}\n');
    expect(tranche(['explain', '-f', service])).toMatchObject({ status: 2, stdout: '' });
  });

  test('reads stdin and prints Decisions as JSON', () => {
    const text = readFileSync(join(root, workload('05-notebook-ada')), 'utf8');
    const { status, stdout } = tranche(['explain', '-f', '-', '-o', 'json'], text);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        proposed: { verdict: 'rewrite', class: 'notebook', because: { rule: 'fit/time-slice' } },
        judged: { verdict: 'leave' },
      },
    ]);
  });

  test.each(['-f -', '-f - -f -'])('waits for a pipe that is slow to fill: %s', (words) => {
    const script = `(sleep 1; cat ${workload('01-whisper')}) | "$0" dist/cli.js explain ${words}`;
    const { status, stdout } = spawnSync('bash', ['-c', script, process.execPath], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(stdout.match(/^speech\/Deployment\/whisper {2}rewritten$/gm)).toHaveLength(1);
    expect(status).toBe(0);
  });

  test('colours nothing that is not a terminal', () => {
    // oxlint-disable-next-line no-control-regex
    expect(tranche(['explain', '-f', workload('01-whisper')]).stdout).not.toMatch(/\u001b/);
  });

  test('tells all faults of a World at once, each with its place and a caret', () => {
    const world = file(
      'world.yaml',
      `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: {name: one}
spec:
  mode: enforced
  sharing:
    headroom: 0.5
    laddder: {default: [mig]}
`,
    );
    const { status, stderr } = tranche(['explain', '-f', workload('01-whisper'), '--world', world]);
    expect(status).toBe(2);
    for (const place of ['world.yaml:5:9', 'world.yaml:7:15', 'world.yaml:8:5'])
      expect(stderr).toContain(place);
    expect(stderr).toContain('ladder');
    expect(stderr.match(/\^/g)?.length).toBeGreaterThanOrEqual(3);
  });
});

describe('what it reads', () => {
  test('every -f, and directories as kubectl does', () => {
    const inner = join(folder, 'some');
    mkdirSync(join(inner, 'deeper.yaml'), { recursive: true });
    writeFileSync(join(inner, 'b.yml'), pod('second', '1'));
    writeFileSync(join(inner, 'a.json'), '{"kind": "Pod", "metadata": {"name": "no-spec"}}');
    writeFileSync(join(inner, 'notes.txt'), 'not: [read');
    const files = [workload('01-whisper'), inner, file('third.yaml', pod('third', '1'))];
    const words = files.flatMap((path) => ['-f', path]);
    const { status, stdout, stderr } = tranche(['explain', ...words]);
    expect(stdout.match(/^\S+\/(?:whisper|second|third) /gm)).toHaveLength(3);
    expect(stderr).toContain('a.json:1:10: Pod default/no-spec: ');
    expect(status).toBe(2);
  });

  test('a directory without manifests is told so', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(tranche(['explain', '-f', empty])).toMatchObject({
      status: 2,
      stderr: `tranche: cannot read ${empty}: no *.yaml, *.yml or *.json lies in that directory\n`,
    });
  });

  test.each([
    [['-f', 'nope.yaml'], 'tranche: cannot read nope.yaml: no such file\n'],
    [
      ['-f', workload('01-whisper'), '-w', 'nope'],
      'tranche: cannot read --world nope: no such file\n',
    ],
  ])('%j says once that there is none', (words, stderr) => {
    expect(tranche(['explain', ...words])).toMatchObject({ status: 2, stdout: '', stderr });
  });

  test('a fault of YAML is shown once, with its line and a caret', () => {
    const broken = file('caret.yaml', 'kind: Pod\nmetadata: {name: x\nspec:\n');
    expect(tranche(['explain', '-f', broken]).stderr).toMatch(
      /^\S+caret\.yaml:3:1: is broken YAML: [^:\n]*[^:\n]\n {2}3 \| spec:\n {4}\| \^+\n$/,
    );
  });

  test('of very many faults twenty are shown', () => {
    const many = file('many.yaml', '- 1\n---\n'.repeat(30));
    const { stderr } = tranche(['explain', '-f', many]);
    expect(stderr.match(/has no kind/g)).toHaveLength(20);
    expect(stderr).toMatch(/\nand 10 more\n$/);
  });

  test('an object that cannot be told hides none of the others', () => {
    const served = `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: llama}
spec: {resources: {limits: {nvidia.com/gpu: 1}}}
`;
    const mixed = file('mixed.yaml', `${pod('fine', '1')}${served}`);
    const { status, stdout, stderr } = tranche(['explain', '-f', mixed]);
    expect(stdout).toContain('default/Pod/fine');
    expect(stderr).toContain(
      'mixed.yaml:8:7: NIMService is not expanded: NIMService default/llama asks for nvidia.com/gpu, and only its controller knows for which pods',
    );
    expect(status).toBe(2);
  });
});

describe('how it judges', () => {
  const team = `apiVersion: tranche.dev/v1alpha1
kind: World
---
apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: {name: small}
spec: {namespaces: [default], mode: enforce, limits: {gpus: 2}}
---
apiVersion: v1
kind: Namespace
metadata: {name: default}
`;
  test('every replica is charged in turn, and told where they differ', () => {
    const small = file('small.yaml', team);
    const words = ['explain', '-w', small, '-f', file('three.yaml', three('three'))];
    const { status, stdout, stderr } = tranche(words);
    expect(stdout).toContain('  2 of 3 pods admitted\n');
    expect(stdout).toContain('refused, quota/team');
    expect([status, stderr]).toEqual([1, '']);
  });

  test('all manifests of a call draw on one quota', () => {
    const small = file('one-quota.yaml', team);
    const words = ['a', 'b', 'c'].flatMap((name) => ['-f', file(`${name}.yaml`, pod(name, '1'))]);
    expect(tranche(['explain', '-w', small, ...words, '-o', 'json'])).toMatchObject({ status: 1 });
    expect(tranche(['explain', '-w', small, ...words.slice(2)])).toMatchObject({ status: 0 });
  });

  test('of very many replicas the first hundred are placed one by one, all are counted, and that is said', () => {
    const small = file('many-quota.yaml', team);
    const many = file('replicas.yaml', three('many', 5000));
    expect(tranche(['explain', '-w', small, '-f', many]).stdout).toContain(
      '2 of 5000 pods admitted; the first 100 of 5000 were placed one by one',
    );
  });

  test('what the API server refuses is refused', () => {
    const { status, stdout } = tranche(['explain', '-f', file('half.yaml', pod('half', '1.5'))]);
    expect(stdout).toBe(
      'default/Pod/half  refused\n  the API server refuses it: container main asks for nvidia.com/gpu: 1.5; devices come in whole numbers; ask for 1: where a part is enough, a slice is chosen for it; annotations of other engines divide cards too\n',
    );
    expect(status).toBe(1);
  });

  test('so is a GPU under requests alone, in every replica', () => {
    const asked = three('requested').replace('limits', 'requests');
    const { status, stdout } = tranche(['explain', '-f', file('requested.yaml', asked)]);
    expect(stdout).toBe(
      'default/Deployment/requested  refused\n  the API server refuses it: container main has nvidia.com/gpu: 1 under requests and no limit; write it under limits; a request is made from it\n  0 of 3 pods admitted\n',
    );
    expect(status).toBe(1);
  });

  test('says in which cluster, where none was given', () => {
    expect(tranche(['explain', '-f', workload('01-whisper')]).stderr).toBe(
      'tranche: no --world given: decided in the sample cluster of policies/sample\n',
    );
  });
});

describe('-o patch', () => {
  test('is the JSON Patch of one pod', () => {
    const { stdout } = tranche(['explain', '-f', workload('01-whisper'), '-o', 'patch']);
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ op: 'add' }));
  });

  test('of two pods is refused, since it would not say whose it is', () => {
    const words = ['-f', workload('01-whisper'), '-f', workload('05-notebook-ada')];
    const { status, stdout, stderr } = tranche(['explain', ...words, '-o', 'patch']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('here are 2: speech/Deployment/whisper, lab/Notebook/ada');
    expect(stderr).toContain('-o json');
  });
});
