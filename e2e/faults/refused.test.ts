/**
 * What our own reader refuses the API server refuses too, wherever its schema can say why: whoever
 * writes such an object is told at once, and not by a fault that nobody looks for. And what is good
 * passes both.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { accepted } from '../../webhook/policy/accepted.fixture.ts';
import { refused } from '../../webhook/policy/refused.fixture.ts';
import { served } from '../../webhook/policy/schema/kinds.ts';
import { BOOT_MS, type Cluster, canRun, sharedCluster } from '../shared.ts';

jest.setTimeout(60_000);
const suite = canRun() ? describe : describe.skip;

const root = join(import.meta.dirname, '..', '..');
const NAMESPACE = 'refused';
const inCluster = refused.filter(({ kind, byUs }) => kind in served && byUs === undefined);

suite('the schemas in the API server', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await cluster.namespace(NAMESPACE);
    await cluster.kubectl(['apply', '--server-side', '-f', join(root, 'manifests', 'crds')]);
    const crds = Object.values(served).map(({ plural }) => `crd/${plural}.tranche.dev`);
    await cluster.kubectl(['wait', '--for=condition=Established', ...crds]);
  }, BOOT_MS);

  afterAll(async () => {
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--timeout=60s']);
    await cluster.stop();
  });

  const dryRun = (what: string | object) =>
    cluster.apply(what, { ok: false, args: ['--dry-run=server'] });

  test.each(inCluster)('refuse $name', async ({ kind, spec }) => {
    const metadata = {
      name: 'wrong',
      ...(served[kind as keyof typeof served].scope === 'Namespaced'
        ? { namespace: NAMESPACE }
        : {}),
    };
    const { code, stderr } = await dryRun({
      apiVersion: 'tranche.dev/v1alpha1',
      kind,
      metadata,
      spec,
    });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/is invalid|Invalid value/)]);
  });

  test.each(accepted)('take $name', async ({ kind, spec, called = 'right' }) => {
    const metadata = { name: called };
    const object = { apiVersion: 'tranche.dev/v1alpha1', kind, metadata, spec };
    expect((await dryRun(object)).stderr).toBe('');
  });

  test('take every parameter of a guardrail that the page shows', async () => {
    const page = readFileSync(join(root, 'policies', 'README.md'), 'utf8');
    const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => text);
    const rules = blocks.filter((text) => text.includes('name: house-rules'));
    expect(rules).toHaveLength(1);
    expect((await dryRun(rules.join(''))).stderr).toBe('');
  });

  test.each(['policy', 'quotas'])('take the samples: %s', async (name) => {
    const text = readFileSync(join(root, 'policies', 'sample', `${name}.yaml`), 'utf8');
    expect((await dryRun(text)).stderr).toBe('');
  });
});
