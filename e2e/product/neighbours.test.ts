/** A real neighbour changes the pods that we change: before us or after us, the same pod is stored. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes } from '../fleet.ts';
import type { Gatekeeper } from '../gatekeeper.ts';
import {
  BOOT_MS,
  type Cluster,
  canRunBesideNeighbours,
  eventually,
  sharedCluster,
} from '../shared.ts';
import { chosenMinor } from '../binaries/sets.ts';
import { FIRST, TEAM, admissionPolicies } from './admission-policies.ts';
import { NAMESPACE, met, nodes, terms, unsettled } from './beside-pods.ts';
import { SIDECAR, gatekeeperPolicies, missing } from './gatekeeper-policies.ts';
import {
  type Order,
  calledIn,
  calls,
  orders,
  removeGatekeeper,
  stand,
  startGatekeeper,
} from './gatekeeper.ts';
import {
  type Pod,
  type VisitLine,
  changedSoon,
  decisionOf,
  foretold,
  gpuPod,
  gpusOf,
  installTranche,
  leave,
  unordered,
  visitsOf,
} from './install.ts';

jest.setTimeout(120_000);
const suite = (await canRunBesideNeighbours()) ? describe : describe.skip;

suite('beside Gatekeeper', () => {
  let cluster: Cluster;
  const stored = new Map<Order, Stored>();

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await installTranche(cluster, { enforce: true });
    await cluster.namespace(NAMESPACE);
    const evidence = [...met, ...unsettled].flatMap((each) => each.evidence ?? []);
    await cluster.apply([terms, ...evidence]);
    const gatekeeper = await startGatekeeper(cluster);
    await cluster.apply(gatekeeperPolicies(NAMESPACE));
    for (const { pod } of met) await changedSoon(cluster, pod);
    for (const order of orders) stored.set(order, await store(gatekeeper, order));
  }, BOOT_MS);

  afterAll(async () => {
    await removeGatekeeper(cluster);
    await leave(cluster, [NAMESPACE], nodes);
  });

  /** They make room for those of the other order. */
  const store = async (gatekeeper: Gatekeeper, order: Order): Promise<Stored> => {
    await stand(cluster, gatekeeper, order, probe);
    await eventually('every policy of Gatekeeper to have its way', async () => {
      const lacking = missing(await foretold(cluster, probe));
      if (lacking.length > 0) throw new Error(`it lacks ${lacking.join(', ')}`);
      return true;
    });
    const pods = await bound(`Gatekeeper ${order}`);
    const told = await Promise.all(unsettled.map(({ pod }) => foretold(cluster, pod)));
    return { pods, told, rounds: calls(cluster, NAMESPACE, 'slice') };
  };

  const bound = async (when: string): Promise<readonly Pod[]> => {
    await cluster.apply(met.map(({ pod }) => pod));
    const all = await eventually(`all pods to be bound, ${when}`, async () => {
      const pods = await cluster.list<Pod>('pod', { namespace: NAMESPACE });
      return pods.every(({ spec }) => spec.nodeName !== undefined) && pods;
    });
    const now = ['--grace-period=0', '--force'];
    await cluster.kubectl(['delete', 'pod', '--all', '-n', NAMESPACE, ...now]);
    return all;
  };

  const storedIn = (order: Order, name: string): Pod => {
    const found = stored.get(order)?.pods.find(({ metadata }) => metadata.name === name);
    if (found === undefined) throw new Error(`${name} was not stored with Gatekeeper ${order}`);
    return found;
  };

  describe.each(met)('$is', ({ pod: { metadata }, holds, on }) => {
    test('is the same pod in both orders', () => {
      const [before, after] = orders.map((order) => unordered(storedIn(order, metadata.name)));
      expect(after).toEqual(before);
    });

    test.each(orders)('runs where it belongs, and has all that Gatekeeper gives, %s', (order) => {
      const pod = storedIn(order, metadata.name);
      expect(gpusOf(pod)).toEqual({ ...holds, [SIDECAR]: '' });
      expect(pod.spec.nodeName).toBe(on);
      expect(missing(pod)).toEqual([]);
    });

    test('is judged as what was proposed', async () => {
      const { id } = decisionOf(storedIn('after us', metadata.name));
      const wanted = { visit: 'validate', pod: metadata.name, dryRun: false };
      const judged = await eventually('the log of both judgements', async () => {
        const found = (await visitsOf(cluster, NAMESPACE)).filter((line) =>
          Object.entries(wanted).every(([key, value]) => line[key as keyof VisitLine] === value),
        );
        return found.length === orders.length && found;
      });
      for (const visit of judged) expect(visit).toMatchObject({ id, verdict: 'leave' });
      expect(judged.map(({ rule }) => rule)).not.toContain('visit/not-rewritten');
    });
  });

  test.each(unsettled.map(({ is }, at) => ({ is, at })))(
    'the same pod where the neighbour takes the grounds away: $is',
    ({ at }) => {
      const [before, after] = orders.map((order) => stored.get(order)?.told[at]);
      expect(unordered(after as Pod)).toEqual(unordered(before as Pod));
    },
  );

  test.each(orders)(
    'the API server called the two, and asked both again: Gatekeeper %s',
    (order) => {
      expect(stored.get(order)?.rounds).toEqual([calledIn(order), calledIn(order)]);
    },
  );

  const since136 = chosenMinor() === '1.35' ? test.skip : test;

  since136("and the API server's own policies, which put a container first", async () => {
    const policies = admissionPolicies(NAMESPACE);
    await cluster.apply(policies);
    const first = async () => (await foretold(cluster, probe)).spec.containers[0]?.name === FIRST;
    await eventually('the policies of the API server to be in force', first);
    const pods = await bound('one container more');
    await cluster.kubectl(['delete', '-f', '-'], { stdin: JSON.stringify(list(policies)) });

    for (const { pod, holds, on } of met) {
      const found = pods.find(({ metadata }) => metadata.name === pod.metadata.name);
      const { tolerations = [], containers, nodeName } = (found as Pod).spec;
      expect(gpusOf(found as Pod)).toEqual({ [FIRST]: '', ...holds, [SIDECAR]: '' });
      expect(containers[0]?.name).toBe(FIRST);
      expect(nodeName).toBe(on);
      expect(missing(found as Pod)).toEqual([]);
      expect(tolerations.filter(({ key }) => key === TEAM)).toHaveLength(1);
    }
  });
});

const probe = gpuPod({ namespace: NAMESPACE, name: 'probe' });
const list = (items: readonly object[]): object => ({ apiVersion: 'v1', kind: 'List', items });

interface Stored {
  readonly pods: readonly Pod[];
  /** As the unsettled would be stored. */
  readonly told: readonly Pod[];
  readonly rounds: readonly (readonly string[])[];
}
