/** What policies ask of a cluster that it has not: namespaces, nodes, products, mechanisms. */
import type { Mechanism } from '../../core/decision.ts';
import type { Menu, NodeState } from '../../core/menu.ts';
import type { MatchExpression } from '../../core/pod.ts';
import { expressionHolds, holdsAll } from '../../core/selector.ts';
import { floorMiB } from '../amounts.ts';
import type { Document } from '../documents.ts';
import { namedProducts } from '../guard-parameters.ts';
import { suggestion } from '../../core/nearest.ts';
import { namedPools } from '../label-faults.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';
import { finding, isWritten, type Finding, type Linted } from './finding.ts';

type Policy = Document<GpuPolicy>;

export const inCluster = ({ policies, quotas, menu, namespaces }: Linted): Finding[] => [
  ...(namespaces === undefined ? [] : unknownNamespaces({ policies, quotas }, namespaces)),
  ...(menu === undefined ? [] : policies.flatMap((policy) => unserved(policy, menu))),
];

function unknownNamespaces(
  { policies, quotas }: Pick<Linted, 'policies' | 'quotas'>,
  known: ReadonlySet<string>,
): Finding[] {
  const lists: readonly (readonly [Document, string, readonly string[]])[] = [
    ...policies.map(
      (one) => [one, '/spec/match/namespaces', one.value.spec.match.namespaces] as const,
    ),
    ...quotas.map((one) => [one, '/spec/namespaces', one.value.spec.namespaces] as const),
  ];
  return lists.flatMap(([document, pointer, names]) =>
    names.flatMap((name, i) => {
      if (name.includes('*') || known.has(name)) return [];
      const says = `is ${name}, and there is no such namespace`;
      const help = suggestion(name, [...known], 'namespaces');
      return [finding('lint/no-namespace', document, { at: `${pointer}/${i}`, says, help })];
    }),
  );
}

const unserved = (policy: Policy, menu: Menu): Finding[] => [
  ...mechanisms(policy, menu),
  ...labels(policy, menu),
  ...requirements(policy, menu),
  ...products(policy, menu),
  ...allowed(policy, menu),
  ...floors(policy, menu),
];

const offersOf = ({ pools, resting }: Menu) =>
  [...pools, ...resting].flatMap(({ offers }) => offers);
const nodesOf = ({ pools, resting, beside }: Menu): readonly NodeState[] =>
  [...pools, ...resting, ...beside].flatMap(({ nodes }) => nodes);

function mechanisms(policy: Policy, menu: Menu): Finding[] {
  const served = new Set<Mechanism>(offersOf(menu).map(({ mechanism }) => mechanism));
  const ladder: readonly (readonly [string, readonly Mechanism[]])[] = Object.entries(
    policy.value.spec.sharing?.ladder ?? {},
  );
  return ladder.flatMap(([of, rungs]) =>
    rungs.flatMap((rung, i) => {
      if (rung === 'whole' || rung === 'fraction' || served.has(rung)) return [];
      if (!isWritten(policy, `/spec/sharing/ladder/${of}`, `/${i}`)) return [];
      const says = `is ${rung}, and neither a node nor a declared pool offers that`;
      const help = `what is offered: ${[...served].toSorted().join(', ') || 'nothing'}`;
      return [
        finding('lint/nobody-serves', policy, {
          at: `/spec/sharing/ladder/${of}/${i}`,
          says,
          help,
        }),
      ];
    }),
  );
}

function labels(policy: Policy, menu: Menu): Finding[] {
  const { sharing } = policy.value.spec;
  if (sharing === undefined) return [];
  return namedPools(sharing).flatMap(({ pointer, nodeLabels }) => {
    if (nodesOf(menu).some((node) => holdsAll(node.labels, nodeLabels))) return [];
    const told = Object.entries(nodeLabels).map(([key, value]) => `${key}=${value}`);
    const says = `asks for ${told.join(', ')}, and no node with GPUs has that`;
    return [
      finding('lint/no-node', policy, {
        at: pointer,
        says,
        help: 'kubectl get nodes --show-labels',
      }),
    ];
  });
}

const requirements = (policy: Policy, menu: Menu): Finding[] =>
  (policy.value.spec.sharing?.require ?? []).flatMap(({ values, ...rest }, i) => {
    const asked: MatchExpression = values.length === 0 ? rest : { ...rest, values };
    if (nodesOf(menu).some(({ labels: of }) => expressionHolds(asked, of[asked.key]))) return [];
    const says = `asks for ${[asked.key, asked.operator, ...values].join(' ')}, and no node with GPUs has that`;
    const help = 'kubectl get nodes --show-labels';
    return [finding('lint/no-node', policy, { at: `/spec/sharing/require/${i}`, says, help })];
  });

function products(policy: Policy, menu: Menu): Finding[] {
  const known = new Set(offersOf(menu).map(({ product }) => product));
  return (policy.value.spec.sharing?.products ?? []).flatMap((name, i) => {
    if (known.has(name)) return [];
    const says = `is ${name}, and no node has such a card`;
    const help = suggestion(name, [...known], 'products');
    return [finding('lint/no-product', policy, { at: `/spec/sharing/products/${i}`, says, help })];
  });
}

/** Of several one may be bought yet; of none there is nothing to run on. */
function allowed(policy: Policy, menu: Menu): Finding[] {
  const known = new Set(offersOf(menu).map(({ product }) => product));
  return namedProducts(policy).flatMap(({ pointer, rule, products: names }) => {
    if (known.size === 0 || names.some((name) => known.has(name))) return [];
    const says = `names ${names.join(', ')}, and no node has such a card: ${rule} objects to every pod it looks at`;
    const help = `what the nodes have: ${[...known].toSorted().join(', ')}`;
    return [finding('lint/no-product', policy, { at: pointer, says, help })];
  });
}

function floors(policy: Policy, menu: Menu): Finding[] {
  const floor = policy.value.spec.sharing?.floor;
  if (floor === undefined) return [];
  const slices = offersOf(menu).filter(({ mechanism }) => mechanism !== 'whole');
  const largest = Math.max(0, ...slices.map(({ memoryMiB }) => memoryMiB));
  if (slices.length === 0 || largest >= floorMiB(floor.vram)) return [];
  const says = `is ${floor.vram}, and the largest slice has ${largest} MiB: everything stays whole`;
  const help = 'lower it, or offer larger slices';
  return [finding('lint/floor', policy, { at: '/spec/sharing/floor/vram', says, help })];
}
