import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { tranche } from '../ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};

const POLICY = `
apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: few }
spec:
  mode: enforce
  guards: [{ rule: guard/max-gpus, severity: deny, parameters: { perPod: 2 } }]
`;

interface Written {
  readonly world?: string;
  readonly cases: string;
}

const suite = ({ world = '[]', cases }: Written): string => `
apiVersion: tranche.dev/v1alpha1
kind: PolicyTest
metadata: { name: few }
spec:
  policies: [policy.yaml]
  world: ${world}
  cases:
${cases}`;

const asking = (gpus: number): string =>
  `{ kind: Pod, apiVersion: v1, metadata: { name: p }, spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: ${gpus} } } }] } }`;

const one = (name: string, gpus: number, expects: string): string => `
    - name: ${name}
      pod: ${asking(gpus)}
      expect: ${expects}
`;

/** A folder of its own, with the policy and this suite. */
function written(name: string, given: Written): string {
  file(`${name}/policy.yaml`, POLICY);
  file(`${name}/few.test.yaml`, suite(given));
  return join(folder, name);
}

const TWO = one('two cards are let in', 2, '{ verdict: leave, rules: { guard/max-gpus: pass } }');
const THREE = one('three are refused', 3, '{ verdict: refuse, because: guard/max-gpus }');

describe('a suite', () => {
  test('that comes out as expected is one line, and ends with 0', () => {
    const { status, stdout, stderr } = tranche(['test', written('good', { cases: TWO + THREE })]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ok {3}\S+few\.test\.yaml {2}2 cases\n$/);
  });

  test('names its cases where it is asked to', () => {
    const { stdout } = tranche(['test', written('loud', { cases: TWO + THREE }), '-v']);
    expect(stdout).toContain('  ok two cards are let in\n  ok three are refused\n');
  });

  test('is found in folders below, never among packages', () => {
    file('deep/a/b/policy.yaml', POLICY);
    file('deep/a/b/few.test.yaml', suite({ cases: TWO }));
    file('deep/node_modules/x/bad.test.yaml', 'nonsense');
    expect(tranche(['test', join(folder, 'deep')])).toMatchObject({ status: 0 });
  });

  test('lies among the documents it tests, and explain passes over it', () => {
    const pod = file('pod.json', asking(2).replaceAll(/(\w[\w./]*)(?=[:,\s}\]])/g, '"$1"'));
    const world = written('beside', { cases: TWO });
    expect(tranche(['explain', '-f', pod, '--world', world]).status).toBe(0);
  });
});

describe('what is not as expected', () => {
  const cases =
    TWO +
    one(
      'three are let in',
      3,
      '{ verdict: leave, inForce: false, says: [allows 9], claim: { milliGPU: 1 } }',
    );
  const { status, stdout } = tranche(['test', written('wrong', { cases })]);

  test('ends with 1', () => expect(status).toBe(1));

  test('is told with its place, what was expected and what was had', () => {
    expect(stdout).toContain('FAIL ');
    expect(stdout).toContain('2 cases, 1 failed\n  x three are let in\n');
    expect(stdout).toMatch(
      /few\.test\.yaml:16:26: verdict\n {6}expected {2}leave\n {6}had {7}refuse\n/,
    );
    expect(stdout).toMatch(/:16:42: inForce\n {6}expected {2}false\n {6}had {7}true\n/);
    expect(stdout).toMatch(
      /says\/0\n {6}expected {2}… allows 9 …\n {6}had {7}guard\/max-gpus: the pod asks for 3/,
    );
    expect(stdout).toMatch(/claim\/milliGPU\n {6}expected {2}1\n {6}had {7}3000\n/);
    expect(stdout).toContain('    it says: guard/max-gpus: the pod asks for 3 GPUs');
  });

  test('is none of the cases that --run leaves out', () => {
    const path = join(folder, 'wrong');
    expect(tranche(['test', path, '--run', 'two*']).status).toBe(0);
    expect(tranche(['test', path, '--run', 'two*', '--run', 'three*']).status).toBe(1);
  });
});

describe('what cannot be told ends with 2', () => {
  const table: { name: string; given: Written; says: RegExp }[] = [
    {
      name: 'a field that no case has',
      given: { cases: one('a', 1, '{ verdct: leave }') },
      says: /few\.test\.yaml:12:17: \/spec\/cases\/0\/expect\/verdct is no field here\n[^]*help: did you mean verdict\?/,
    },
    {
      name: 'a word that no verdict is',
      given: { cases: one('a', 1, '{ verdict: refused }') },
      says: /:12:26: \/spec\/cases\/0\/expect\/verdict must be one of leave, rewrite, hold, refuse, got "refused"\n[^]*help: did you mean refuse\?/,
    },
    {
      name: 'a rule that nobody knows',
      given: { cases: one('a', 1, '{ rules: { guard/max-gpu: pass } }') },
      says: /rules\/guard~1max-gpu is the id of no rule\n[^]*help: did you mean guard\/max-gpus\?/,
    },
    {
      name: 'a case that expects nothing',
      given: { cases: one('a', 1, '{}') },
      says: /\/spec\/cases\/0\/expect must have at least 1 entry/,
    },
    {
      name: 'a case without a pod',
      given: { cases: '    - { name: a, expect: { verdict: leave } }' },
      says: /\/spec\/cases\/0 has no pod\n[^]*help: write one of pod and manifest/,
    },
    {
      name: 'two cases of one name',
      given: { cases: one('a', 1, '{ verdict: leave }') + one('a', 2, '{ verdict: leave }') },
      says: /\/spec\/cases\/1\/name is the name of an earlier case \(\S+few\.test\.yaml:10:13\)/,
    },
    {
      name: 'no case at all',
      given: { cases: '    []' },
      says: /\/spec\/cases must have at least 1 entry, has 0/,
    },
    {
      name: 'a world that is not there',
      given: { world: '[nodes.yaml]', cases: TWO },
      says: /:7:11: \/spec\/world\/0 cannot read \S+nodes\.yaml: no such file/,
    },
    {
      name: 'a world of this machine alone',
      given: { world: '[/etc/hosts]', cases: TWO },
      says: /\/spec\/world\/0 must be relative to this file/,
    },
    {
      name: 'a manifest that is not there',
      given: { cases: '    - { name: a, manifest: gone.yaml, expect: { verdict: leave } }' },
      says: /\/spec\/cases\/0\/manifest cannot read \S+gone\.yaml: no such file/,
    },
    {
      name: 'an object that makes no pod',
      given: {
        cases: '    - { name: a, pod: { kind: ConfigMap }, expect: { verdict: leave } }',
      },
      says: /\/spec\/cases\/0\/pod makes no pod/,
    },
    {
      name: 'a pod that nobody could create',
      given: {
        cases:
          '    - { name: a, pod: { kind: Pod, metadata: { name: p }, spec: { containers: [{ name: c, image: x, resources: { requests: { nvidia.com/gpu: 2 }, limits: { nvidia.com/gpu: 1 } } }] } }, expect: { verdict: leave } }',
      },
      says: /\/spec\/cases\/0 has a pod that the API server itself refuses: /,
    },
    {
      name: 'a pod that cannot be read',
      given: {
        cases:
          '    - { name: a, pod: { kind: Pod, spec: { containers: 3 } }, expect: { verdict: leave } }',
      },
      says: /\/spec\/cases\/0 .*containers/,
    },
  ];

  test.each(table)('$name', ({ name, given, says }) => {
    const { status, stdout, stderr } = tranche(['test', written(name.replaceAll(' ', '-'), given)]);
    expect(stderr).toMatch(says);
    expect([status, stdout]).toEqual([2, '']);
  });

  test('a fault of a policy, which is shown with its line', () => {
    const path = written('faulty', { cases: TWO });
    file('faulty/policy.yaml', POLICY.replace('enforce', 'enforced'));
    const { status, stderr } = tranche(['test', path]);
    expect(status).toBe(2);
    expect(stderr).toContain('  6 |   mode: enforced\n');
  });

  test('a folder without a suite, and one that is not there', () => {
    mkdirSync(join(folder, 'empty'));
    const empty = tranche(['test', join(folder, 'empty')]);
    expect([empty.status, empty.stderr]).toEqual([
      2,
      expect.stringContaining('there is no *.test.yaml in '),
    ]);
    const gone = tranche(['test', join(folder, 'gone')]);
    expect([gone.status, gone.stderr]).toEqual([2, expect.stringContaining('gone: no such file')]);
  });

  test('a --run that no case is called by', () => {
    const { status, stderr } = tranche(['test', written('run', { cases: TWO }), '--run', 'four*']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('no case is called four*')]);
  });
});

const required = (path: string) => tranche(['test', path, '--require-coverage']);

describe('coverage', () => {
  test('says which guardrails have objected and passed, and which have not', () => {
    const { status, stdout } = tranche(['test', written('half', { cases: TWO }), '--coverage']);
    expect(status).toBe(0);
    expect(stdout).toContain(
      '  policy few  matched 1\n  guard/max-gpus  never objected, passed 1\n',
    );
  });

  test('may be required, and then what is missing ends with 1', () => {
    const half = required(join(folder, 'half'));
    expect([half.status, half.stderr]).toEqual([
      1,
      expect.stringContaining('guard/max-gpus objects in no case'),
    ]);
    expect(required(join(folder, 'good'))).toMatchObject({ status: 0, stderr: '' });
  });

  test('a policy that matches nobody is missing', () => {
    const path = written('nobody', { cases: TWO + THREE });
    file(
      'nobody/policy.yaml',
      `${POLICY}---${POLICY.replace('few', 'others').replace('spec:', 'spec:\n  match: { namespaces: [elsewhere] }')}`,
    );
    const { status, stderr } = tranche(['test', path, '--require-coverage']);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining('no case is matched by policy others'),
    ]);
  });
});
