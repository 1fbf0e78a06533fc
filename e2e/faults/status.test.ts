/**
 * What became of a policy, told where its author looks first: in its own status, by whichever
 * replica leads, and again by another when that one is gone.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';

import { apiOf } from '../../webhook/adapters/cluster/api.ts';
import { leaseOf, type Lease } from '../../webhook/adapters/cluster/lease.ts';
import {
  SYSTEM,
  foretold,
  gpuPod,
  metric,
  metrics,
  policy,
  profile,
  quota,
} from '../product/install.ts';
import { installedSuite } from '../product/installed.ts';
import type { KubeObject } from '../cluster.ts';
import { type Cluster, eventually } from '../shared.ts';

const NAMESPACE = 'told';
const CARD = 'nvidia.com/gpu';
const MIG = 'nvidia.com/mig-1g.10gb';
const NODE = {
  name: 'told-mig',
  product: 'NVIDIA-A100-SXM4-80GB',
  gpuMemoryMiB: 81_920,
  gpus: 4,
  allocatable: { [MIG]: 28 },
};

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number;
  readonly lastTransitionTime: string;
}
interface Told extends KubeObject {
  readonly metadata: KubeObject['metadata'] & { readonly generation: number };
  readonly status?: { readonly observedGeneration: number; readonly conditions: Condition[] };
}

const grounds = { namespaces: [NAMESPACE], nodes: [NODE] };

installedSuite('the status of a policy', grounds, (onceInstalled) => {
  let cluster: Cluster;

  onceInstalled(async (given) => {
    cluster = given;
    await cluster.apply([policy('good'), quota('steady', [NAMESPACE], 2)]);
  });

  /** Its conditions as `Accepted=True Ready=True`, once they are of its latest generation. */
  const conditions = async (kind: string, name: string, namespace?: string): Promise<string> => {
    const { metadata, status } = await told(kind, name, namespace);
    if (status === undefined || status.observedGeneration !== metadata.generation) return '';
    return status.conditions.map(({ type, status: is }) => `${type}=${is}`).join(' ');
  };
  const told = async (kind: string, name: string, namespace?: string): Promise<Told> => {
    const object = await cluster.get<Told>(kind, name, namespace);
    if (object === undefined) throw new Error(`no ${kind} ${name}`);
    return object;
  };
  const says = async (kind: string, name: string, type: string): Promise<string> => {
    const { status } = await told(kind, name);
    return status?.conditions.find((condition) => condition.type === type)?.message ?? '';
  };
  const comes = (wanted: string, kind: string, name: string, namespace?: string) =>
    eventually(`${wanted} of ${kind} ${name}`, async () => {
      const found = await conditions(kind, name, namespace);
      return found === wanted;
    });

  const WELL = 'Accepted=True Ready=True';
  const STALLED = 'Accepted=False Ready=False Stalled=True';

  test('is Accepted and Ready once it is in force, and names the set', async () => {
    await comes(WELL, 'gpupolicy', 'good');
    await comes(WELL, 'gpuquota', 'steady');
    const hash = /in set ([0-9a-f]{12})/.exec(await says('gpupolicy', 'good', 'Ready'))?.[1] ?? '';
    expect(metric(await metrics(cluster), 'tranche_policy_info', { hash })).toBe(1);
    // One series at a time, however many sets there have been.
    expect(metric(await metrics(cluster), 'tranche_policy_info')).toBe(1);
    expect(metric(await metrics(cluster), 'tranche_policy_generation')).toBeGreaterThan(0);
  });

  test('reads well where people look: get, wait, explain', async () => {
    const { stdout } = await cluster.kubectl(['get', 'gpupolicies']);
    const [head = '', row = ''] = stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
    expect(head.trim()).toBe('NAME MODE PRIORITY CLASS ACCEPTED READY AGE');
    expect(row).toMatch(/^good enforce 0 (?:<none> )?True True /);
    const all = await cluster.kubectl(['get', 'tranche', '-o', 'name']);
    expect(all.stdout.split('\n')).toContain('gpuquota.tranche.dev/steady');
    await cluster.kubectl(['wait', '--for=condition=Ready', 'gpuquota/steady', '--timeout=20s']);
    const explained = await cluster.kubectl(['explain', 'gpupolicy.status.conditions']);
    expect(explained.stdout).toContain('Accepted: what was read has no fault');
    const spec = await cluster.kubectl(['explain', 'gpupolicy.spec']);
    expect(spec.stdout).toMatch(/mode\s+<string>[^]*How far the policy goes\./);
  });

  test('of two quotas that name one namespace says so on both, and the last good set stays', async () => {
    const hash = await says('gpuquota', 'steady', 'Ready');
    await cluster.apply([quota('thieves', [NAMESPACE], 64)]);
    await comes(STALLED, 'gpuquota', 'thieves');
    expect(await says('gpuquota', 'thieves', 'Accepted')).toBe(
      `/spec/namespaces/0 names ${NAMESPACE}, which GpuQuota steady names already (cluster GpuQuota steady) (a namespace belongs to one team; take it out of one of the two)`,
    );
    // What is in force is not stalled by whoever comes along.
    await comes('Accepted=False Ready=True', 'gpuquota', 'steady');
    expect(await says('gpuquota', 'steady', 'Accepted')).toContain(
      `cluster GpuQuota thieves: /spec/namespaces/0 names ${NAMESPACE}`,
    );
    expect(await says('gpuquota', 'steady', 'Ready')).toBe(hash);
    expect(await says('gpupolicy', 'good', 'Ready')).toBe(hash);
  });

  test('of a change that waits for others names what it waits for', async () => {
    await cluster.apply([policy('good', { priority: 7 })]);
    await comes('Accepted=True Ready=False', 'gpupolicy', 'good');
    expect(await says('gpupolicy', 'good', 'Ready')).toMatch(
      /^set [0-9a-f]{12} stays in force until what is wrong elsewhere is mended: cluster GpuQuota thieves: /,
    );
  });

  test('stays with what was kept where the server starts while others are at fault', async () => {
    if (cluster.kubelet === undefined) return;
    const before = await metrics(cluster);
    const pid = await cluster.kubelet.pid();
    await cluster.kubelet.kill('SIGKILL');
    const after = await eventually('another process, ready', async () => {
      const now = await cluster.kubelet?.pid();
      return now !== undefined && now !== pid && metrics(cluster);
    });
    const hash = /tranche_policy_info\{hash="([0-9a-f]+)"\}/;
    expect(hash.exec(after)?.[1]).toBe(hash.exec(before)?.[1] ?? '');
    expect(metric(after, 'tranche_policy_faults')).toBe(1);
    await comes('Accepted=False Ready=True', 'gpuquota', 'steady');
    await eventually('a word of it in the log', async () =>
      (await cluster.kubelet?.logs())?.includes('the set that was kept on disk at '),
    );
  });

  test('is well again when the fault is mended, without a restart', async () => {
    const pid = await cluster.kubelet?.pid();
    await cluster.apply([quota('thieves', [`${NAMESPACE}-too`], 64)]);
    for (const name of ['thieves', 'steady']) await comes(WELL, 'gpuquota', name);
    await comes(WELL, 'gpupolicy', 'good');
    await cluster.kubectl(['delete', 'gpuquota/thieves']);
    expect(await cluster.kubelet?.pid()).toBe(pid);
    const pod = gpuPod({ namespace: NAMESPACE, name: 'small' });
    await cluster.apply(profile(NAMESPACE, 'Pod', 'small'));
    await eventually('the slice', async () => limit(await foretold(cluster, pod), MIG) === '1');
    await cluster.apply([policy('good', { mode: 'observe' })]);
    await comes(WELL, 'gpupolicy', 'good');
    // Once the object says that it is in force, it is.
    expect(limit(await foretold(cluster, pod), CARD)).toBe('1');
    expect(await cluster.kubelet?.pid()).toBe(pid);
  });

  test('is kept from profiles, which are many, but for those at fault', async () => {
    expect((await told('gpuprofile', 'pod-small', NAMESPACE)).status).toBeUndefined();
    const sick = (vramMaxMiB: number) => profile(NAMESPACE, 'Pod', 'sick', [{ vramMaxMiB }]);
    await cluster.apply(sick(9_000_000));
    await comes(STALLED, 'gpuprofile', 'pod-sick', NAMESPACE);
    await cluster.apply(sick(9_000));
    await comes(WELL, 'gpuprofile', 'pod-sick', NAMESPACE);
    expect((await told('gpuprofile', 'pod-small', NAMESPACE)).status).toBeUndefined();
  });

  test('is written only where something has changed', async () => {
    const { metadata, status } = await told('gpupolicy', 'good');
    // A quota that comes makes another set, which is news of the set but no change of the state.
    await cluster.apply([quota('late', ['late'], 1)]);
    await comes(WELL, 'gpuquota', 'late');
    const now = await eventually('word of the new set', async () => {
      const object = await told('gpupolicy', 'good');
      return object.status?.conditions[1]?.message !== status?.conditions[1]?.message && object;
    });
    expect(now.status?.conditions.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual(
      status?.conditions.map(({ lastTransitionTime }) => lastTransitionTime),
    );
    expect(now.metadata.generation).toBe(metadata.generation);
    if (cluster.how !== 'binaries') return;
    const writes = () =>
      cluster
        .auditEvents()
        .filter(
          ({ objectRef }) =>
            objectRef?.subresource === 'status' && objectRef.resource.startsWith('gpu'),
        ).length;
    const before = writes();
    await new Promise((next) => setTimeout(next, 3_000));
    expect(writes()).toBe(before);
  });

  describe('and who writes it', () => {
    let other: Lease;

    beforeAll(() => {
      const config = new KubeConfig();
      config.loadFromFile(cluster.kubeconfig);
      const parts = {
        api: apiOf(config),
        namespace: SYSTEM,
        name: 'tranche',
        identity: 'the-other',
      };
      other = leaseOf({ ...parts, tell: () => undefined, timing: { everyMs: 500 } });
    });

    afterAll(() => other.stop());

    test('is one of several, who is followed by another when it is killed', async () => {
      if (cluster.kubelet === undefined) return;
      const first = await holderIn(cluster);
      expect(first).not.toBe('');
      other.start();
      await new Promise((next) => setTimeout(next, 3_000));
      expect(other.held()).toBe(false);
      await cluster.kubelet.hold();
      await eventually('the other to lead', () => other.held(), 30);
      expect(await holderIn(cluster)).toBe('the-other');
    });

    test('and who gives the lease back is followed at once, by one who tells what was missed', async () => {
      if (cluster.kubelet === undefined) return;
      await cluster.apply([quota('missed', ['missed'], 1)]);
      await cluster.kubelet.resume();
      await eventually('our server to answer', async () => metrics(cluster));
      await new Promise((next) => setTimeout(next, 2_000));
      // It does not lead, so it does not write.
      expect(other.held()).toBe(true);
      expect((await told('gpuquota', 'missed')).status).toEqual({
        observedGeneration: -1,
        conditions: [],
      });
      await other.stop();
      expect(other.held()).toBe(false);
      await comes(WELL, 'gpuquota', 'missed');
      expect(await holderIn(cluster)).not.toBe('the-other');
    });
  });
});

async function holderIn(cluster: Cluster): Promise<string> {
  const lease = await cluster.get('lease', 'tranche', SYSTEM);
  const spec = lease?.spec as { readonly holderIdentity?: string } | undefined;
  return spec?.holderIdentity ?? '';
}

interface Limited {
  readonly spec: {
    readonly containers: readonly {
      readonly resources: { readonly limits?: Readonly<Record<string, string>> };
    }[];
  };
}

const limit = (pod: Limited, name: string): string | undefined =>
  pod.spec.containers[0]?.resources.limits?.[name];
