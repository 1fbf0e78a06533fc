/**
 * Writes down what a workload is backed off from: in a GpuProfile of its own, which every replica
 * reads as it reads all others, and in an Event on the owner that says how its pods come anew.
 */
import { isOver, type Retreat } from '../../core/back-off.ts';
import { identify, type OwnerOf } from '../../core/identity/identify.ts';
import { recreation, type Recreation } from '../../core/missed/recreate.ts';
import { controllerOf } from '../../core/pod.ts';
import { nameOf } from '../../core/text.ts';
import { API_VERSION } from '../../policy/schema/words.ts';
import { MOST_BACKED_OFF } from '../../policy/schema/gpu-profile.ts';
import { ApiFault, statusOf, type Api } from '../cluster/api.ts';
import { eventOf, type About } from '../event.ts';
import { faultText, type Tell } from '../tell.ts';
import { topOwner } from '../top-owner.ts';
import type { Suspect } from './suspect.ts';

/** Whoever owns fields by this name is us. */
const MANAGER = 'tranche-back-off';

const LONGEST_NAME = 180;

/** A workload may be called what no object can be called, and may be one of two whose names are alike. */
export function retreatName({ kind, name }: Pick<Retreat, 'kind' | 'name'>): string {
  const words = `${kind}-${name}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const hash = nameOf(`${kind}/${name}`).slice(0, 6);
  return `${words.slice(0, LONGEST_NAME).replace(/-+$/, '')}-backed-off-${hash}`;
}

/** An object that has the name already and says another workload is somebody else's, and stays as it is. */
export type Wrote = 'written' | 'taken';

/** All rows of one workload; those that are over are dropped, and the oldest where there are too many. */
export async function writeRetreats(
  api: Api,
  rows: readonly Retreat[],
  readAt: number,
): Promise<Wrote> {
  const [first] = rows;
  if (first === undefined) return 'written';
  const { by: name, namespace, kind, name: workload } = first;
  const backedOff = rows
    .filter((row) => !isOver(row, readAt))
    .slice(-MOST_BACKED_OFF)
    .map(({ container, revision, slice, since, until, because }) => ({
      container,
      revision,
      slice: { name: slice.name, memoryMiB: slice.MiB, sms: slice.sms },
      since,
      until,
      because,
    }));
  const apply = (query: Readonly<Record<string, string>>) =>
    api.ask({
      method: 'PATCH',
      path: `/apis/${API_VERSION}/namespaces/${namespace}/gpuprofiles/${name}`,
      query: { fieldManager: MANAGER, ...query },
      body: {
        type: 'application/apply-patch+yaml',
        value: {
          apiVersion: API_VERSION,
          kind: 'GpuProfile',
          metadata: { name, namespace },
          spec: { workload: { kind, name: workload }, backedOff },
        },
      },
    });
  try {
    await apply({});
  } catch (fault) {
    if (statusOf(fault) !== 409) throw fault;
    if (fault instanceof ApiFault && fault.said.includes(WHOSE)) return 'taken';
    // The rows are ours, whoever edited them: what they said was read, and is said again.
    await apply({ force: 'true' });
  }
  return 'written';
}

/** The API server names the fields in which what stands differs and is another manager's. */
const WHOSE = '.spec.workload';

export interface HeraldParts {
  readonly api: Api;
  readonly ownerOf: OwnerOf;
  readonly tell: Tell;
}

const ROLLED_OUT = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** The restart that gives its pods another slice now. */
export function restartOf({ pod, namespace }: Suspect, ownerOf: OwnerOf): Recreation {
  const owner = identify(pod.metadata, namespace, ownerOf);
  const workload = owner === 'unknown' ? { kind: '', name: '' } : owner;
  const { name = '', labels = {} } = pod.metadata;
  const how = recreation({
    namespace,
    controller: controllerOf(pod.metadata) ?? 'none',
    names: [name],
    labels,
    someRun: true,
    anew: ROLLED_OUT.includes(workload.kind) ? 'revision' : 'pod',
    workload,
  });
  return how === 'none' ? { command: 'none' } : how;
}

export async function announceRetreat(
  { api, ownerOf, tell }: HeraldParts,
  suspect: Suspect,
  { namespace, container, slice, since, until, because }: Retreat,
): Promise<void> {
  const { command } = restartOf(suspect, ownerOf);
  const says = `${container} failed on ${slice.name}: ${because}. New pods get a larger slice until ${until} (evidence/backed-off).`;
  const value = eventOf({
    about: await aboutWhom(suspect, ownerOf),
    namespace,
    id: `backed-off ${container} ${slice.name} ${since}`,
    type: 'Warning',
    reason: 'TrancheBackedOff',
    message: command === 'none' ? says : `${says} To restart it now: ${command}`,
  });
  const path = `/api/v1/namespaces/${namespace}/events`;
  try {
    await api.ask({ method: 'POST', path, body: { type: 'application/json', value } });
  } catch (fault) {
    // Another leader has said the same, before it lost the lease.
    if (statusOf(fault) !== 409) tell('event-failed', { namespace, fault: faultText(fault) });
  }
}

async function aboutWhom({ pod, namespace }: Suspect, ownerOf: OwnerOf): Promise<About> {
  const owner = await topOwner(pod.metadata, namespace, ownerOf);
  if (owner !== 'none') return owner;
  const { name = '', uid = '' } = pod.metadata;
  return { apiVersion: 'v1', kind: 'Pod', name, uid };
}
