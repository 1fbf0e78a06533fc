/** A cluster read once, list by list, with the rights of whoever asks. Nothing is written. */
import { served } from '../../policy/schema/kinds.ts';
import { API_VERSION } from '../../policy/schema/words.ts';
import { isRecord, type Raw } from '../raw.ts';
import { ApiFault, statusOf, type Api } from './api.ts';
import { pagesOf } from './pages.ts';

export interface Listed {
  readonly kind: string;
  readonly path: string;
}

const APPS = '/apis/apps/v1';
const DEVICES = '/apis/resource.k8s.io/v1';

export const NAMESPACES: Listed = { kind: 'Namespace', path: '/api/v1/namespaces' };

export const OURS: readonly Listed[] = Object.entries(served).map(([kind, { plural }]) => ({
  kind,
  path: `/apis/${API_VERSION}/${plural}`,
}));

/** What a server of ours watches; pods last, so that their nodes and owners are not older than they are. */
export const STATE: readonly Listed[] = [
  { kind: 'ResourceQuota', path: '/api/v1/resourcequotas' },
  { kind: 'Node', path: '/api/v1/nodes' },
  { kind: 'ReplicaSet', path: `${APPS}/replicasets` },
  { kind: 'Job', path: '/apis/batch/v1/jobs' },
  { kind: 'StatefulSet', path: `${APPS}/statefulsets` },
  { kind: 'LeaderWorkerSet', path: '/apis/leaderworkerset.x-k8s.io/v1/leaderworkersets' },
];

export const PODS: Listed = { kind: 'Pod', path: '/api/v1/pods' };

export const ALLOCATED: readonly Listed[] = [
  { kind: 'DeviceClass', path: `${DEVICES}/deviceclasses` },
  { kind: 'ResourceSlice', path: `${DEVICES}/resourceslices` },
  { kind: 'ResourceClaimTemplate', path: `${DEVICES}/resourceclaimtemplates` },
  { kind: 'ResourceClaim', path: `${DEVICES}/resourceclaims` },
];

const NOT_SERVED = 404;
const FORBIDDEN = 403;

/** Whoever may list none of our kinds is told so of each, whether there are any or not; what is served anybody may ask. */
export async function isInstalled(api: Api): Promise<boolean> {
  try {
    await api.ask({ path: `/apis/${API_VERSION}` });
    return true;
  } catch (fault) {
    if (!(fault instanceof ApiFault)) throw fault;
    return statusOf(fault) !== NOT_SERVED;
  }
}

/** Whoever asks may not see it. */
export type Outcome = 'read' | 'not served' | 'forbidden';

/** Throws where the API server does not answer. */
export async function readList(
  api: Api,
  { path }: Listed,
  take: (raw: Raw) => void,
): Promise<Outcome> {
  try {
    for await (const { items } of pagesOf(api, path))
      for (const raw of items.filter(isRecord)) take(raw);
    return 'read';
  } catch (fault) {
    if (statusOf(fault) === NOT_SERVED) return 'not served';
    if (statusOf(fault) === FORBIDDEN) return 'forbidden';
    throw fault;
  }
}
