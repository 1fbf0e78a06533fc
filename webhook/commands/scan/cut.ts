/**
 * Nodes as there could be: a fleet on which nobody has cut a card yet offers no slice, and whoever asks
 * what slices would free must not be told that it is nothing. Of each pool with whole cards one node
 * more, whose cards are cut every way at once; how they fit together is counted elsewhere. Who is bound to a
 * node by its name would not go to another one, so of each node that a pod names there is one like it besides.
 */
import type { World } from '../../core/world.ts';
import { HOSTNAME } from '../../core/fit/packing.ts';
import { readPod } from '../../core/read-pod.ts';
import type { Pool } from '../../core/menu.ts';
import { resourceOf, type Product } from '../../core/products/catalogue.ts';
import { isRecord, recordIn, textIn, textsIn, type Raw } from '../../adapters/raw.ts';
import { ofKind, type Document } from '../../policy/documents.ts';
import { readObject } from '../../policy/read.ts';

/** None where no card is whole that could be cut. */
export function cutNodes(documents: readonly Document[], world: World): readonly Document[] {
  const nodes = new Map(ofKind(documents, 'Node').map(({ name, value }) => [name, value]));
  const named = hostnamesIn(documents);
  return world.menu.pools.flatMap((pool, nth) => {
    const product = wholeIn(pool, world);
    const [first] = pool.nodes;
    const like = first === undefined ? undefined : nodes.get(first.name);
    if (product === undefined || !isRecord(like)) return [];
    const bound = pool.nodes.flatMap(({ name }) => {
      const node = nodes.get(name);
      const hostname = textIn(labelsOf(node), HOSTNAME);
      return isRecord(node) && named.has(hostname) ? [{ node, hostname }] : [];
    });
    return [
      cutLike(like, product, `${nth}`),
      ...bound.map(({ node, hostname }, at) => cutLike(node, product, `${nth}-${at}`, hostname)),
    ].flatMap((node) => readObject('supposed', node).documents);
  });
}

export const labelsOf = (node: unknown): Raw =>
  isRecord(node) ? recordIn(recordIn(node, 'metadata'), 'labels') : {};

/** Nodes that pods ask for by name, in either of the two ways. */
function hostnamesIn(documents: readonly Document[]): ReadonlySet<string> {
  return new Set(
    ofKind(documents, 'Pod').flatMap(({ value }) => {
      const read = readPod(value);
      if (!read.ok) return [];
      const { nodeSelector = {}, affinity } = read.pod.spec;
      const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
      const asked = (required?.nodeSelectorTerms ?? [])
        .flatMap(({ matchExpressions = [] }) => matchExpressions)
        .flatMap(({ key, values = [] }) => (key === HOSTNAME ? values : []));
      const { [HOSTNAME]: selected } = nodeSelector;
      return selected === undefined ? asked : [selected, ...asked];
    }),
  );
}

function wholeIn({ offers }: Pool, { catalogue }: World): Product | undefined {
  const whole = offers.find(
    ({ mechanism, vendor, replicas }) =>
      mechanism === 'whole' && vendor === 'nvidia' && replicas === 1,
  );
  const product = catalogue.products.find(({ name }) => name === whole?.product);
  return product === undefined || product.profiles.length === 0 ? undefined : product;
}

/** So that no slice is sold out: how many there are to be is what is asked. */
const PLENTY = '100000';
const ROOM = { cpu: PLENTY, memory: '1Pi', 'ephemeral-storage': '1Pi', pods: PLENTY };

function cutLike(like: Raw, product: Product, nth: string, hostname?: string): Raw {
  const { [HOSTNAME]: _, ...labels } = textsIn(recordIn(like, 'metadata'), 'labels');
  const { taints } = recordIn(like, 'spec');
  const slices = product.profiles
    // With media engines there is one of a card at most, which nobody is to be promised.
    .filter(({ name }) => !name.includes('+'))
    .map((profile) => [resourceOf(product, profile), PLENTY]);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `supposed-${nth}`,
      labels: {
        ...unshared(labels),
        ...(hostname === undefined ? {} : { [HOSTNAME]: hostname }),
        'nvidia.com/mig.strategy': 'mixed',
      },
    },
    spec: taints === undefined ? {} : { taints },
    status: { allocatable: { ...ROOM, ...Object.fromEntries(slices) } },
  };
}

/** What the node says of instances is of how it is cut now. */
const unshared = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('nvidia.com/mig')));
