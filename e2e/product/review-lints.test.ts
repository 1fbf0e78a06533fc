/**
 * What a review says of manifests before any policy is asked, held against the API server itself: it
 * refuses what the lint calls an error, and stores what the lint warns of, without its effect.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import {
  asking,
  deployment,
  found,
  GPU,
  main,
  saidOf,
} from '../../webhook/review/lints.fixture.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';

jest.setTimeout(60_000);
const suite = canRun() ? describe : describe.skip;

const PLAIN = 'linted';
const BOUNDED = 'linted-quota';
const COUNTED = 'linted-counted';
const RANGED = 'linted-range';
const SPACES = [PLAIN, BOUNDED, COUNTED, RANGED];

type Written = Record<string, unknown>;
interface Stored {
  readonly metadata: { readonly annotations?: Written };
  readonly spec: { readonly containers: readonly { readonly resources?: { limits?: Written } }[] };
}

/** As a Deployment must have it, beside what the lints look at. */
const whole = (object: Written): Written => ({
  ...object,
  spec: { selector: { matchLabels: { app: 'x' } }, ...(object['spec'] as Written) },
});
const pod = (namespace: string, resources: Written = {}): Written => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'x', namespace },
  spec: { containers: [main(resources)] },
});
const bound = (kind: string, namespace: string, spec: Written): Written => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', namespace },
  spec,
});
const withInit = (limits: Written): Written =>
  deployment({
    initContainers: [{ ...main({ limits }), name: 'warm' }],
    containers: [main({})],
  });

const rulesOf = (object: Written) => found(object).map(({ rule, level }) => [level, rule]);

suite('what a review says of a manifest', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await sharedCluster();
    for (const name of SPACES) await cluster.namespace(name);
  }, BOOT_MS);

  afterAll(async () => {
    await cluster.kubectl(['delete', 'namespace', ...SPACES, '--wait=false']);
    await cluster.stop();
  });

  const dryRun = (object: Written, namespace = PLAIN, args: readonly string[] = []) =>
    cluster.apply(object, { ok: false, namespace, args: ['--dry-run=server', ...args] });
  const limitsOf = async (object: Written, namespace: string): Promise<unknown> => {
    const { stdout } = await dryRun(object, namespace, ['-o', 'json']);
    return (JSON.parse(stdout) as Stored).spec.containers[0]?.resources?.limits;
  };

  const debugged = deployment({
    containers: [main({})],
    ephemeralContainers: [{ ...main({ limits: { [GPU]: 1 } }), name: 'debug' }],
  });
  const errors: { name: string; object: Written; rule: string; why: RegExp }[] = [
    {
      name: 'half a card',
      object: asking({ [GPU]: '0.5' }),
      rule: 'api-server/devices',
      why: /must be an integer/,
    },
    {
      name: 'a request below the limit',
      object: deployment({ containers: [main({ limits: { [GPU]: 2 }, requests: { [GPU]: 1 } })] }),
      rule: 'api-server/devices',
      why: /must be equal to nvidia.com\/gpu limit/,
    },
    {
      name: 'a request alone',
      object: deployment({ containers: [main({ requests: { [GPU]: 1 } })] }),
      rule: 'api-server/devices',
      why: /Limit must be set for non overcommitable resources/,
    },
    {
      name: 'a name without a domain',
      object: asking({ gpu: 1 }),
      rule: 'lint/gpu-name',
      why: /must be a standard resource/,
    },
    {
      name: 'an ephemeral container',
      object: debugged,
      rule: 'lint/ephemeral-gpu',
      why: /ephemeral/i,
    },
  ];
  test.each(errors)('is an error where it is refused: $name', async ({ object, rule, why }) => {
    expect(rulesOf(object)).toEqual([['error', rule]]);
    const { code, stderr } = await dryRun(whole(object));
    expect([code, stderr]).toEqual([1, expect.stringMatching(why)]);
  });

  const selecting = { nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-H100' } };
  const warnings: { name: string; object: Written; rule: string }[] = [
    { name: 'a letter too few', object: asking({ 'nvida.com/gpu': 1 }), rule: 'lint/gpu-name' },
    { name: 'a letter too many', object: asking({ 'nvidia.com/gpus': 1 }), rule: 'lint/gpu-name' },
    {
      name: 'a name of long ago',
      object: asking({ 'alpha.kubernetes.io/nvidia-gpu': 1 }),
      rule: 'lint/gpu-name',
    },
    { name: 'an init container alone', object: withInit({ [GPU]: 1 }), rule: 'lint/init-gpu' },
    {
      name: 'an unknown product',
      object: asking({ [GPU]: 1 }, selecting),
      rule: 'lint/node-label',
    },
  ];
  test.each(warnings)('is a warning where it is stored: $name', async ({ object, rule }) => {
    expect(rulesOf(object)).toEqual([['warning', rule]]);
    const { code, stderr } = await dryRun(whole(object));
    expect([code, stderr]).toEqual([0, '']);
  });

  test('an annotation of ours on a workload does not get to its pods', async () => {
    const annotations = { 'tranche.dev/keep': 'original' };
    const object = deployment({ containers: [main({})] }, { own: { annotations } });
    expect(rulesOf(object)).toEqual([['warning', 'lint/own-key']]);
    await cluster.apply(whole(object), { namespace: PLAIN });
    const made = await eventually('a pod of it', async () => {
      const [one] = await cluster.list<Stored>('pods', { namespace: PLAIN, labels: 'app=x' });
      return one;
    });
    expect(made.metadata.annotations ?? {}).not.toHaveProperty(['tranche.dev/keep']);
  });

  test('a ResourceQuota bounds GPUs by requests alone', async () => {
    const spelt = bound('ResourceQuota', BOUNDED, { hard: { [GPU]: 0, [`limits.${GPU}`]: 0 } });
    expect(rulesOf(spelt)).toEqual([
      ['warning', 'lint/resource-quota'],
      ['warning', 'lint/resource-quota'],
    ]);
    const counted = bound('ResourceQuota', COUNTED, { hard: { [`requests.${GPU}`]: 0 } });
    expect(rulesOf(counted)).toEqual([]);
    await cluster.apply(spelt);
    await cluster.apply(counted);
    const card = { limits: { [GPU]: 1 } };
    for (const [namespace, of] of [
      [BOUNDED, GPU],
      [COUNTED, `requests.${GPU}`],
    ] as const)
      await eventually(`the quota of ${namespace} in force`, async () => {
        const quota = await cluster.get<{ status?: { hard?: Written } }>(
          'resourcequota',
          'x',
          namespace,
        );
        return quota?.status?.hard?.[of] === '0' ? true : undefined;
      });
    expect((await dryRun(pod(COUNTED, card), COUNTED)).stderr).toContain('exceeded quota');
    expect((await dryRun(pod(BOUNDED, card), BOUNDED)).stderr).toBe('');
  });

  const container = (lists: Written) => ({ type: 'Container', ...lists });
  const two = { [GPU]: 2 };
  const given = [
    { name: 'a default', item: container({ default: two }) },
    { name: 'a maximum', item: container({ max: two }) },
    { name: 'both defaults', item: container({ default: two, defaultRequest: two }) },
  ];
  test.each(given)(
    'a LimitRange gives GPUs to containers that ask for none: $name',
    async ({ item }) => {
      const range = bound('LimitRange', RANGED, { limits: [item] });
      expect(saidOf(range)).toEqual([expect.stringContaining('is given to every container')]);
      await cluster.apply(range);
      // Its plugin reads namespaces from a cache.
      const limits = await eventually('GPUs that nobody asked for', () =>
        limitsOf(pod(RANGED), RANGED),
      );
      expect(limits).toEqual({ [GPU]: '2' });
      await unbounded(RANGED);
    },
  );

  const refusing = [
    { name: 'a minimum', item: container({ min: two }), why: 'Limit must be set' },
    {
      name: 'a request by default',
      item: container({ defaultRequest: two }),
      why: 'Limit must be set',
    },
    { name: 'a maximum of pods', item: { type: 'Pod', max: two }, why: 'usage per Pod is 2' },
    { name: 'none for pods', item: { type: 'Pod', max: { [GPU]: 0 } }, why: 'usage per Pod is 0' },
  ];
  test.each(refusing)(
    'a LimitRange refuses pods that ask for none: $name',
    async ({ item, why }) => {
      const range = bound('LimitRange', RANGED, { limits: [item] });
      expect(saidOf(range)).toEqual([expect.stringMatching(/asks for none is refused$/)]);
      await cluster.apply(range);
      await eventually('a refusal', async () => {
        const { stderr } = await dryRun(pod(RANGED), RANGED);
        return stderr.includes(why) ? true : undefined;
      });
      await unbounded(RANGED);
    },
  );

  const unbounded = async (namespace: string): Promise<void> => {
    await cluster.kubectl(['delete', 'limitrange', 'x', '-n', namespace]);
    await eventually('no bounds any more', async () => {
      const { code } = await dryRun(pod(namespace), namespace);
      return code === 0 && (await limitsOf(pod(namespace), namespace)) === undefined
        ? true
        : undefined;
    });
  };
});
