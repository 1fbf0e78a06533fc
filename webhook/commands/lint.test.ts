import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-lint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const policy = (spec: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: {name: mine}\nspec:\n  ${spec}\n`;

const called = (name: string, spec: string): string => policy(spec).replace('mine', name);

const tidy = file('tidy.yaml', policy('sharing: {ladder: {default: [mig]}}'));
const odd = file(
  'odd.yaml',
  policy('match: {namespaces: [speach]}\n  sharing: {ladder: {default: [dra, mig]}}'),
);

describe('tranche lint', () => {
  test('says nothing of what is well, and ends with 0', () => {
    const { status, stdout, stderr } = tranche(['lint', tidy]);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('holds policies against a World, shows the line, and ends with 1', () => {
    const { status, stdout } = tranche(['lint', odd, '-w', 'policies/sample/world.yaml']);
    expect(status).toBe(1);
    expect(stdout).toContain(
      `${odd}:5:24: lint/no-namespace: /spec/match/namespaces/0 is speach, and there is no such namespace\n`,
    );
    expect(stdout).toContain('did you mean speech?');
    expect(stdout).toContain('lint/nobody-serves: /spec/sharing/ladder/default/0 is dra');
  });

  test('knows the labels of its namespaces, that of the name too', () => {
    const tier = file('tier.yaml', policy('match: {namespaceLabels: {tier: devv}}\n  sharing: {}'));
    const named = policy(
      'match: {namespaceLabels: {kubernetes.io/metadata.name: speech}}\n  sharing: {}',
    );
    const world = file(
      'spaces.yaml',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: speech, labels: {tier: dev}}\n',
    );
    const { status, stdout } = tranche(['lint', tier, '-w', world]);
    expect(status).toBe(1);
    expect(stdout).toContain('asks for tier=devv, and no namespace has that');
    expect(stdout).toContain('did you mean dev?');
    expect(tranche(['lint', file('named.yaml', named), '-w', world])).toMatchObject({
      status: 0,
      stdout: '',
    });
  });

  test('without a World it asks nothing of one', () => {
    expect(tranche(['lint', odd])).toMatchObject({ status: 0, stdout: '' });
  });

  test.each([['lint'], ['export', 'vap']])(
    '%s says so where there is nothing to look at, and ends with 2',
    (...command) => {
      const empty = join(folder, 'empty');
      mkdirSync(empty, { recursive: true });
      const { status, stdout, stderr } = tranche([...command, empty]);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toBe(`tranche: there is no policy, quota or exemption in ${empty}\n`);
    },
  );

  test('reads a folder for each team, and no pods or Worlds of their tests', () => {
    const teams = join(folder, 'teams');
    mkdirSync(join(teams, 'speech/tests/world'), { recursive: true });
    file('teams/all.yaml', called('all', 'sharing: {ladder: {default: [mig]}}'));
    file('teams/speech/policy.yaml', called('speech', 'mode: warn'));
    file('teams/speech/tests/pod.yaml', 'apiVersion: apps/v1\nkind: Deployment\n');
    file('teams/speech/tests/world/cluster.yaml', 'apiVersion: v1\nkind: List\nitems: 3\n');
    const { status, stdout, stderr } = tranche(['lint', teams]);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toContain(`${join(teams, 'speech/policy.yaml')}:5:3: lint/nothing: `);
    rmSync(join(teams, 'all.yaml'));
    expect(tranche(['lint', teams])).toMatchObject({ status: 1, stdout });
    file('teams/speech/policy.yaml', called('speech', 'mod: warn'));
    expect(tranche(['export', 'vap', teams]).stderr).toContain('/spec/mod is no field here');
  });

  test('prints JSON with rule, place and pointer', () => {
    const { stdout } = tranche(['lint', odd, '-w', 'policies/sample/world.yaml', '-o', 'json']);
    const found: unknown = JSON.parse(stdout);
    expect(found).toContainEqual({
      rule: 'lint/no-namespace',
      at: `${odd}:5:24`,
      file: odd,
      line: 5,
      column: 24,
      pointer: '/spec/match/namespaces/0',
      says: 'is speach, and there is no such namespace',
      help: 'did you mean speech?',
    });
  });

  test('ends with 2 where a document has a fault, and with its place', () => {
    const broken = file('broken.yaml', policy('mod: enforce'));
    const { status, stdout, stderr } = tranche(['lint', broken]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`${broken}:5:3: /spec/mod is no field here`);
    expect(tranche(['lint', join(folder, 'absent')])).toMatchObject({ status: 2 });
  });

  test('what we ship has nothing to tell of', () => {
    expect(tranche(['lint', 'policies/guards.yaml'])).toMatchObject({ status: 0, stdout: '' });
    expect(
      tranche(['lint', 'policies/sample/policy.yaml', '-w', 'policies/sample/world.yaml']),
    ).toMatchObject({ status: 0, stdout: '' });
  });
});
