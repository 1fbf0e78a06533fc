/** Installed as it is, Tranche changes nothing, says nothing to anybody, and knows what it would do. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import {
  type Pod,
  type VisitLine,
  cardsAndSlices,
  eventsIn,
  installTranche,
  leave,
  masked,
  metric,
  metrics,
  policy,
  profile,
  visitsOf,
} from './install.ts';
import { shapes } from './shapes.ts';

jest.setTimeout(240_000);
const suite = canRun() ? describe : describe.skip;

const nodes = cardsAndSlices('observing');
const WITHOUT = 'observing-without';
const WITH = 'observing-with-us';

suite('an installation that observes', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    for (const name of [WITHOUT, WITH]) await cluster.namespace(name);
  }, BOOT_MS);

  afterAll(() => leave(cluster, [WITHOUT, WITH], nodes));

  /** What kubectl said, the namespace left out. */
  const create = async (namespace: string): Promise<string[]> => {
    const items = shapes(namespace).objects;
    const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const { stderr } = await cluster.kubectl(['create', '-f', '-'], { stdin, ok: false });
    return stderr
      .replaceAll(namespace, 'NAMESPACE')
      .split('\n')
      .filter((line) => line !== '');
  };

  /** Once there are as many as there must be, in an order that does not depend on their names. */
  const stored = async (namespace: string): Promise<readonly string[]> => {
    const pods = await eventually(
      `all pods of ${namespace}`,
      async () => {
        const found = await cluster.list<Pod>('pod', { namespace });
        return found.length === shapes(namespace).stored && found;
      },
      60,
    );
    return pods.map((pod) => JSON.stringify(masked(pod))).toSorted();
  };

  test('stores a hundred pods as they are stored without it, and is silent', async () => {
    const { stored: count, refused } = shapes(WITH);
    expect(count).toBeGreaterThanOrEqual(100);
    const saidWithout = await create(WITHOUT);
    expect(saidWithout).toHaveLength(refused);
    await stored(WITHOUT);

    await installTranche(cluster);
    await cluster.apply([
      // Modes are those of the schema: who writes none observes.
      policy('looking', { mode: undefined, match: { namespaces: [WITH] } }),
      profile(WITH, 'Deployment', 'deployment-0', [{ name: 'deployment-0' }]),
    ]);
    const before = await metrics(cluster);
    expect(await create(WITH)).toEqual(saidWithout);
    // A Job's controller takes its finalizer off a pod that has ended, a moment later.
    const same = async () => {
      const [without, withUs] = [await stored(WITHOUT), await stored(WITH)];
      return without.every((pod, at) => pod === withUs[at]);
    };
    await eventually('twins', same).catch(() => undefined);
    const parsed = async (namespace: string) =>
      (await stored(namespace)).map((text) => JSON.parse(text) as unknown);
    expect(await parsed(WITH)).toEqual(await parsed(WITHOUT));

    const after = await metrics(cluster);
    const grown = (name: string, labels: Record<string, string>): number =>
      metric(after, name, labels) - metric(before, name, labels);
    const observed = { visit: 'mutate', mode: 'observe' };
    expect(grown('tranche_reviews_total', { ...observed, verdict: 'rewrite' })).toBe(2);
    expect(grown('tranche_reviews_total', observed)).toBe(
      grown('tranche_reviews_total', { visit: 'mutate' }),
    );
    for (const rule of ['guard/one-shared-unit', 'guard/unknown-resource', 'guard/forged-decision'])
      expect(grown('tranche_rule_outcomes_total', { rule, outcome: 'skip' })).toBeGreaterThan(0);
    expect(grown('tranche_visit_errors_total', {})).toBe(0);
    expect(grown('tranche_malformed_total', {})).toBe(0);

    const would = await eventually('the log of what would have been done', async () => {
      const visits = await visitsOf(cluster, WITH);
      const rewrites = visits.filter(({ verdict }) => verdict === 'rewrite');
      const refusals = visits.filter(({ verdict }) => verdict === 'refuse');
      return rewrites.length === 2 && refusals.length > 0 && { visits, rewrites };
    });
    expect(would.rewrites[0]).toMatchObject({
      workload: 'Deployment/deployment-0',
      rule: 'fit/mig',
      policy: 'looking',
    } satisfies Partial<VisitLine> & object);
    expect(would.visits.filter(({ inForce }) => inForce)).toEqual([]);
    expect(await eventsIn(cluster, WITH)).toEqual([]);
  });

  test('fails open', async () => {
    interface Configuration {
      readonly webhooks: readonly { readonly failurePolicy: string }[];
    }
    await installTranche(cluster);
    const stances = async (kind: string) => {
      const found = await cluster.get<Configuration>(kind, 'tranche');
      return found?.webhooks.map(({ failurePolicy }) => failurePolicy);
    };
    expect(await stances('mutatingwebhookconfiguration')).toEqual(['Ignore']);
    // Of pods that are made, changed and bound, of our own documents, and of what makes pods.
    const judged = await stances('validatingwebhookconfiguration');
    expect(judged).toEqual(Array(6).fill('Ignore'));
  });
});
