/**
 * Node labels that a policy names become required node affinity of other people's pods. The API server
 * refuses a pod whose affinity is malformed, and no node has two values of one label; so both are
 * faults of the policy, before any pod pays for them.
 */
import type { MatchExpression } from '../core/pod.ts';
import { expressionHolds } from '../core/selector.ts';
import { faultAt, step, type Document, type Fault } from './documents.ts';
import type { GpuPolicy } from './schema/gpu-policy.ts';

type Sharing = NonNullable<GpuPolicy['spec']['sharing']>;
type Labels = Readonly<Record<string, string>>;

export function labelFaults(document: Document<GpuPolicy>): Fault[] {
  const { sharing } = document.value.spec;
  if (sharing === undefined) return [];
  return [
    ...sharing.require.flatMap(({ values }, i) =>
      values.flatMap((value, j) =>
        valueFault(document, `/spec/sharing/require/${i}/values/${j}`, value),
      ),
    ),
    ...poolsIn(sharing).flatMap(({ pointer, nodeLabels }) =>
      formFaults(document, pointer, nodeLabels),
    ),
    ...contradictions(document, sharing),
  ];
}

interface Named {
  readonly pointer: string;
  readonly nodeLabels: Labels;
}

function poolsIn({ pools, timeSlice, mps, fraction }: Sharing): Named[] {
  const given = { timeSlice, mps, fraction };
  return [
    ...Object.entries(pools).map(([of, { nodeLabels }]) => ({
      pointer: `/spec/sharing/pools/${of}/nodeLabels`,
      nodeLabels,
    })),
    ...Object.entries(given).flatMap(([mechanism, trust]) =>
      (trust?.pools ?? []).map(({ nodeLabels }, i) => ({
        pointer: `/spec/sharing/${mechanism}/pools/${i}/nodeLabels`,
        nodeLabels,
      })),
    ),
  ];
}

const KEY =
  /^([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$/;

const formFaults = (document: Document, pointer: string, labels: Labels): Fault[] =>
  Object.entries(labels).flatMap(([key, value]) => {
    const at = `${pointer}${step(key)}`;
    return KEY.test(key)
      ? valueFault(document, at, value)
      : [faultAt(document, at, 'must be the key of a label, such as example.com/pool')];
  });

const valueFault = (document: Document, pointer: string, value: string): Fault[] =>
  VALUE.test(value)
    ? []
    : [
        faultAt(
          document,
          pointer,
          `must be what a label can have, got "${value}"`,
          'at most 63 letters, digits, - _ and ., the first and last a letter or digit',
        ),
      ];

/** `require` holds for every class, the pool of a class besides. */
const contradictions = (document: Document, { pools, require }: Sharing): Fault[] =>
  Object.entries(pools).flatMap(([of, { nodeLabels }]) =>
    Object.entries(nodeLabels).flatMap(([key, value]) => {
      const against = require.find((one) => one.key === key && !expressionHolds(one, value));
      if (against === undefined) return [];
      const says = `is ${value}, and require asks for ${worded(against)}: no node is both`;
      return [faultAt(document, `/spec/sharing/pools/${of}/nodeLabels${step(key)}`, says)];
    }),
  );

const worded = ({ key, operator, values = [] }: MatchExpression): string =>
  [key, operator, ...values].join(' ');
