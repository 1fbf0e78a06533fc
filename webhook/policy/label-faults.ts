/**
 * Node labels that a policy names become required node affinity of other people's pods. The API server
 * refuses a pod whose affinity is malformed, and no node has two values of one label; so both are
 * faults of the policy, before any pod pays for them.
 */
import type { MatchExpression } from '../core/pod.ts';
import { isRecord } from '../core/record.ts';
import { expressionHolds } from '../core/selector.ts';
import { faultAt, step, type Document, type Fault } from './documents.ts';
import type { Json } from './schema/forms.ts';
import type { GpuPolicy } from './schema/gpu-policy.ts';
import { LIFECYCLE } from './schema/sharing.ts';
import { LABEL_VALUE } from './schema/vocabulary.ts';
import { isLabelKey } from './schema/words.ts';

type Sharing = NonNullable<GpuPolicy['spec']['sharing']>;
type Labels = Readonly<Record<string, string>>;

/** What other tools attach to a document of ours, which we do not read and the API server does. */
export function metadataFaults(document: Document, metadata: Json): Fault[] {
  const { labels, annotations } = metadata;
  const keys = isRecord(annotations) ? Object.keys(annotations) : [];
  const says = 'must be the key of an annotation, such as example.com/ticket';
  return [
    ...(isRecord(labels) ? keyFaults(document, '/metadata/labels', labels) : []),
    ...keys
      // Of annotations capitals may stand before the slash, too.
      .filter((key) => !isLabelKey(key.toLowerCase()))
      .map((key) => faultAt(document, `/metadata/annotations${step(key)}`, says)),
  ];
}

export function labelFaults(document: Document<GpuPolicy>): Fault[] {
  const { sharing, match } = document.value.spec;
  const asked = (['namespaceLabels', 'podLabels'] as const).flatMap((field) =>
    keyFaults(document, `/spec/match/${field}`, match[field]),
  );
  if (sharing === undefined) return asked;
  return [
    ...asked,
    ...sharing.require.flatMap((one, i) => [
      ...keyFault(document, `/spec/sharing/require/${i}/key`, one.key),
      ...one.values.flatMap((value, j) =>
        valueFault(document, `/spec/sharing/require/${i}/values/${j}`, { ...one, value }),
      ),
    ]),
    ...sharing.tolerate.flatMap((key, i) =>
      tolerated(document, `/spec/sharing/tolerate/${i}`, key),
    ),
    ...namedPools(sharing).flatMap(({ pointer, nodeLabels }) =>
      keyFaults(document, pointer, nodeLabels),
    ),
    ...contradictions(document, sharing),
  ];
}

interface Named {
  readonly pointer: string;
  readonly nodeLabels: Labels;
}

/** The pools that a policy gives, with the place of each. */
export function namedPools({ pools, timeSlice, mps, fraction }: Sharing): Named[] {
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

/** Keys of labels; the validator of files looks at values alone. */
export const keyFaults = (document: Document, pointer: string, labels: Json): Fault[] =>
  Object.keys(labels).flatMap((key) => keyFault(document, `${pointer}${step(key)}`, key));

const keyFault = (document: Document, pointer: string, key: string): Fault[] =>
  isLabelKey(key)
    ? []
    : [faultAt(document, pointer, 'must be the key of a label, such as example.com/pool')];

interface Compared {
  readonly operator: MatchExpression['operator'];
  readonly value: string;
}

function valueFault(document: Document, pointer: string, { operator, value }: Compared): Fault[] {
  const orders = operator === 'Gt' || operator === 'Lt';
  if (orders ? /^-?[0-9]{1,18}$/.test(value) : !value.startsWith('-')) return [];
  return [
    orders
      ? faultAt(document, pointer, `must be a whole number for ${operator}, got "${value}"`)
      : faultAt(
          document,
          pointer,
          `must be what a label can have, got "${value}"`,
          LABEL_VALUE.hint,
        ),
  ];
}

/** Whoever tolerates these runs where Kubernetes says that nothing can. */
function tolerated(document: Document, pointer: string, key: string): Fault[] {
  if (!LIFECYCLE.some((prefix) => key.startsWith(prefix))) return keyFault(document, pointer, key);
  const says = `is ${key}, by which a node is said to be unfit for pods: it is not to be tolerated`;
  return [
    faultAt(document, pointer, says, 'name taints of your GPU nodes, such as nvidia.com/gpu'),
  ];
}

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
