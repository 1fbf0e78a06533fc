/**
 * Objects of the cluster, trimmed on arrival to what a decision can depend on. A pod of the API
 * server is eight to thirty kilobytes of heap; ten thousand of them as they came would be the
 * largest thing in this process, so nothing of the original is kept.
 */
import { KAI_SIZES } from '../core/fit/kai.ts';
import { DECISION, namesGpu, ORIGINAL } from '../core/governed.ts';
import type { Labels, ObjectMeta, OwnerReference, Taint } from '../core/pod.ts';
import { parseQuantity } from '../core/quantity.ts';
import type { Amounts } from '../core/fit/room.ts';
import { interner, oneOfEach, oneText } from './intern.ts';
import { isRecord, listIn, recordIn, textIn, textsIn, type Raw } from './raw.ts';

export interface SeenMeta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** Moves whenever the object is written, which for most writes is all that is news to us. */
  resourceVersion: string | number;
}

export interface Seen {
  readonly metadata: SeenMeta;
}

export interface SeenNode extends Seen {
  readonly labels: Labels;
  readonly taints: readonly Taint[];
  readonly schedulable: boolean;
  readonly allocatable: Amounts;
  /** Another engine that hands out its cards. */
  readonly engine?: 'hami';
}

export interface SeenNamespace extends Seen {
  readonly labels: Labels;
}

/** A ReplicaSet or a Job: only who controls it matters. */
export interface SeenOwner extends Seen {
  readonly kind: string;
  readonly controller: OwnerReference | 'none';
}

export interface SeenQuota extends Seen {
  readonly namesGpu: boolean;
}

export function metaOf(raw: unknown): SeenMeta {
  const metadata = isRecord(raw) ? recordIn(raw, 'metadata') : {};
  return {
    name: textIn(metadata, 'name'),
    namespace: oneText(textIn(metadata, 'namespace')),
    uid: textIn(metadata, 'uid'),
    resourceVersion: versionOf(textIn(metadata, 'resourceVersion')),
  };
}

/** A number where it reads the same, as it does with every server that there is: it takes no memory of its own. */
const versionOf = (text: string): string | number => (SHORT.test(text) ? Number(text) : text);
const SHORT = /^[1-9]\d{0,14}$/;

/** gpu-feature-discovery writes it anew at each start; nothing else of the node changes then. */
const RESTLESS = 'nvidia.com/gfd.timestamp';

/** What HAMi's device plugin writes of a node whose cards it hands out (HAMi pkg/device/nvidia). */
export const HAMI = 'hami.io/node-nvidia-register';

/** Nodes of one group are alike in these. */
const sharedTaints = interner<readonly Taint[]>();
const sharedAmounts = interner<Amounts>();

/** `unsaid` is what a node without the condition Ready is taken for. */
export function trimNode(raw: unknown, unsaid: 'ready' | 'not ready' = 'not ready'): SeenNode {
  const node = isRecord(raw) ? raw : {};
  const { [RESTLESS]: _, ...labels } = textsIn(recordIn(node, 'metadata'), 'labels');
  const spec = recordIn(node, 'spec');
  const status = recordIn(node, 'status');
  const allocatable: Record<string, number> = {};
  for (const [name, text] of Object.entries(recordIn(status, 'allocatable')))
    allocatable[name] = unitsOf(name, text);
  return {
    metadata: metaOf(raw),
    labels: oneOfEach(labels),
    taints: sharedTaints(listIn(spec, 'taints').filter(isRecord).map(taintOf)),
    schedulable: spec['unschedulable'] !== true && isReady(status, unsaid),
    allocatable: sharedAmounts(allocatable),
    ...(HAMI in recordIn(recordIn(node, 'metadata'), 'annotations') ? { engine: 'hami' } : {}),
  };
}

function unitsOf(name: string, text: unknown): number {
  const value =
    typeof text === 'string' || typeof text === 'number' ? parseQuantity(text) : 'invalid';
  if (value === 'invalid') return 0;
  return name === 'cpu' ? Math.floor(value * 1000) : Math.floor(value);
}

const taintOf = (taint: Raw): Taint => ({
  key: textIn(taint, 'key'),
  effect: textIn(taint, 'effect'),
  ...(textIn(taint, 'value') === '' ? {} : { value: textIn(taint, 'value') }),
});

function isReady(status: Raw, unsaid: 'ready' | 'not ready'): boolean {
  const ready = listIn(status, 'conditions')
    .filter(isRecord)
    .find(({ type }) => type === 'Ready');
  return ready === undefined ? unsaid === 'ready' : ready['status'] === 'True';
}

export const trimNamespace = (raw: unknown): SeenNamespace => ({
  metadata: metaOf(raw),
  labels: isRecord(raw) ? textsIn(recordIn(raw, 'metadata'), 'labels') : {},
});

/** `kind` is given because an object in a typed list does not carry its own. */
export const trimOwner = (raw: unknown, kind: string): SeenOwner => ({
  metadata: metaOf(raw),
  kind,
  controller: controllerIn(raw) ?? 'none',
});

const REQUESTS = 'requests.';

export function trimQuota(raw: unknown): SeenQuota {
  const hard = isRecord(raw) ? recordIn(recordIn(raw, 'spec'), 'hard') : {};
  // One that names a slice would refuse what we make of a card.
  return {
    metadata: metaOf(raw),
    namesGpu: Object.keys(hard).some(
      (name) => name.startsWith(REQUESTS) && namesGpu(name.slice(REQUESTS.length)),
    ),
  };
}

function controllerIn(raw: unknown): OwnerReference | undefined {
  const metadata = isRecord(raw) ? recordIn(raw, 'metadata') : {};
  const found = listIn(metadata, 'ownerReferences')
    .filter(isRecord)
    .find((owner) => owner['controller'] === true);
  if (found === undefined) return undefined;
  return {
    apiVersion: oneText(textIn(found, 'apiVersion')),
    kind: oneText(textIn(found, 'kind')),
    name: oneText(textIn(found, 'name')),
    uid: oneText(textIn(found, 'uid')),
    controller: true,
  };
}

/** What its owner and its shape are read from, without what is each replica's own. */
export function sharedMeta(metadata: Raw): ObjectMeta {
  const annotations = notesIn(textsIn(metadata, 'annotations'));
  const controller = controllerIn({ metadata });
  const generateName = textIn(metadata, 'generateName');
  return {
    ...(generateName === '' ? {} : { generateName }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ...(controller === undefined ? {} : { ownerReferences: [controller] }),
  };
}

const sharedNotes = interner<Labels>();
/** Which decision it was is each workload's own; what was given, many have alike. */
const ID = /"id":"[0-9a-f]{16}"/;

/** Of our sentence it is read here that it is there, and of how the pod was what it was given. */
function notesIn(annotations: Labels): Labels {
  const kept = only(annotations, [DECISION, ORIGINAL, ...KAI_SIZES]);
  const { [DECISION]: decision, [ORIGINAL]: original } = kept;
  return sharedNotes({
    ...kept,
    ...(decision === undefined ? {} : { [DECISION]: 'decided' }),
    ...(original === undefined ? {} : { [ORIGINAL]: original.replace(ID, '"id":""') }),
  });
}

function only(labels: Labels, keys: readonly string[]): Labels {
  const kept: Record<string, string> = {};
  for (const key of keys) if (labels[key] !== undefined) kept[key] = labels[key];
  return kept;
}
