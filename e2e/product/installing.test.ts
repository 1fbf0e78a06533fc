/** What we install, whichever way, and that it goes away again. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';

import { type Tools, parity, postures, template } from '../../manifests/parity.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import { SYSTEM, gpuPod, installTranche, leave, reviewed } from './install.ts';

jest.setTimeout(120_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'installing';

suite('the manifests', () => {
  let cluster: Cluster;
  let tools: Tools;

  beforeAll(async () => {
    cluster = await sharedCluster();
    tools = { helm: (args) => cluster.helm(args), kubectl: (args) => cluster.kubectl(args) };
    for (const name of [NAMESPACE, SYSTEM]) await cluster.namespace(name);
  }, BOOT_MS);

  afterAll(() => leave(cluster, [NAMESPACE]));

  test.each(Object.keys(postures) as (keyof typeof postures)[])(
    'of chart and kustomization are the same objects, to %s',
    async (posture) => {
      expect(await parity(tools, posture)).toEqual([]);
    },
  );

  test.each(Object.entries(postures))(
    'tell the server whether it fails closed, to %s',
    async (posture, { values }) => {
      const { stdout } = await cluster.helm([...template, ...values]);
      // The policy of the API server's own that holds who writes profiles calls nobody, and fails closed always.
      const webhooks = parseAllDocuments(stdout).flatMap((one) => one.toJS()?.webhooks ?? []);
      const failing = webhooks.filter(({ failurePolicy }) => failurePolicy === 'Fail');
      expect(failing.length > 0).toBe(posture === 'enforce');
      expect(stdout.includes('- --fail-closed')).toBe(posture === 'enforce');
    },
  );

  test.each(Object.entries(postures))(
    'are accepted by the API server, to %s',
    async (_, { kustomization }) => {
      const words = ['apply', '--dry-run=server', '-k', kustomization];
      const { stdout, stderr } = await cluster.kubectl(words);
      expect(stderr.split('\n').filter((line) => line.startsWith('Warning'))).toEqual([]);
      expect(stdout).toContain('mutatingwebhookconfiguration.admissionregistration.k8s.io/tranche');
      await cluster.kubectl([...words, '--server-side']);
      expect(await cluster.list('mutatingwebhookconfiguration')).toEqual([]);
    },
  );

  test('are gone after helm uninstall, and no GPU pod is refused meanwhile', async () => {
    await installTranche(cluster, { enforce: true });
    const create = (name: string) =>
      cluster.apply(gpuPod({ namespace: NAMESPACE, name }), { ok: false });
    expect((await create('before')).code).toBe(0);
    expect((await reviewed(cluster)).validate).toBeGreaterThan(0);

    await cluster.helm(['uninstall', 'tranche', '-n', SYSTEM]);
    const refused: string[] = [];
    await eventually('our pod to go', async () => {
      const { code, stderr } = await create(`meanwhile-${Date.now()}`);
      if (code !== 0) refused.push(stderr);
      const labels = 'app.kubernetes.io/name=tranche';
      return (await cluster.list('pod', { namespace: SYSTEM, labels })).length === 0;
    });
    expect(refused).toEqual([]);
    expect((await create('after')).stderr).toBe('');

    for (const kind of ['mutatingwebhookconfiguration', 'validatingwebhookconfiguration'])
      expect(await cluster.list(kind)).toEqual([]);
    const labelled = { labels: 'app.kubernetes.io/name=tranche' };
    for (const kind of ['clusterrole', 'clusterrolebinding', 'flowschema', 'service', 'configmap'])
      expect(await cluster.list(kind, labelled)).toEqual([]);
    // What people stored in them is theirs, so the CRDs stay.
    expect(await cluster.get('crd', 'gpupolicies.tranche.dev')).toBeDefined();
  });
});
