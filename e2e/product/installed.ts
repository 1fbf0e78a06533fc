/**
 * A suite that finds the product installed, with nodes and namespaces of its own, and leaves the
 * cluster as it was.
 *
 *     installedSuite('a quota', { namespaces: ['race'], enforce: true }, (onceInstalled) => {
 *       let cluster: Cluster;
 *       onceInstalled(async (given) => {
 *         cluster = given;
 *         await cluster.apply(quota('race', ['race'], 2));
 *       });
 */
import { afterAll, beforeAll, describe, jest } from '@jest/globals';

import { type FakeNode, addNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, sharedCluster } from '../shared.ts';
import { type Install, installTranche, leave } from './install.ts';

export interface Grounds extends Install {
  readonly namespaces: readonly string[];
  readonly nodes?: readonly FakeNode[];
  /** A test may take so long. */
  readonly testMs?: number;
  /** What must be so before it is installed. */
  readonly before?: (cluster: Cluster) => Promise<void>;
}

type Once = (made: (cluster: Cluster) => Promise<void>) => void;

export function installedSuite(
  name: string,
  { namespaces, nodes = [], testMs = 60_000, before, ...install }: Grounds,
  tests: (onceInstalled: Once) => void,
): void {
  jest.setTimeout(testMs);
  const suite = canRun() ? describe : describe.skip;
  suite(name, () => {
    let cluster: Cluster;
    beforeAll(async () => {
      cluster = await sharedCluster();
      if (nodes.length > 0) await addNodes(cluster, nodes);
      for (const namespace of namespaces) await cluster.namespace(namespace);
      await before?.(cluster);
      await installTranche(cluster, install);
    }, BOOT_MS);

    tests((made) => beforeAll(() => made(cluster), BOOT_MS));

    afterAll(async () => {
      // A test that failed while it held our pods down must not take the next one along.
      await cluster.kubelet?.resume();
      await leave(cluster, namespaces, nodes);
    }, BOOT_MS);
  });
}
