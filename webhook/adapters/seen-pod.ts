/**
 * A pod, trimmed. Any pod is kept for what it takes from its node; one that asks for an extended
 * resource also for whom it belongs to and what shape it shows. What replicas have in common is
 * one object for all of them, so that a further replica costs its name and uid.
 */
import type { Avoidance } from '../core/fit/avoided.ts';
import { claimResource } from '../core/fit/dra.ts';
import { KAI_KEYS } from '../core/fit/kai.ts';
import { judged } from '../core/governed.ts';
import { controllerHash } from '../core/identity/rollout.ts';
import type { Container, Labels, ObjectMeta, Pod, ResourceList } from '../core/pod.ts';
import { readPod } from '../core/read-pod.ts';
import { effectiveRequests } from '../core/requests.ts';
import { revisionOf } from '../core/identity/revision.ts';
import { unprovable, type Amounts } from '../core/fit/room.ts';
import { submitted } from '../core/edits/undo.ts';
import { failingIn, type Failing } from './back-off/deaths.ts';
import { avoidancesIn } from './avoidances.ts';
import { interner, oneOfEach, oneText } from './intern.ts';
import { isRecord, listIn, recordIn, textIn, type Raw } from './raw.ts';
import { metaOf, sharedMeta, type Seen } from './seen.ts';

export interface SeenPod extends Seen {
  /** '' while no node has been given. */
  readonly node: string;
  /** Neither Succeeded nor Failed: it takes what it requests. */
  readonly live: boolean;
  readonly requests: Amounts;
  readonly gpu?: SeenGpu | undefined;
  /** Whose it is, where it asks for no device and guardrails look at it all the same. */
  readonly judged?: ObjectMeta | undefined;
  /**
   * All of them where it asks for a device: which of them name its workload is for policies to say,
   * and those change while the pod lives.
   */
  readonly labels: Labels;
  /** What it requires of its neighbours. */
  readonly avoids: readonly Avoidance[];
  /** Of whom containers died on the slice that it was given. */
  failing?: Failing | undefined;
}

export interface SeenGpu {
  /** Controller hash label, or else the revision. */
  readonly hash: string;
  /** What `shapeOf` and placement read, and its owner; name, labels, uid and node are each pod's own. */
  readonly pod: Pod;
  /** The scheduler may give it a node at once: not gated, nothing asked that we cannot weigh. */
  readonly placeable: boolean;
}

const sharedRequests = interner<Amounts>();
const sharedGpu = interner<SeenGpu>();
const sharedSpec = interner<Pod['spec']>();
const sharedLabels = interner<Labels>();
const sharedOwner = interner<ObjectMeta>();
const NONE: Labels = {};
const NOTHING: Amounts = {};
const NOBODY: readonly Avoidance[] = [];

/** Throws where the object is no pod; the API server sends none such. */
export function trimPod(raw: unknown): SeenPod {
  const object = isRecord(raw) ? raw : {};
  const phase = textIn(recordIn(object, 'status'), 'phase');
  const metadata = metaOf(raw);
  const live = phase !== 'Succeeded' && phase !== 'Failed';
  const spec = recordIn(object, 'spec');
  const node = oneText(textIn(spec, 'nodeName'));
  const failing = failingIn(object);
  if (!live)
    return seenPod({
      metadata,
      node,
      live,
      failing,
      requests: NOTHING,
      avoids: NOBODY,
      labels: NONE,
    });
  const read = readPod(raw);
  if (!read.ok) throw new Error(`pod ${metadata.namespace}/${metadata.name} cannot be read`);
  const requests = sharedRequests({
    ...wholeUnits(effectiveRequests(read.pod)),
    ...claimed(read.pod, metadata.namespace),
  });
  const avoids = avoidancesIn(spec, metadata.namespace);
  const seen = { metadata, node, live, failing, requests, avoids };
  const asks = asksDevice(requests) || fractioned(read.pod);
  if (!asks && !judged(read.pod)) return seenPod({ ...seen, labels: NONE });
  const labels = labelsOf(read.pod, metadata.name);
  if (asks) return seenPod({ ...seen, labels, gpu: sharedGpu(gpuPart(read.pod, object)) });
  const whose = sharedOwner(sharedMeta(recordIn(object, 'metadata')));
  return seenPod({ ...seen, labels, judged: whose });
}

/** One of a StatefulSet has its own name among them, and nobody shares those. */
function labelsOf({ metadata: { labels = NONE } }: Pod, name: string): Labels {
  const own = oneOfEach(labels, name);
  return Object.values(own).includes(name) ? own : sharedLabels(own);
}

/** All fields in one literal, so that all pods are of one form and no field is kept beside its object. */
const seenPod = ({ failing, ...pod }: SeenPod): SeenPod => {
  const seen = {
    metadata: pod.metadata,
    node: pod.node,
    live: pod.live,
    requests: pod.requests,
    gpu: pod.gpu,
    judged: pod.judged,
    labels: pod.labels,
    avoids: pod.avoids,
  };
  return failing === undefined ? seen : { ...seen, failing };
};

/** One of each template's devices for each claim; a claim made by hand holds its own already. */
function claimed({ spec }: Pod, namespace: string): Amounts {
  const amounts: Record<string, number> = {};
  for (const { resourceClaimTemplateName: template } of spec.resourceClaims ?? []) {
    if (template === undefined) continue;
    const name = claimResource(namespace, template);
    amounts[name] = (amounts[name] ?? 0) + 1;
  }
  return amounts;
}

/** KAI gives such a pod part of a card, and it asks for no device. */
const fractioned = ({ metadata }: Pod): boolean =>
  KAI_KEYS.some((key) => metadata.annotations?.[key] !== undefined);

/** Rounded up, so that sums stay exact however often a pod comes and goes. */
function wholeUnits(amounts: Amounts): Amounts {
  const whole: Record<string, number> = {};
  for (const name in amounts) {
    const units = Math.ceil((amounts[name] ?? 0) - 1e-6);
    if (units > 0) whole[name] = units;
  }
  return whole;
}

/** Extended resources have a domain in their name; cpu, memory and hugepages have none. */
export function asksDevice(amounts: Readonly<Record<string, unknown>>): boolean {
  for (const name in amounts) if (name.includes('/')) return true;
  return false;
}

function gpuPart(pod: Pod, object: Raw): SeenGpu {
  const gated = listIn(recordIn(object, 'spec'), 'schedulingGates').length > 0;
  const meta: ObjectMeta = sharedMeta(recordIn(object, 'metadata'));
  // What we have told an engine is no revision of its owner's.
  const own = submitted(pod);
  return {
    hash: controllerHash(own, revisionOf(own)),
    pod: { metadata: meta, spec: sharedSpec(specOf(pod)) },
    placeable: !gated && unprovable(pod) === undefined,
  };
}

function specOf({ spec }: Pod): Pod['spec'] {
  const containers = spec.containers.map(resourcesOnly);
  const initContainers = (spec.initContainers ?? []).map(resourcesOnly);
  const { nodeSelector, affinity, tolerations, resourceClaims } = spec;
  const nodeAffinity = affinity?.nodeAffinity;
  return {
    containers,
    ...(initContainers.length === 0 ? {} : { initContainers }),
    ...(nodeSelector === undefined ? {} : { nodeSelector }),
    ...(nodeAffinity === undefined ? {} : { affinity: { nodeAffinity } }),
    ...(tolerations === undefined ? {} : { tolerations }),
    ...(resourceClaims === undefined ? {} : { resourceClaims }),
  };
}

function resourcesOnly({ name, resources, restartPolicy }: Container): Container {
  const requests = devices(resources?.requests);
  const limits = devices(resources?.limits);
  const used = resources?.claims ?? [];
  return {
    name,
    ...(used.length > 0 || asksDevice({ ...requests, ...limits })
      ? { resources: { requests, limits, ...(used.length > 0 ? { claims: used } : {}) } }
      : {}),
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
  };
}

const devices = (list: ResourceList = {}): Record<string, string | number> =>
  Object.fromEntries(Object.entries(list).filter(([name]) => name.includes('/')));
