/** Whose terms hold for the live GPU pods, and who has never been measured: as far as the view tells. */
import { setImmediate as breath } from 'node:timers/promises';
import { classify } from '../core/classify.ts';
import { namesGpu } from '../core/governed.ts';
import { seats, type Labels, type Pod } from '../core/pod.ts';
import type { World } from '../core/world.ts';
import { subjectOf } from './living.ts';
import type { SeenGpu, SeenPod } from './seen-pod.ts';

export interface LiveUse {
  readonly byPolicy: ReadonlyMap<string, { readonly workloads: number; readonly pods: number }>;
  /** Containers of workloads. */
  readonly withoutProfile: number;
}

interface Kin {
  readonly pod: SeenPod;
  readonly gpu: SeenGpu;
  count: number;
}

/** Whose a pod is costs some microseconds; reviews wait no longer than for these. */
const AT_ONE_GO = 200;

export async function liveUse(pods: Iterable<SeenPod>, world: World): Promise<LiveUse> {
  const byPolicy = new Map<string, { readonly workloads: Set<string>; pods: number }>();
  const unmeasured = new Set<string>();
  let asked = 0;
  for (const { pod, gpu, count } of kinOf(pods)) {
    if (++asked % AT_ONE_GO === 0) await breath();
    const subject = subjectOf(pod, gpu.pod.metadata, world);
    const { namespace, ownerKind: kind, ownerName: name } = subject;
    const workload = { namespace, kind, name, by: '' };
    const terms = world.terms(subject, classify(gpu.pod, workload, subject, world).class);
    const policy = terms === 'none' ? 'none' : terms.policy;
    const use = byPolicy.get(policy) ?? { workloads: new Set(), pods: 0 };
    byPolicy.set(policy, use);
    use.workloads.add(`${namespace}/${kind}/${name}`);
    use.pods += count;
    for (const container of gpuContainers(gpu.pod))
      if (world.profile(namespace, kind, name, container) === 'unknown')
        unmeasured.add(`${namespace}/${kind}/${name}/${container}`);
  }
  return {
    byPolicy: new Map(
      [...byPolicy].map(([policy, use]) => [
        policy,
        { workloads: use.workloads.size, pods: use.pods },
      ]),
    ),
    withoutProfile: unmeasured.size,
  };
}

/** What replicas share is one object for all of them. */
function kinOf(pods: Iterable<SeenPod>): Iterable<Kin> {
  const all = new Map<SeenGpu, Map<Labels, Map<string, Kin>>>();
  const found: Kin[] = [];
  for (const pod of pods) {
    const { gpu, labels, metadata, requests } = pod;
    if (gpu === undefined || !Object.keys(requests).some(namesGpu)) continue;
    const byLabels = all.get(gpu) ?? new Map<Labels, Map<string, Kin>>();
    all.set(gpu, byLabels);
    const byPlace = byLabels.get(labels) ?? new Map<string, Kin>();
    byLabels.set(labels, byPlace);
    const own = gpu.pod.metadata.ownerReferences === undefined ? `/${metadata.name}` : '';
    const place = `${metadata.namespace}${own}`;
    const kin = byPlace.get(place) ?? { pod, gpu, count: 0 };
    if (kin.count === 0) found.push(kin);
    kin.count++;
    byPlace.set(place, kin);
  }
  return found;
}

const gpuContainers = (pod: Pod): string[] =>
  seats(pod)
    .filter(({ container: { resources } }) =>
      Object.keys({ ...resources?.requests, ...resources?.limits }).some(namesGpu),
    )
    .map(({ container }) => container.name);
