/**
 * What no schema can say of a document our server says while it is applied, in the reader's own
 * words; and where it cannot be asked the document is stored, and told of in its status.
 */
import { afterAll, expect, test } from '@jest/globals';

import { refused } from '../../webhook/policy/refused.fixture.ts';
import { policy, profile, quota } from '../product/install.ts';
import { installedSuite } from '../product/installed.ts';
import { type Cluster, eventually, onBinaries } from '../shared.ts';
import { type Api, apiOf } from './api.ts';

const NAMESPACE = 'policy-review';
const POLICIES = '/apis/tranche.dev/v1alpha1/gpupolicies';
const ours = refused.filter(({ byUs }) => byUs !== undefined);

interface Stored {
  readonly metadata: { readonly generation: number; readonly labels?: object };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly { type: string; status: string; message: string }[];
  };
  readonly message?: string;
}

const asking = (name: string, cel: string) =>
  policy(name, { match: { namespaces: [NAMESPACE], conditions: [{ name: 'a', cel }] } });

installedSuite('documents before they are stored', { namespaces: [NAMESPACE] }, (onceInstalled) => {
  let cluster: Cluster;
  let api: Api;

  onceInstalled(async (given) => {
    cluster = given;
    api = await apiOf(cluster);
    await eventually('documents to be read', async () => {
      const { code } = await dryRun(asking('is-it-up', 'no('));
      return code !== 0;
    });
  });

  afterAll(() => api.close());

  /** The kubelet is in our hand with binaries only. */
  const here = onBinaries() ? test : test.skip;

  const dryRun = (what: object) => cluster.apply(what, { ok: false, args: ['--dry-run=server'] });

  test.each(ours)(
    '$name is refused in the words of the reader',
    async ({ kind, spec, says, help }) => {
      const object = {
        apiVersion: 'tranche.dev/v1alpha1',
        kind,
        metadata: { name: 'wrong' },
        spec,
      };
      const { code, stderr } = await dryRun(object);
      expect(code).toBe(1);
      expect(stderr).toContain(
        'admission webhook "validate-policies.tranche.dev" denied the request',
      );
      expect(stderr).toContain(`${kind} wrong: ${says}`);
      expect(stderr).toContain(help ?? '');
    },
  );

  test('what another object contradicts is a warning, and is stored', async () => {
    await cluster.apply(quota('first', [NAMESPACE], 2));
    await eventually('the first quota in force', async () => {
      const { stderr } = await dryRun(quota('second', [NAMESPACE], 2));
      return stderr.includes(`names ${NAMESPACE}, which GpuQuota first names already`);
    });
    const stored = await cluster.apply(quota('second', [NAMESPACE], 2));
    expect(stored.stderr).toMatch(
      /^Warning: tranche: GpuQuota second waits: \/spec\/namespaces\/0 /,
    );
    await cluster.kubectl(['delete', 'gpuquota', 'second']);
  });

  test('a product that no catalogue has is a warning, in a policy and in a profile', async () => {
    const products = await dryRun(policy('elsewhere', { sharing: { products: ['A100-80BG'] } }));
    expect([products.code, products.stderr]).toEqual([
      0,
      expect.stringContaining('did you mean A100-80GB?'),
    ]);
    expect((await dryRun(profile(NAMESPACE, 'Pod', 'small'))).stderr).toBe('');
  });

  test('what is good is stored without a word, and changed to what is not, refused', async () => {
    expect((await cluster.apply(asking('good', 'true'))).stderr).toBe('');
    const { code, stderr } = await cluster.apply(asking('good', 'size(object.spec.containers)'), {
      ok: false,
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining('must be true or false')]);
  });

  here(
    'while we are away it is stored; back again, it is told, and may be labelled and removed',
    async () => {
      await cluster.kubelet?.hold();
      const path = `${POLICIES}/unread`;
      expect((await api.send('POST', POLICIES, asking('unread', 'no('))).status).toBe(201);
      await cluster.kubelet?.resume();
      const told = await eventually('its status', async () => {
        const { body } = await api.send<Stored>('GET', path);
        const [accepted] = body.status?.conditions ?? [];
        return body.status?.observedGeneration === body.metadata.generation && accepted;
      });
      expect([told.type, told.status]).toEqual(['Accepted', 'False']);
      expect(told.message).toContain('/spec/match/conditions/0/cel');
      await eventually('documents to be read again', async () => {
        const { code } = await dryRun(asking('is-it-up', 'no('));
        return code !== 0;
      });
      await cluster.kubectl(['label', 'gpupolicy', 'unread', 'seen=yes']);
      await cluster.kubectl(['delete', 'gpupolicy', 'unread', 'good']);
    },
  );
});
