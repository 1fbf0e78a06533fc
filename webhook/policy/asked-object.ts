/**
 * The pod as conditions see it: what its user submitted, the same on both visits. Between them the
 * API server gives it a UID and a time, and a name where its user left that open.
 */
import { celOf, tooLarge } from '../cel/values.ts';
import type { Pod } from '../core/pod.ts';
import { isRecord } from '../core/record.ts';
import type { Subject } from '../core/terms.ts';
import { asStored } from './as-stored.ts';
import type { Json } from './schema/forms.ts';

export interface AskedObject {
  readonly json: Json;
  /** The same, in the numbers of CEL. */
  readonly cel: unknown;
}

/** By pod: every condition of every policy asks the same. */
const made = new WeakMap<Pod, AskedObject | string>();

/** Or why it is not to be asked. */
export function askedObject(pod: Pod, { namespace }: Subject): AskedObject | string {
  const known = made.get(pod);
  if (known !== undefined) return known;
  const large = tooLarge(pod);
  const object = large ?? both(asStored(submittedAs(pod, namespace)));
  made.set(pod, object);
  return object;
}

const both = (json: Json): AskedObject => ({ json, cel: celOf(json) });

const OF_THE_SERVER = [
  'uid',
  'creationTimestamp',
  'resourceVersion',
  'generation',
  'managedFields',
];

function submittedAs({ metadata, spec }: Pod, namespace: string): Json {
  const left = metadata.generateName === undefined ? OF_THE_SERVER : [...OF_THE_SERVER, 'name'];
  const own = Object.entries(metadata).filter(([key]) => !left.includes(key));
  const { containers, initContainers } = spec;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...Object.fromEntries(own), namespace },
    spec: {
      // Where we had named another, there is none once that is taken back.
      schedulerName: 'default-scheduler',
      ...spec,
      containers: containers.map(inText),
      ...(initContainers === undefined ? {} : { initContainers: initContainers.map(inText) }),
    },
  };
}

/** A manifest may write `nvidia.com/gpu: 1`; the API server has "1" of it. */
function inText(container: object): object {
  const resources: unknown = 'resources' in container ? container.resources : undefined;
  if (!isRecord(resources)) return container;
  const lists = Object.entries(resources).map(([name, list]) => [
    name,
    isRecord(list) ? Object.fromEntries(Object.entries(list).map(quantity)) : list,
  ]);
  return { ...container, resources: Object.fromEntries(lists) };
}

const quantity = ([name, amount]: [string, unknown]): [string, unknown] => [
  name,
  typeof amount === 'number' ? String(amount) : amount,
];
