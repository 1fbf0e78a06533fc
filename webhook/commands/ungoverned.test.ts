/** Whoever is told that no policy is here is told how to ask by the one that a scan takes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { readFiles } from '../adapters/read-files.ts';
import { shipped } from './paths.ts';
import { tranche } from './ran.ts';
import { judgedBy } from './scan/policies.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-ungoverned-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const whisper = ['explain', '-f', 'policies/sample/workloads/01-whisper.yaml'];

/** The sample's cluster as it would be without Tranche's policies. */
const bare = ['quotas', 'profiles', 'namespaces', 'fleet', 'pods'].map(
  (name) => `policies/sample/${name}.yaml`,
);
const inWorld = (...paths: readonly string[]): string[] => paths.flatMap((path) => ['-w', path]);
const guards = file(
  'guards.yaml',
  stringify({
    apiVersion: 'tranche.dev/v1alpha1',
    kind: 'GpuPolicy',
    metadata: { name: 'guards' },
    spec: {
      match: {},
      guards: [{ rule: 'guard/max-gpus', severity: 'warn', parameters: { perPod: 8 } }],
    },
  }),
);
const elsewhere = file(
  'elsewhere.yaml',
  stringify({
    apiVersion: 'tranche.dev/v1alpha1',
    kind: 'GpuPolicy',
    metadata: { name: 'of-others' },
    spec: {
      mode: 'enforce',
      match: { namespaces: ['nobody'] },
      sharing: { ladder: { default: ['mig'] } },
    },
  }),
);

const OPTION = 'explain does with --starter';

describe('where no policy with sharing terms is', () => {
  test.each([
    ['at all', bare],
    ['but one of guardrails', [...bare, guards]],
  ])('%s, the option that helps is named, and does', (_, world) => {
    const asked = [...whisper, ...inWorld(...world)];
    const { stdout } = tranche(asked);
    expect(stdout).toContain('policy/none: no policy with sharing terms matches it');
    expect(stdout).toContain(`note: no policy with sharing terms is here: tranche scan judges by`);
    expect(stdout).toContain(OPTION);

    const [option = ''] = /--\S+/.exec(OPTION) ?? [];
    const by = tranche([...asked, option]);
    expect([by.status, by.stderr]).toEqual([0, '']);
    expect(by.stdout).toContain('policy starter, mode observe');
    expect(by.stdout).toContain('would rewrite');
    expect(by.stdout).not.toContain('policy/none');
  });

  test('it is the one by which a scan judges then', () => {
    const { by, documents: chosen } = judgedBy(
      readFiles([...shipped, ...bare]).documents,
      [],
      'files',
    );
    const [starter] = chosen.filter(({ kind }) => kind === 'GpuPolicy');
    expect([by, starter?.name]).toEqual(['default', 'starter']);
  });
});

test('policies that match others have their own cure, and the pack takes their place where it is asked for', () => {
  const asked = [...whisper, ...inWorld(...bare, elsewhere)];
  const { stdout } = tranche(asked);
  expect(stdout).toContain('note: none of of-others matches it: --policies says why not');
  expect(stdout).not.toContain(OPTION);
  expect(tranche([...asked, '--policies']).stdout).not.toContain('says why not');
  expect(tranche(whisper).stdout).not.toContain('policy starter');
  expect(tranche([...asked, '--starter']).stdout).toContain('policy starter, mode observe');
  expect(tranche([...whisper, '--starter']).stdout).toContain('policy starter, mode observe');
});

test('the pack is for manifests, and named where a cluster is asked', () => {
  const { status, stderr } = tranche(['explain', 'pod/x', '--starter']);
  expect(status).toBe(2);
  expect(stderr).toContain("option '--starter' is for manifests");
});
