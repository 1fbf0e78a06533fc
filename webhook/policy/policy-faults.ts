/** What the schema cannot say of a GpuPolicy: members that contradict each other, names nobody knows. */
import type { Catalogue } from '../core/products/catalogue.ts';
import type { Mechanism } from '../core/decision.ts';
import { floorMiB, limitMiB } from './amounts.ts';
import { productFault } from './catalogue.ts';
import { conditionFaults } from './conditions.ts';
import { faultAt, type Document, type Fault } from './documents.ts';
import { parameterFaults, parameterProducts } from './guard-parameters.ts';
import { labelFaults } from './label-faults.ts';
import type { GpuPolicy } from './schema/gpu-policy.ts';

export const policyFaults = (document: Document<GpuPolicy>, catalogue: Catalogue): Fault[] => [
  ...ownFaults(document),
  ...productFaults(document, catalogue),
  ...parameterProducts(document, catalogue),
];

/** Those that are its own, whatever the catalogue has. */
export const ownFaults = (document: Document<GpuPolicy>): Fault[] => [
  ...classFault(document),
  ...identityFaults(document),
  ...conditionFaults(document),
  ...ladderFaults(document),
  ...fractionFaults(document),
  ...requireFaults(document),
  ...ceilingFault(document),
  ...labelFaults(document),
  ...parameterFaults(document),
];

const classFault = (document: Document<GpuPolicy>): Fault[] => {
  const { class: given, match } = document.value.spec;
  if (given === undefined || match.classes.length === 0) return [];
  const says = `cannot be asked for by a policy that gives a class (${given})`;
  return [faultAt(document, '/spec/match/classes', says, 'make it two policies')];
};

/** Two are read from the identity, which would have to be known before it is given; two from the pod, and of live ones we keep less. */
function identityFaults(document: Document<GpuPolicy>): Fault[] {
  const { identity, match } = document.value.spec;
  if (identity === undefined) return [];
  return (['ownerNames', 'classes', 'images', 'conditions'] as const)
    .filter((field) => (match[field] ?? []).length > 0)
    .map((field) => {
      const says = `cannot be asked for by a policy that gives an identity (${identity.join(', ')})`;
      return faultAt(document, `/spec/match/${field}`, says, 'make it two policies');
    });
}

function ladderFaults(document: Document<GpuPolicy>): Fault[] {
  const { sharing } = document.value.spec;
  const ladder: readonly [string, readonly Mechanism[]][] = Object.entries(sharing?.ladder ?? {});
  return ladder.flatMap(([of, mechanisms]) => {
    const at = mechanisms.indexOf('whole');
    if (at < 0 || at === mechanisms.length - 1) return [];
    const says = `puts whole before ${mechanisms[at + 1]}, which would never be tried`;
    return [
      faultAt(document, `/spec/sharing/ladder/${of}/${at}`, says, 'whole comes last by itself'),
    ];
  });
}

/** A rung that nobody could serve, and a scheduler that takes no pod without a queue. */
function fractionFaults(document: Document<GpuPolicy>): Fault[] {
  const { sharing } = document.value.spec;
  const ladder: readonly [string, readonly Mechanism[]][] = Object.entries(sharing?.ladder ?? {});
  const { fraction } = sharing ?? {};
  if (fraction?.engine === 'kai' && fraction.schedule === 'always' && fraction.queue === undefined)
    return [
      faultAt(
        document,
        '/spec/sharing/fraction',
        'hands pods to KAI, which schedules none without a queue',
        'name a leaf queue under queue, or set schedule: owned',
      ),
    ];
  if (fraction !== undefined) return [];
  return ladder
    .filter(([, mechanisms]) => mechanisms.includes('fraction'))
    .map(([of, mechanisms]) =>
      faultAt(
        document,
        `/spec/sharing/ladder/${of}/${mechanisms.indexOf('fraction')}`,
        'names fraction, and the policy says no engine',
        'write sharing.fraction with an engine, kai or hami',
      ),
    );
}

/** Whoever says both at once can be held to neither. */
function ceilingFault(document: Document<GpuPolicy>): Fault[] {
  const { floor, ceiling } = document.value.spec.sharing ?? {};
  if (floor === undefined || ceiling === undefined) return [];
  if (floorMiB(floor.vram) <= limitMiB(ceiling.vram)) return [];
  const says = `is ${ceiling.vram}, below the floor of ${floor.vram}`;
  return [faultAt(document, '/spec/sharing/ceiling/vram', says)];
}

const NEEDS: Readonly<Record<string, readonly [least: number, most: number, words: string]>> = {
  In: [1, Infinity, 'at least one value'],
  NotIn: [1, Infinity, 'at least one value'],
  Exists: [0, 0, 'no values'],
  DoesNotExist: [0, 0, 'no values'],
  Gt: [1, 1, 'one value'],
  Lt: [1, 1, 'one value'],
};

const requireFaults = (document: Document<GpuPolicy>): Fault[] =>
  (document.value.spec.sharing?.require ?? []).flatMap(({ operator, values }, i) => {
    const [least, most, words] = NEEDS[operator] ?? [0, Infinity, ''];
    if (values.length >= least && values.length <= most) return [];
    const says = `must have ${words} for ${operator}, has ${values.length}`;
    return [faultAt(document, `/spec/sharing/require/${i}/values`, says)];
  });

const productFaults = (document: Document<GpuPolicy>, catalogue: Catalogue): Fault[] =>
  (document.value.spec.sharing?.products ?? []).flatMap((name, i) =>
    productFault(document, `/spec/sharing/products/${i}`, name, catalogue),
  );
