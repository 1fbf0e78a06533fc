/** What a profiler has to know of a cluster, by lists and nothing else: with the rights of whoever asks. */
import { KAI_KEYS } from '../../core/fit/kai.ts';
import { namesGpu } from '../../core/governed.ts';
import { readObject, type Reading } from '../../policy/read.ts';
import { served } from '../../policy/schema/kinds.ts';
import { API_VERSION } from '../../policy/schema/words.ts';
import { ApiFault, type Api } from '../cluster/api.ts';
import { isInstalled } from '../cluster/lists.ts';
import { pagesOf } from '../cluster/pages.ts';
import { isRecord, listIn, recordIn, type Raw } from '../raw.ts';
import { statusesIn, type Statuses } from './kept.ts';

export interface Listed extends Reading {
  readonly statuses: Statuses;
  /** What may not be seen, in the API server's words. */
  readonly hidden: readonly string[];
  /** What may not be listed at all, or not in some namespace. */
  readonly denied: readonly Denied[];
  /** Namespaces whose pods may not be seen, and the API server's words for it; '' for all of them at once. */
  readonly barred: ReadonlyMap<string, string>;
  /** Namespaces that were asked for by name, and are not there. */
  readonly absent: readonly string[];
}

export interface Denied {
  readonly kind: string;
  /** As a role names it: `nodes`, `gpupolicies.tranche.dev`. */
  readonly resource: string;
  /** Who asked; absent where the API server did not say. */
  readonly user?: string;
}

interface Lists {
  readonly kind: string;
  readonly apiVersion: string;
  readonly path: string;
  readonly namespaced: boolean;
  /** Of pods and their makers those that may hold a GPU: a cluster has many others. */
  readonly keep: (object: Raw) => boolean;
}

const all = (): boolean => true;
const podHolds = (object: Raw): boolean =>
  mayHold(recordIn(object, 'metadata'), recordIn(object, 'spec'));
const templateHolds = (object: Raw): boolean =>
  podHolds(recordIn(recordIn(object, 'spec'), 'template'));

const NAMESPACE = 'Namespace';
const POD = 'Pod';

const LISTS: readonly Lists[] = [
  { kind: 'Node', apiVersion: 'v1', path: '/api/v1/nodes', namespaced: false, keep: all },
  { kind: NAMESPACE, apiVersion: 'v1', path: '/api/v1/namespaces', namespaced: false, keep: all },
  { kind: POD, apiVersion: 'v1', path: '/api/v1/pods', namespaced: true, keep: podHolds },
  ...(['ReplicaSet', 'StatefulSet'] as const).map((kind) => ({
    kind,
    apiVersion: 'apps/v1',
    path: `/apis/apps/v1/${kind.toLowerCase()}s`,
    namespaced: true,
    keep: templateHolds,
  })),
  {
    kind: 'Job',
    apiVersion: 'batch/v1',
    path: '/apis/batch/v1/jobs',
    namespaced: true,
    keep: templateHolds,
  },
];

const OURS: readonly Lists[] = Object.entries(served).map(([kind, { plural, scope }]) => ({
  kind,
  apiVersion: API_VERSION,
  path: `/apis/${API_VERSION}/${plural}`,
  namespaced: scope === 'Namespaced',
  keep: all,
}));

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

/** `within`: some namespaces only, for whoever may look no further. */
export async function listed(api: Api, within: readonly string[] | 'all' = 'all'): Promise<Listed> {
  const hidden: string[] = [];
  const denied = new Map<string, Denied>();
  const barred = new Map<string, string>();
  const absent: string[] = [];
  const objects: Raw[] = [];
  for (const one of [...LISTS, ...((await isInstalled(api)) ? OURS : [])])
    for (const { path, of } of placesOf(one, within)) {
      const items = await itemsOf(api, one, path, (fault) => {
        if (fault.status === NOT_THERE) {
          // Where Tranche is not installed there are none of its kinds.
          if (ONE_NAMESPACE.test(path)) absent.push(of);
          return;
        }
        const says = fault.said || fault.message;
        hidden.push(says);
        if (fault.status === FORBIDDEN) denied.set(one.kind, deniedOf(one, says));
        if (one.kind === POD) barred.set(of, says);
      });
      objects.push(...items);
    }
  const readings = objects.map((object) => readObject(sourceOf(object), object));
  return {
    documents: readings.flatMap(({ documents }) => documents),
    faults: readings.flatMap(({ faults }) => faults),
    statuses: statusesIn(objects),
    hidden,
    denied: [...denied.values()],
    barred,
    absent,
  };
}

function deniedOf({ kind, apiVersion, path }: Lists, says: string): Denied {
  const [plural, group] = [path.slice(path.lastIndexOf('/') + 1), apiVersion.split('/')];
  const user = /User "([^"]+)"/.exec(says)?.[1];
  return {
    kind,
    resource: group.length > 1 ? `${plural}.${group[0]}` : plural,
    ...(user === undefined ? {} : { user }),
  };
}

/** A namespace itself is got by its name: whoever may see what is in it seldom may list them all. */
function placesOf({ kind, path, namespaced }: Lists, within: readonly string[] | 'all') {
  if (within === 'all' || (!namespaced && kind !== NAMESPACE)) return [{ path, of: '' }];
  const at = path.lastIndexOf('/');
  return within.map((of) => ({
    path:
      kind === NAMESPACE
        ? `${path}/${of}`
        : `${path.slice(0, at)}/namespaces/${of}${path.slice(at)}`,
    of,
  }));
}

async function itemsOf(
  api: Api,
  { kind, apiVersion, keep }: Lists,
  path: string,
  without: (fault: ApiFault) => void,
) {
  const found: Raw[] = [];
  try {
    for await (const object of objectsAt(api, path))
      if (keep(object)) found.push({ ...object, apiVersion, kind });
  } catch (fault) {
    if (!(fault instanceof ApiFault)) throw fault;
    if (fault.status === STRANGER) throw new Error(UNKNOWN, { cause: fault });
    without(fault);
  }
  return found;
}

const STRANGER = 401;
const FORBIDDEN = 403;
const NOT_THERE = 404;

/** What is refused to anybody is told of as not seen; a stranger is refused all, and nothing could be told. */
const UNKNOWN =
  'the API server does not know you (401 Unauthorized): the token or certificate of the kubeconfig is not valid, or not any more';

const ONE_NAMESPACE = /^\/api\/v1\/namespaces\/[^/]+$/;

async function* objectsAt(api: Api, path: string): AsyncGenerator<Raw> {
  if (ONE_NAMESPACE.test(path)) yield await api.ask({ path });
  else for await (const { items } of pagesOf(api, path)) yield* items.filter(isRecord);
}

const sourceOf = (object: Raw): string => {
  const { name } = recordIn(object, 'metadata');
  return `cluster ${String(object['kind'])} ${String(name)}`;
};
