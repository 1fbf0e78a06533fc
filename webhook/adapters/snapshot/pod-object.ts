/**
 * A live pod as a World keeps it: what `trimPod` makes of it is what it made of the pod that was
 * there. Cpu and memory stand as one sum, and of commands and variables there is only what tells
 * a revision, in the words that records keep, where no hash of a controller tells it.
 */
import { DECISION, ORIGINAL, OWN_PREFIX } from '../../core/governed.ts';
import { gpuNames } from '../../core/asks.ts';
import { readOriginal } from '../../core/edits/original.ts';
import { submitted } from '../../core/edits/undo.ts';
import { seats, type Container, type Pod } from '../../core/pod.ts';
import { readPod } from '../../core/read-pod.ts';
import type { Amounts } from '../../core/fit/room.ts';
import { isClaimResource } from '../../core/fit/dra.ts';
import type { Avoidance } from '../../core/fit/avoided.ts';
import { recordIn, type Raw } from '../raw.ts';
import { redacted } from '../records/redacted.ts';
import { trimPod, type SeenGpu, type SeenPod } from '../seen-pod.ts';
import { quantity } from './quantity.ts';

export interface PodObject {
  readonly object: Raw;
  /** Its revision hangs on words that are not kept, so nobody will be known for its sibling. */
  readonly withheld: boolean;
}

/** It takes room on its node, and that is all that anybody reads of it. */
export const isPlain = ({ gpu, judged, avoids }: SeenPod): boolean =>
  gpu === undefined && judged === undefined && avoids.length === 0;

export function podObject(raw: Raw, seen: SeenPod): PodObject {
  const without = objectOf(raw, seen, NO_WORDS);
  if (tellsHash(without, seen)) return { object: without, withheld: false };
  const object = objectOf(raw, seen, wordsOf(raw));
  return { object, withheld: !tellsHash(object, seen) };
}

const tellsHash = (object: Raw, { gpu }: SeenPod): boolean =>
  gpu === undefined || trimPod(object).gpu?.hash === gpu.hash;

type Words = ReadonlyMap<string, Partial<Container>>;
const NO_WORDS: Words = new Map();

function objectOf(raw: Raw, seen: SeenPod, words: Words): Raw {
  const { gpu, metadata, labels } = seen;
  const { deletionTimestamp, deletionGracePeriodSeconds } = recordIn(raw, 'metadata');
  const { generateName, ownerReferences } = gpu?.pod.metadata ?? seen.judged ?? {};
  const meta = given({
    name: metadata.name,
    namespace: metadata.namespace,
    generateName,
    labels: filled(labels),
    annotations: filled(annotationsOf(seen)),
    ownerReferences,
    // A pod that is long past its end is charged to nobody.
    deletionTimestamp,
    deletionGracePeriodSeconds,
  });
  const bare: Raw = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta,
    spec: gpu === undefined ? plainSpec(seen) : gpuSpec(seen, gpu, words),
  };
  return withRest(bare, seen.requests);
}

const plainSpec = ({ node, avoids }: SeenPod): Raw =>
  given({
    nodeName: node || undefined,
    containers: [{ name: 'all' }],
    affinity: filled(given({ podAntiAffinity: avoiding(avoids) })),
  });

function gpuSpec({ node, avoids }: SeenPod, { pod, placeable }: SeenGpu, words: Words): Raw {
  const { containers, initContainers, nodeSelector, affinity, tolerations, resourceClaims } =
    pod.spec;
  const { requiredDuringSchedulingIgnoredDuringExecution: required } = affinity?.nodeAffinity ?? {};
  const worded = (container: Container): Raw => ({ ...container, ...words.get(container.name) });
  const waits = node === '';
  return given({
    nodeName: waits ? undefined : node,
    schedulingGates: waits && !placeable ? [{ name: `${OWN_PREFIX}not-weighed` }] : undefined,
    containers: containers.map(worded),
    initContainers: initContainers?.map(worded),
    nodeSelector,
    affinity: filled(
      given({
        nodeAffinity: required && { requiredDuringSchedulingIgnoredDuringExecution: required },
        podAntiAffinity: avoiding(avoids),
      }),
    ),
    // Whoever has a node needs to tolerate nothing any more.
    tolerations: waits ? tolerations : undefined,
    resourceClaims,
  });
}

/** What is requested beside devices, whoever in the pod requests it. */
function withRest(bare: Raw, requests: Amounts): Raw {
  const known = trimPod(bare).requests;
  const rest = Object.entries(requests)
    .map(([name, amount]) => [name, amount - (known[name] ?? 0)] as const)
    .filter(([name, amount]) => amount > 0 && !isClaimResource(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (rest.length === 0) return bare;
  const overhead = Object.fromEntries(rest.map(([name, amount]) => [name, quantity(name, amount)]));
  return { ...bare, spec: { ...recordIn(bare, 'spec'), overhead } };
}

const AMOUNT = /^[\d.]{1,12}(?:[kMGT]i?)?$/;

function annotationsOf({ gpu, judged }: SeenPod): Record<string, string> {
  // Of such a pod it matters that guardrails look at it, and not through which door.
  if (gpu === undefined) return judged === undefined ? {} : { [`${OWN_PREFIX}judged`]: 'yes' };
  const { annotations = {} } = gpu.pod.metadata;
  return Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [key, keptOf(key, value, gpu.pod)]),
  );
}

function keptOf(key: string, value: string, pod: Pod): string {
  // What stands there is for people; that it is there is what is read.
  if (key === DECISION) return 'decided';
  if (key === ORIGINAL) return originalOf(pod);
  return AMOUNT.test(value) ? value : 'unread';
}

/** As far as its shape is read from it; variables and arguments are gone from the pod as well. */
function originalOf(pod: Pod): string {
  const original = readOriginal(pod);
  if (original === 'none') return '';
  const also = original.also?.filter(({ kind }) => kind !== 'env' && kind !== 'arg');
  return JSON.stringify({ ...original, ...(also === undefined ? {} : { also }) });
}

function wordsOf(raw: Raw): Words {
  const read = readPod(raw);
  if (!read.ok) return NO_WORDS;
  const pod = redacted(submitted(read.pod));
  return new Map(
    seats(pod)
      .filter(({ container }) => gpuNames(container).length > 0)
      .map(({ container: { name, image, command, args, env } }) => [
        name,
        given({ image, command, args, env }),
      ]),
  );
}

function avoiding(avoids: readonly Avoidance[]): Raw | undefined {
  if (avoids.length === 0) return undefined;
  const terms = avoids.map(({ namespaces, labels }) => ({
    labelSelector: { matchExpressions: labels },
    topologyKey: 'kubernetes.io/hostname',
    ...(namespaces === 'any' ? { namespaceSelector: {} } : { namespaces }),
  }));
  return { requiredDuringSchedulingIgnoredDuringExecution: terms };
}

const given = (fields: Raw): Raw =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const filled = <T extends object>(fields: T): T | undefined =>
  Object.keys(fields).length === 0 ? undefined : fields;
