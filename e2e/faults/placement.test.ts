/**
 * A real scheduler has the last word on what we made of a pod. Pods of all kinds meet fleets of all
 * kinds, one after the other; whenever one of them has to wait, its unmodified twin is created at
 * that moment. If the twin is bound, the pod waits because of us.
 *
 * The twin lives in the same namespace, because spreads and affinities look no further; that it
 * stays as it is, its annotation asks. `PROOF=1` is more of the same, `PROOF_SEED=7` is something else.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';

import { addNodes, removeNodes } from '../fleet.ts';
import {
  DECISION,
  ORIGINAL,
  type Pod,
  foretold,
  gpuPod,
  installTranche,
  policy,
  profile,
  uninstallTranche,
} from '../product/install.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import { type Answer, type Api, apiOf } from './api.ts';
import { placed } from './scheduled.ts';
import { type Fleet, fleetsFor, kindOf, ladder } from './wild-fleets.ts';
import { type WildPod, guest, hermit, profiles, twinOf, wildPods, written } from './wild-pods.ts';
import { tell } from '../../webhook/suite/figures.ts';

const proof = process.env['PROOF'] === '1';
const FLEETS = proof ? 10 : 4;
const PODS = proof ? 200 : 60;

jest.setTimeout(proof ? 600_000 : 120_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'placement';

suite('pods in the hands of a real scheduler', () => {
  let cluster: Cluster;
  let api: Api;
  /** Containers by what they were given. */
  const handed = new Map<string, number>();
  const tally = { rewritten: 0, kept: 0, untouched: 0, bound: 0, waiting: 0 };

  beforeAll(async () => {
    cluster = await sharedCluster();
    api = await apiOf(cluster);
    await cluster.namespace(NAMESPACE);
    await installTranche(cluster);
  }, BOOT_MS);

  afterAll(async () => {
    api.close();
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--timeout=120s']);
    await uninstallTranche(cluster);
    await cluster.stop();
  });

  const pods = fc.sample(wildPods, FLEETS * PODS);

  for (const [i, fleet] of fc.sample(fleetsFor(PODS), FLEETS).entries())
    test(`none waits because of us: ${kindOf(fleet)}`, async () => {
      const arriving = pods.slice(i * PODS, (i + 1) * PODS);
      expect(await complaints(fleet, `f${i}`, arriving)).toEqual([]);
    });

  test('and many of them were rewritten', () => {
    tell(`pods: ${JSON.stringify({ ...tally, ...Object.fromEntries(handed) })}`);
    expect(tally.rewritten).toBeGreaterThan((FLEETS * PODS) / 6);
    expect(tally.waiting).toBeGreaterThan(0);
  });

  test('nor because of a neighbour that wants it elsewhere', async () => {
    const fleet = { machines: [SLICES, CARDS], policy: { mode: 'enforce', ...ladder('mig') } };
    expect(await complaints(fleet, 'gap', [hermit('gap-n0'), guest])).toEqual([]);
  });

  async function complaints(
    fleet: Fleet,
    prefix: string,
    arriving: readonly WildPod[],
  ): Promise<string[]> {
    const names = namesOf(fleet, prefix);
    const because: string[] = [];
    try {
      await inForce(fleet, names);
      for (const pod of arriving) because.push(...(await arrival(pod, prefix)));
    } finally {
      await emptied(names);
    }
    return because;
  }

  /** Comes back once the server has seen all of it; it sees nodes in the order of their events. */
  async function inForce(
    { machines, policy: spec }: Fleet,
    names: readonly string[],
  ): Promise<void> {
    const marker = names.at(-1) ?? '';
    await addNodes(
      cluster,
      [...machines, MARKER].map((machine, i) => ({ ...machine, name: names[i] ?? '' })),
    );
    await eventually('nodes that are ready for pods', async () => {
      const all = await cluster.list<Tainted>('node');
      return all.every(({ spec: { taints = [] } }) =>
        taints.every(({ key }) => !key.startsWith('node.kubernetes.io/')),
      );
    });
    const marked = gpuPod({
      namespace: NAMESPACE,
      name: `${marker}ed`,
      spec: {
        nodeSelector: { marked: 'yes' },
        tolerations: [{ key: 'marker', operator: 'Exists' }],
      },
    });
    const prefix = marker.split('-')[0] ?? '';
    await cluster.apply([
      policy('wild', spec),
      policy('marked', { priority: 1, match: { ownerNames: [marked.metadata.name] } }),
      ...profiles(NAMESPACE, prefix),
      profile(NAMESPACE, 'Pod', marked.metadata.name),
    ]);
    await cluster.kubectl(['label', 'node', marker, `marked=yes`]);
    await eventually('the fleet to be seen', async () => {
      const { spec: given } = await foretold(cluster, marked);
      return given.containers[0]?.resources.limits?.['nvidia.com/gpu'] === undefined;
    });
  }

  async function emptied(nodes: readonly string[]): Promise<void> {
    await api.send('DELETE', `/api/v1/namespaces/${NAMESPACE}/pods?gracePeriodSeconds=0`);
    await eventually('no pods', async () => {
      const all = await cluster.list('pod', { namespace: NAMESPACE });
      return all.length === 0;
    });
    await removeNodes(cluster, nodes);
  }

  /** What is to be said against us, if anything. */
  async function arrival(wild: WildPod, prefix: string): Promise<string[]> {
    const { status, body } = await create(wild, `${prefix}-${wild.workload}`);
    const refused = status === 201 ? undefined : `it is refused: ${body.message}`;
    const sad = refused ?? (await waiting(body));
    const fate = sad === undefined ? undefined : await twinFate(wild);
    return sad && fate ? [story(wild, body, `its twin ${fate}; ${sad}`)] : [];
  }

  async function waiting(pod: Made): Promise<string | undefined> {
    count(pod);
    const { node, says } = await placed(api, NAMESPACE, pod.metadata.name);
    tally[node === undefined ? 'waiting' : 'bound']++;
    return node === undefined ? `it waits: ${says}` : undefined;
  }

  /** What an unmodified twin is granted now and here, if anything. */
  async function twinFate(wild: WildPod): Promise<string | undefined> {
    const { status, body } = await create(twinOf(wild), 'twin');
    if (status !== 201) return undefined;
    expect(body.metadata.annotations).not.toHaveProperty([DECISION]);
    const { name } = body.metadata;
    const { node } = await placed(api, NAMESPACE, name);
    await api.deletePod(NAMESPACE, name);
    return node && `is bound to ${node}`;
  }

  const create = (wild: WildPod, stem: string): Promise<Answer<Made>> =>
    api.createPod<Made>(written(wild, NAMESPACE, stem));

  function count({ metadata: { annotations } }: Pod): void {
    const slices = slicesIn(annotations?.[ORIGINAL]);
    if (slices.length === 0) tally.untouched++;
    else tally[slices.every((slice) => slice === 'whole') ? 'kept' : 'rewritten']++;
    for (const slice of slices) handed.set(slice, (handed.get(slice) ?? 0) + 1);
  }
});

interface Kept {
  readonly containers: Readonly<Record<string, { readonly slice: string }>>;
}

/** Keys of offers, or `whole`. */
const slicesIn = (original = '{"containers":{}}'): string[] =>
  Object.values((JSON.parse(original) as Kept).containers).map(({ slice }) => slice);

/** Of its nodes, the marker's last. */
const namesOf = ({ machines }: Fleet, prefix: string): string[] => [
  ...machines.map((_, i) => `${prefix}-n${i}`),
  `${prefix}-marker`,
];

type Made = Pod & { readonly message?: string };

interface Tainted {
  readonly spec: { readonly taints?: readonly { readonly key: string }[] };
}

const A100 = { product: 'NVIDIA-A100-SXM4-80GB', gpuMemoryMiB: 81_920 };
const SLICES = { ...A100, allocatable: { 'nvidia.com/mig-1g.10gb': 7 } };
const CARDS = { ...A100, allocatable: { 'nvidia.com/gpu': 8 } };
/** The last node of each fleet: a slice that pods of the fleet do not get. */
const MARKER = {
  ...SLICES,
  taints: [{ key: 'marker', effect: 'NoSchedule' as const }],
};

function story(wild: WildPod, { metadata, spec }: Made, what: string): string {
  const { containers, affinity, tolerations } = spec;
  const got = { resources: containers.map(({ resources }) => resources), affinity, tolerations };
  const why = metadata.annotations?.[DECISION];
  return `${what}\n  because ${why}\n  asked ${JSON.stringify(wild)}\n  got ${JSON.stringify(got)}`;
}
