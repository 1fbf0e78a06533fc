/** What a profiler has to know of a cluster, by lists and nothing else: with the rights of whoever asks. */
import { KAI_KEYS } from '../../core/fit/kai.ts';
import { namesGpu } from '../../core/governed.ts';
import { readObject, type Reading } from '../../policy/read.ts';
import { served } from '../../policy/schema/kinds.ts';
import { API_VERSION } from '../../policy/schema/words.ts';
import { ApiFault, type Api } from '../cluster/api.ts';
import { pagesOf } from '../cluster/pages.ts';
import { isRecord, listIn, recordIn, type Raw } from '../raw.ts';
import { statusesIn, type Statuses } from './kept.ts';

export interface Listed extends Reading {
  readonly statuses: Statuses;
  /** What may not be seen, in the API server's words. */
  readonly hidden: readonly string[];
}

interface Lists {
  readonly kind: string;
  readonly apiVersion: string;
  readonly path: string;
  /** Of pods and their makers those that may hold a GPU: a cluster has many others. */
  readonly keep: (object: Raw) => boolean;
}

const all = (): boolean => true;
const podHolds = (object: Raw): boolean =>
  mayHold(recordIn(object, 'metadata'), recordIn(object, 'spec'));
const templateHolds = (object: Raw): boolean =>
  podHolds(recordIn(recordIn(object, 'spec'), 'template'));

const LISTS: readonly Lists[] = [
  { kind: 'Node', apiVersion: 'v1', path: '/api/v1/nodes', keep: all },
  { kind: 'Namespace', apiVersion: 'v1', path: '/api/v1/namespaces', keep: all },
  { kind: 'Pod', apiVersion: 'v1', path: '/api/v1/pods', keep: podHolds },
  ...(['ReplicaSet', 'StatefulSet'] as const).map((kind) => ({
    kind,
    apiVersion: 'apps/v1',
    path: `/apis/apps/v1/${kind.toLowerCase()}s`,
    keep: templateHolds,
  })),
  { kind: 'Job', apiVersion: 'batch/v1', path: '/apis/batch/v1/jobs', keep: templateHolds },
  ...Object.entries(served).map(([kind, { plural }]) => ({
    kind,
    apiVersion: API_VERSION,
    path: `/apis/${API_VERSION}/${plural}`,
    keep: all,
  })),
];

/** By a resource, by a claim, or as part of a card that KAI hands out by an annotation. */
function mayHold(metadata: Raw, spec: Raw): boolean {
  const annotations = recordIn(metadata, 'annotations');
  return (
    listIn(spec, 'resourceClaims').length > 0 ||
    KAI_KEYS.some((key) => key in annotations) ||
    ['containers', 'initContainers'].some((list) =>
      listIn(spec, list).filter(isRecord).some(namesDevice),
    )
  );
}

function namesDevice(container: Raw): boolean {
  const resources = recordIn(container, 'resources');
  return [recordIn(resources, 'limits'), recordIn(resources, 'requests')].some((names) =>
    Object.keys(names).some(namesGpu),
  );
}

export async function listed(api: Api): Promise<Listed> {
  const hidden: string[] = [];
  const objects: Raw[] = [];
  for (const one of LISTS) objects.push(...(await itemsOf(api, one, hidden)));
  const readings = objects.map((object) => readObject(sourceOf(object), object));
  return {
    documents: readings.flatMap(({ documents }) => documents),
    faults: readings.flatMap(({ faults }) => faults),
    statuses: statusesIn(objects),
    hidden,
  };
}

async function itemsOf(api: Api, { kind, apiVersion, path, keep }: Lists, hidden: string[]) {
  const found: Raw[] = [];
  try {
    for await (const { items } of pagesOf(api, path))
      for (const item of items.filter(isRecord).filter(keep))
        found.push({ ...item, apiVersion, kind });
  } catch (fault) {
    if (!(fault instanceof ApiFault)) throw fault;
    // Where Tranche is not installed there are none of its kinds.
    if (fault.status !== 404) hidden.push(fault.said || fault.message);
  }
  return found;
}

const sourceOf = (object: Raw): string => {
  const { name } = recordIn(object, 'metadata');
  return `cluster ${String(object['kind'])} ${String(name)}`;
};
