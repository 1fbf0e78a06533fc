/** Objects of the cluster as a World keeps them: what their trimmed form is read from, and no more. */
import { HAMI } from '../seen.ts';
import { isRecord, listIn, recordIn, textIn, type Raw } from '../raw.ts';
import { namesGpu } from '../../core/governed.ts';
import type { SeenNamespace, SeenNode, SeenOwner } from '../seen.ts';
import { asksDevice } from '../seen-pod.ts';
import { takenText } from './taken.ts';
import type { Amounts } from '../../core/fit/room.ts';

const filled = (name: string, value: object): Raw =>
  Object.keys(value).length === 0 ? {} : { [name]: value };

export const offersDevice = ({ allocatable }: SeenNode): boolean => asksDevice(allocatable);

/** Whatever keeps pods away from it, it is written as cordoned. */
export function nodeObject(raw: Raw, node: SeenNode, taken: Amounts): Raw {
  const { metadata, labels, taints, schedulable, engine } = node;
  const spec = {
    ...filled('taints', taints),
    ...(schedulable ? {} : { unschedulable: true }),
  };
  const allocatable = Object.entries(recordIn(recordIn(raw, 'status'), 'allocatable')).toSorted(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: metadata.name,
      ...filled('labels', sorted(labels)),
      ...(engine === undefined ? {} : { annotations: { [HAMI]: '' } }),
    },
    ...filled('spec', spec),
    status: {
      allocatable: Object.fromEntries(allocatable),
      ...filled('taken', takenText(taken)),
    },
  };
}

export const namespaceObject = ({ metadata: { name }, labels }: SeenNamespace): Raw => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, ...filled('labels', sorted(labels)) },
});

/** Of a native quota only whether it names GPUs is read, and one that names none is as none. */
export function quotaObject(raw: Raw): Raw | 'none' {
  const hard = Object.keys(recordIn(recordIn(raw, 'spec'), 'hard'))
    .filter((name) => name.startsWith('requests.') && namesGpu(name.slice('requests.'.length)))
    .toSorted();
  if (hard.length === 0) return 'none';
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: placed(raw),
    spec: { hard: Object.fromEntries(hard.map((name) => [name, '0'])) },
  };
}

/** Its uid stays, since another of its name is another's owner. */
export const ownerObject = (apiVersion: string, raw: Raw, owner: SeenOwner): Raw => ({
  apiVersion,
  kind: owner.kind,
  metadata: {
    ...placed(raw),
    ...(owner.metadata.uid === '' ? {} : { uid: owner.metadata.uid }),
    ...(owner.controller === 'none' ? {} : { ownerReferences: [owner.controller] }),
  },
});

const SCALES = ['replicas', 'completions', 'completionMode'];

export function scaleSpec(raw: Raw): Raw {
  const spec = recordIn(raw, 'spec');
  const start = recordIn(spec, 'ordinals')['start'];
  const kept = Object.fromEntries(
    SCALES.flatMap((name) => (spec[name] === undefined ? [] : [[name, spec[name]]])),
  );
  return filled('spec', { ...kept, ...(start === undefined ? {} : { ordinals: { start } }) });
}

export const scaledObject = (apiVersion: string, kind: string, raw: Raw): Raw => ({
  apiVersion,
  kind,
  metadata: placed(raw),
  ...scaleSpec(raw),
});

/** Nobody makes pods of it any more. */
export function isOver(raw: Raw): boolean {
  if (recordIn(raw, 'spec')['replicas'] === 0) return true;
  return listIn(recordIn(raw, 'status'), 'conditions')
    .filter(isRecord)
    .some(({ type, status }) => ENDS.includes(String(type)) && status === 'True');
}

const ENDS = ['Complete', 'Failed'];

export function placed(raw: Raw): Raw {
  const metadata = recordIn(raw, 'metadata');
  return { name: textIn(metadata, 'name'), namespace: textIn(metadata, 'namespace') };
}

const sorted = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
