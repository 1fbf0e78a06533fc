/**
 * Replicas that their controller numbers: those of a StatefulSet, the pods of an Indexed Job, the groups
 * of a LeaderWorkerSet. The labels are the controller's own; it writes over what a template says. A Job
 * that is not Indexed leaves such a label as it found it, so what is known of the Job goes before it.
 */
import type { Workload } from '../decision.ts';
import { controllerOf, type Labels, type ObjectMeta, type OwnerReference } from '../pod.ts';
import { groupOf } from './identify.ts';

export interface Numbered {
  /** Whoever counts them. */
  readonly kind: 'StatefulSet' | 'Job' | 'LeaderWorkerSet';
  readonly name: string;
  readonly ordinal: number;
}

const LWS = 'leaderworkerset.sigs.k8s.io';
const POD_INDEX = 'apps.kubernetes.io/pod-index';
const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';

export function numberedIn(
  meta: ObjectMeta,
  workload: Pick<Workload, 'kind'> | 'unknown',
): Numbered | 'none' {
  const owner = controllerOf(meta);
  const { labels = {} } = meta;
  if (owner === undefined || workload === 'unknown') return 'none';
  const kind = `${owner.kind}.${groupOf(owner)}`;
  if (kind === 'Job.batch') return numbered('Job', owner.name, labels[COMPLETION_INDEX]);
  if (kind !== 'StatefulSet.apps') return 'none';
  const set = labels[`${LWS}/name`];
  if (set !== undefined && workload.kind !== 'StatefulSet') return ofGroup(set, owner, labels);
  // That of a Notebook never has another replica: notebooks are many workloads, not many replicas.
  return workload.kind === 'StatefulSet'
    ? numbered('StatefulSet', owner.name, labels[POD_INDEX])
    : 'none';
}

/** A leader has its group's number from its own StatefulSet, before the set's webhook has written it. */
const ofGroup = (set: string, owner: OwnerReference, labels: Labels): Numbered | 'none' =>
  numbered(
    'LeaderWorkerSet',
    set,
    owner.name === set ? labels[POD_INDEX] : labels[`${LWS}/group-index`],
  );

function numbered(
  kind: Numbered['kind'],
  name: string,
  ordinal: string | undefined,
): Numbered | 'none' {
  return ordinal !== undefined && /^\d{1,9}$/.test(ordinal)
    ? { kind, name, ordinal: Number(ordinal) }
    : 'none';
}
