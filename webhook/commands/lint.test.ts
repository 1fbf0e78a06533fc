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

  test.each([['lint'], ['export', 'vap']])(
    '%s names each folder below with policies, which it does not read, until it is named',
    (...command) => {
      const teams = join(folder, `teams-${command.length}`);
      for (const below of ['a', 'b/c', 'notes']) mkdirSync(join(teams, below), { recursive: true });
      const guarded = policy('guards: [{rule: guard/privileged, severity: deny}]');
      writeFileSync(join(teams, 'all.yaml'), guarded);
      writeFileSync(join(teams, 'a/a.yaml'), guarded.replace('mine', 'a'));
      writeFileSync(join(teams, 'b/c/quota.yml'), 'kind: GpuQuota\n');
      writeFileSync(join(teams, 'notes/pod.yaml'), 'kind: Pod\n');
      const says = (path: string): string =>
        `tranche: ${join(teams, path)} holds policies and is passed by: of a folder the files *.yaml and *.yml are read, and no folder in it; name it too\n`;
      expect(tranche([...command, teams]).stderr).toContain(says('a') + says('b/c'));
      expect(tranche([...command, teams]).stderr).not.toContain('notes');
      expect(tranche([...command, teams, join(teams, 'a')]).stderr).not.toContain(says('a'));
    },
  );

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
