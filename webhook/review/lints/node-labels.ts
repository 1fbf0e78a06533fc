/**
 * A pod that wants a node by a product that nobody knows: a slip, or a card that the catalogue lacks.
 * kube-scheduler compares values letter by letter, and such a pod waits for ever.
 */
import { token } from '../../core/edits/pointer.ts';
import { nearest } from '../../core/nearest.ts';
import type { Pod } from '../../core/pod.ts';
import { labelsOf, otherKeys, type Catalogue } from '../../core/products/catalogue.ts';
import { productOf } from '../../core/products/product.ts';
import { vendors } from '../../core/vendor.ts';
import type { Known, OfPod } from './lint.ts';

export const nodeLabels: OfPod = (pod, known) =>
  wanted(pod).flatMap(({ key, values, pointer }) => {
    if (!isProductKey(key, known.catalogue)) return [];
    // One that exists is enough.
    if (values.some((value) => exists(key, value, known))) return [];
    const [value = ''] = values;
    const meant = nearest(value, valuesOf(key, known.catalogue));
    return [
      {
        rule: 'lint/node-label',
        level: 'warning',
        says: `wants a node with ${key}: ${values.join(' or ')}, which no node has and no GpuCatalogue knows`,
        help:
          meant === undefined
            ? `describe the product in a GpuCatalogue, or see what there is: kubectl get nodes -L ${key}`
            : `did you mean ${meant}?`,
        pointer,
      },
    ];
  });

interface Wanted {
  readonly key: string;
  readonly values: readonly string[];
  readonly pointer: string;
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const TERMS = `/spec/affinity/nodeAffinity/${REQUIRED}/nodeSelectorTerms`;

function wanted({ spec }: Pod): Wanted[] {
  const terms = spec.affinity?.nodeAffinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  return [
    ...Object.entries(spec.nodeSelector ?? {}).map(([key, value]) => ({
      key,
      values: [value],
      pointer: `/spec/nodeSelector/${token(key)}`,
    })),
    ...terms.flatMap(({ matchExpressions = [] }, i) =>
      matchExpressions.flatMap(({ key, operator, values = [] }, j) =>
        operator === 'In' && values.length > 0
          ? [{ key, values, pointer: `${TERMS}/${i}/matchExpressions/${j}/values` }]
          : [],
      ),
    ),
  ];
}

const productKeys = Object.values(vendors).flatMap(({ productLabels }) => productLabels);

const isProductKey = (key: string, catalogue: Catalogue): boolean =>
  productKeys.includes(key) || otherKeys(catalogue).includes(key);

function exists(key: string, value: string, { catalogue, menu }: Known): boolean {
  const listed = Object.values(vendors).some(
    (vendor) => productOf(vendor, { [key]: value }, catalogue).product !== undefined,
  );
  const pools = [...menu.pools, ...menu.resting, ...menu.beside];
  return listed || pools.some(({ nodes }) => nodes.some(({ labels }) => labels[key] === value));
}

const valuesOf = (key: string, { products }: Catalogue): string[] =>
  products.flatMap(labelsOf).flatMap(([label, value]) => (label === key ? [value] : []));
