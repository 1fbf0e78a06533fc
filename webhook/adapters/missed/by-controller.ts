/** Lots that missed us, put together as whoever recreates them thinks of them: by who makes their pods. */
import type { Decision } from '../../core/decision.ts';
import { identify, type OwnerOf } from '../../core/identity/identify.ts';
import type { Missed as Found } from '../../core/missed/missed.ts';
import { recreation, type Recreation } from '../../core/missed/recreate.ts';
import { controllerOf, type Labels, type OwnerReference } from '../../core/pod.ts';
import type { Lot } from './lots.ts';
import type { Known } from './read-lots.ts';

/** Pods of one controller, or a bare one. */
export interface MissedPods {
  readonly namespace: string;
  /** What they would be given, of one of them. */
  readonly decision: Decision;
  readonly names: readonly string[];
  /** When one of them was created. */
  readonly since: string;
  readonly recreation: Recreation;
}

export interface Judged extends Found {
  readonly lot: Lot;
  readonly known: Known;
}

/** `running`: UIDs of controllers of which a pod has a node. */
export const byController = (
  judged: readonly Judged[],
  running: ReadonlySet<string>,
  ownerOf: OwnerOf,
): MissedPods[] => [...grouped(judged)].flatMap((group) => missedPods(group, running, ownerOf));

type Group = [Judged, ...Judged[]];

const controllerIn = ({ known: { review } }: Judged): OwnerReference | undefined =>
  controllerOf(review.pod.metadata);

const labelsIn = ({ known: { review } }: Judged): Labels => review.pod.metadata.labels ?? {};

function grouped(judged: readonly Judged[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const one of judged) {
    const key = `${controllerIn(one)?.uid ?? one.lot.key} ${one.anew}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups.values();
}

function missedPods(group: Group, running: ReadonlySet<string>, ownerOf: OwnerOf): MissedPods[] {
  const [{ known, decision, anew }] = group;
  const { namespace, pod } = known.review;
  const controller = controllerOf(pod.metadata) ?? 'none';
  const owner = identify(pod.metadata, namespace, ownerOf);
  const names = group.flatMap(({ lot }) => lot.pods.map(({ metadata }) => metadata.name));
  names.sort((a, b) => (a < b ? -1 : 1));
  const how = recreation({
    namespace,
    controller,
    names,
    labels: common(group.map(labelsIn)),
    someRun: controller !== 'none' && running.has(controller.uid),
    anew,
    workload: owner === 'unknown' ? NOBODY : owner,
  });
  return how === 'none'
    ? []
    : [{ namespace, decision, names, since: known.since, recreation: how }];
}

const NOBODY = { kind: '', name: '' };

const common = ([first = {}, ...others]: readonly Labels[]): Labels =>
  Object.fromEntries(
    Object.entries(first).filter(([key, value]) => others.every((labels) => labels[key] === value)),
  );
