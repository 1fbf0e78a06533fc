/**
 * One Deployment under one policy, by kubectl alone: looked at, warned of, given its slice, and left
 * alone again. Nobody restarts anything on the way.
 */
import { expect, test } from '@jest/globals';

import { type Cluster, eventually } from '../shared.ts';
import {
  DECISION,
  MIG,
  ORIGINAL,
  type Pod,
  cardsAndSlices,
  decisionOf,
  eventsIn,
  foretold,
  gpuDeployment,
  gpuPod,
  gpusOf,
  leftSoon,
  masked,
  metric,
  metrics,
  policy,
  profile,
  runningPods,
} from './install.ts';
import { installedSuite } from './installed.ts';

const WALKED = 'walked';
const NOBODYS = 'walked-by-nobody';
const whisper = gpuDeployment({ namespace: WALKED, name: 'whisper' });
const twin = gpuDeployment({ namespace: NOBODYS, name: 'whisper' });
const probe = gpuPod({ namespace: WALKED, name: 'probe' });
const DRY = { args: ['--dry-run=server'] };

interface Told {
  readonly metadata: { readonly generation: number };
  readonly status?: {
    readonly observedGeneration: number;
    readonly conditions: readonly {
      readonly type: string;
      readonly status: string;
      readonly message: string;
    }[];
  };
}

const grounds = { enforce: true, namespaces: [WALKED, NOBODYS], nodes: cardsAndSlices('walked') };

installedSuite('a policy that is walked from observe to enforce', grounds, (onceInstalled) => {
  let cluster: Cluster;
  let pid: number | undefined;

  onceInstalled(async (given) => {
    cluster = given;
    pid = await cluster.kubelet?.pid();
    const kinds = { Deployment: 'whisper', Pod: 'probe' };
    for (const [kind, name] of Object.entries(kinds))
      await cluster.apply(profile(WALKED, kind, name));
    await cluster.apply([
      policy('walk', { mode: 'observe', match: { namespaces: [WALKED] } }),
      twin,
    ]);
    await inForce('walk');
    await cluster.apply(whisper);
  });

  /** The set that it is in, once the latest of it is in force. */
  const inForce = (name: string): Promise<string> =>
    eventually(`the latest of ${name} to be in force`, async () => {
      const { metadata, status } = (await cluster.get<Told>('gpupolicy', name)) ?? {};
      if (metadata === undefined || status?.observedGeneration !== metadata.generation) return '';
      const ready = status.conditions.find(({ type }) => type === 'Ready');
      return ready?.status === 'True' && /in set ([0-9a-f]{12})/.exec(ready.message)?.[1];
    });

  const generation = async (): Promise<number> =>
    metric(await metrics(cluster), 'tranche_policy_generation');

  const patched = (spec: object): Promise<unknown> => {
    const patch = JSON.stringify({ spec });
    return cluster.kubectl(['patch', 'gpupolicy', 'walk', '--type=merge', '-p', patch]);
  };

  /** Comes back with the set before and after. */
  const edited = async (spec: object): Promise<{ before: string; after: string }> => {
    const before = await inForce('walk');
    await patched(spec);
    return { before, after: await inForce('walk') };
  };

  /** Of a rollout now, what kubectl says and the pod that comes of it. */
  const restarted = async (): Promise<{ said: string; pod: Pod }> => {
    const old = (await runningPods(cluster, whisper)).map(({ metadata }) => metadata.uid);
    const words = ['rollout', 'restart', 'deployment/whisper', '-n', WALKED];
    const { stderr } = await cluster.kubectl(words);
    const pod = await eventually('a pod of the new revision', async () => {
      const [only, ...more] = await runningPods(cluster, whisper);
      return more.length === 0 && only !== undefined && !old.includes(only.metadata.uid) && only;
    });
    return { said: stderr, pod };
  };

  const withoutUs = async (): Promise<unknown> => {
    const [pod] = await runningPods(cluster, twin);
    return plain(pod as Pod);
  };

  test('observes: the pod is stored as it is without us, and nobody is told', async () => {
    const [pod] = await runningPods(cluster, whisper);
    expect(plain(pod as Pod)).toEqual(await withoutUs());
    expect(Object.keys(pod?.metadata.annotations ?? {})).toEqual([]);
    expect(await eventsIn(cluster, WALKED)).toEqual([]);
    const { stderr } = await cluster.apply(probe, DRY);
    expect(stderr).toBe('');
  });

  test('warns: one line for whoever applies a pod, and nothing of it is changed', async () => {
    const { before, after } = await edited({ mode: 'warn' });
    expect(after).not.toBe(before);
    const [line, ...more] = (await cluster.apply(probe, DRY)).stderr.trim().split('\n');
    expect(line).toContain(
      `Warning: tranche: would make main: nvidia.com/gpu: 1 -> A100-80GB ${MIG}`,
    );
    expect(more).toEqual([]);
    const { pod } = await restarted();
    expect(gpusOf(pod)).toEqual({ main: 'nvidia.com/gpu: 1' });
    expect(pod.metadata.annotations?.[DECISION]).toBeUndefined();
    expect(await eventually('one Event', () => eventsIn(cluster, WALKED))).toHaveLength(1);
  });

  test('enforces: the next rollout runs on a slice, and its Deployment has the story', async () => {
    const sets = await generation();
    const { before, after } = await edited({ mode: 'enforce' });
    expect(after).not.toBe(before);
    expect(await generation()).toBe(sets + 1);
    const { pod } = await restarted();
    expect(gpusOf(pod)).toEqual({ main: `${MIG}: 1` });
    expect(pod.metadata.annotations?.[ORIGINAL]).toBeDefined();
    const { id } = decisionOf(pod);
    const event = await eventually('an Event of it', async () => {
      const events = await eventsIn(cluster, WALKED);
      return events.find(({ message }) => message.includes(id));
    });
    expect(event).toMatchObject({
      reason: 'TrancheRewrote',
      involvedObject: { kind: 'Deployment', name: 'whisper' },
    });
  });

  test('an edit that is wrong by itself is refused in words, and nothing has changed', async () => {
    const before = await inForce('walk');
    const wrong: [spec: object, says: RegExp][] = [
      [
        { mode: 'enforced' },
        /spec\.mode: Unsupported value: "enforced": supported values: "observe", "warn", "enforce"/,
      ],
      [{ sharring: {} }, /unknown field "spec\.sharring"/],
      [
        { sharing: { headroom: 0.5 } },
        /spec\.sharing\.headroom in body should be greater than or equal to 1/,
      ],
      [{ match: { conditions: [{ name: 'a' }] } }, /must have either cel or jsonPath/],
      [
        { match: { conditions: [{ name: 'a', cel: 'object.spec.priority >' }] } },
        /GpuPolicy walk: \/spec\/match\/conditions\/0\/cel is no CEL/,
      ],
    ];
    for (const [spec, says] of wrong) {
      const written = JSON.stringify(policy('walk', spec));
      const { code, stderr } = await cluster.apply(written, { ok: false });
      expect([code, stderr]).toEqual([1, expect.stringMatching(says)]);
    }
    expect(await inForce('walk')).toBe(before);
  });

  test('one that something else contradicts is told in the status, and what was in force stays', async () => {
    const before = await inForce('walk');
    await patched({ sharing: { products: ['A100-80BG'] } });
    const said = await eventually('a fault in the status', async () => {
      const { status } = (await cluster.get<Told>('gpupolicy', 'walk')) ?? {};
      return status?.conditions.find(
        ({ type, status: is }) => type === 'Accepted' && is === 'False',
      );
    });
    expect(said.message).toMatch(/^\/spec\/sharing\/products\/0 /);
    expect(said.message).toContain('did you mean A100-80GB?');
    expect(gpusOf(await foretold(cluster, whisper))).toEqual({ main: `${MIG}: 1` });
    const table = (await cluster.kubectl(['get', 'gpupolicies'])).stdout;
    expect(table).toMatch(/^walk +enforce +0 +(<none> +)?False +False /m);
    await patched({ sharing: { products: null } });
    expect(await inForce('walk')).toBe(before);
  });

  test('goes back to observing, and the next rollout has its whole card again', async () => {
    const set = await edited({ mode: 'observe' });
    expect(set.after).not.toBe(set.before);
    await leftSoon(cluster, whisper);
    const { pod } = await restarted();
    expect(plain(pod)).toEqual(await withoutUs());
    expect(await cluster.kubelet?.pid()).toBe(pid);
  });
});

/** What its containers and its node see of it, and which of our words stand on it. */
function plain(pod: Pod): unknown {
  const { spec } = masked(pod) as Pod;
  const ours = Object.keys({ ...pod.metadata.labels, ...pod.metadata.annotations });
  return { spec, ours: ours.filter((key) => key.includes('tranche')) };
}
