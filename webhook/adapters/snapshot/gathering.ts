/**
 * Objects of a cluster, or of a World, on their way into a snapshot. Each is trimmed when it comes,
 * so that a hundred thousand pods are never held as the API server has them; what hangs on others,
 * such as what a node's pods take, is put together at the end.
 */
import { trimNamespace, trimNode, trimOwner, type SeenNode } from '../seen.ts';
import { trimPod, type SeenPod } from '../seen-pod.ts';
import { isClaimResource } from '../../core/fit/dra.ts';
import type { Amounts } from '../../core/fit/room.ts';
import { controllerOf } from '../../core/pod.ts';
import { recordIn, textIn, type Raw } from '../raw.ts';
import { claimObject, classObject, sliceObject, templateObject } from './device-object.ts';
import { hiddenPod, type Hiding } from './hiding.ts';
import {
  isOver,
  namespaceObject,
  nodeObject,
  offersDevice,
  ownerObject,
  quotaObject,
  scaledObject,
  scaleSpec,
} from './object.ts';
import { isPlain, podObject } from './pod-object.ts';
import { takenIn } from './taken.ts';

export interface Counts {
  /** Pods of which only what they take is kept. */
  readonly folded: number;
  /** Nodes that offer no device, and so decide nothing. */
  readonly passedOver: number;
  /** Pods whose revision hangs on words that are not kept. */
  readonly withheld: number;
}

export interface Gathered extends Counts {
  /** In an order that is the same for the same cluster. */
  readonly objects: readonly Raw[];
}

interface KeptNode {
  readonly raw: Raw;
  readonly node: SeenNode;
}

const LWS = 'leaderworkerset.x-k8s.io/v1';

export class Gathering {
  readonly #hiding: Hiding;
  /** What a node without the condition Ready is taken for. */
  readonly #unsaid: 'ready' | 'not ready';
  readonly #objects: Raw[] = [];
  readonly #nodes = new Map<string, KeptNode>();
  readonly #withSlices = new Set<string>();
  readonly #taken = new Map<string, Record<string, number>>();
  /** Owners of whom it is not sure that anybody asks about them. */
  readonly #over: Raw[] = [];
  readonly #owning = new Set<string>();
  #folded = 0;
  #withheld = 0;

  constructor(hiding: Hiding, unsaid: 'ready' | 'not ready') {
    this.#hiding = hiding;
    this.#unsaid = unsaid;
  }

  /** Items of a list do not say of what kind they are. What no World holds is passed over. */
  add(kind: string, raw: Raw): void {
    const namespace = textIn(recordIn(raw, 'metadata'), 'namespace');
    if (kind === 'Pod') return this.#addPod(raw);
    if (namespace !== '' && !this.#hiding.shows(namespace)) return;
    this.#adders[kind]?.(raw);
  }

  readonly #adders: Readonly<Record<string, (raw: Raw) => void>> = {
    Node: (raw) => {
      const node = trimNode(raw, this.#unsaid);
      this.#nodes.set(node.metadata.name, { raw, node });
      this.#take(node.metadata.name, takenIn(raw));
    },
    Namespace: (raw) => {
      const namespace = trimNamespace(raw);
      if (this.#hiding.shows(namespace.metadata.name))
        this.#objects.push(namespaceObject(namespace));
    },
    ResourceQuota: (raw) => this.#push(quotaObject(raw)),
    ReplicaSet: (raw) => {
      this.#addOwner(raw, ownerObject('apps/v1', raw, trimOwner(raw, 'ReplicaSet')));
    },
    Job: (raw) => {
      const owner = ownerObject('batch/v1', raw, trimOwner(raw, 'Job'));
      this.#addOwner(raw, { ...owner, ...scaleSpec(raw) });
    },
    StatefulSet: (raw) => this.#push(scaledObject('apps/v1', 'StatefulSet', raw)),
    LeaderWorkerSet: (raw) => this.#push(scaledObject(LWS, 'LeaderWorkerSet', raw)),
    DeviceClass: (raw) => this.#push(classObject(raw)),
    ResourceSlice: (raw) => {
      const slice = sliceObject(raw);
      if (slice !== 'none') this.#withSlices.add(textIn(recordIn(slice, 'spec'), 'nodeName'));
      this.#push(slice);
    },
    ResourceClaim: (raw) => this.#push(claimObject(raw)),
    ResourceClaimTemplate: (raw) => this.#push(templateObject(raw)),
  };

  done(): Gathered {
    const nodes = [...this.#nodes.values()].filter(
      ({ node }) => offersDevice(node) || this.#withSlices.has(node.metadata.name),
    );
    const written = nodes.map(({ raw, node }) =>
      nodeObject(raw, node, this.#taken.get(node.metadata.name) ?? {}),
    );
    const owners = this.#over.filter((owner) => this.#owning.has(ownerKey(owner)));
    return {
      objects: [...this.#objects, ...written, ...owners].toSorted(inOrder),
      folded: this.#folded,
      passedOver: this.#nodes.size - nodes.length,
      withheld: this.#withheld,
    };
  }

  #push(object: Raw | 'none'): void {
    if (object !== 'none') this.#objects.push(object);
  }

  /** One that makes no pods any more is asked about by those that are still there. */
  #addOwner(raw: Raw, object: Raw): void {
    if (isOver(raw)) this.#over.push(object);
    else this.#objects.push(object);
  }

  #addPod(raw: Raw): void {
    const seen = trimPod(raw);
    if (!seen.live) return;
    if (!this.#hiding.shows(seen.metadata.namespace)) return this.#hide(seen);
    if (isPlain(seen)) return this.#fold(seen);
    const { object, withheld } = podObject(raw, seen);
    if (withheld) this.#withheld++;
    const owner = controllerOf(seen.gpu?.pod.metadata ?? seen.judged ?? {});
    if (owner !== undefined)
      this.#owning.add(`${owner.kind} ${seen.metadata.namespace}/${owner.name}`);
    this.#objects.push(object);
  }

  #hide(seen: SeenPod): void {
    this.#fold(seen);
    for (const hidden of hiddenPod(seen, this.#hiding)) {
      // Nothing of what was written in it goes along.
      const { object } = podObject({}, hidden);
      this.#objects.push(object);
    }
  }

  #fold({ node, requests }: SeenPod): void {
    this.#folded++;
    // A claim can be used in its own namespace only.
    if (node !== '') this.#take(node, withoutClaims(requests));
  }

  #take(node: string, amounts: Amounts): void {
    const taken = this.#taken.get(node) ?? {};
    for (const name in amounts) taken[name] = (taken[name] ?? 0) + (amounts[name] ?? 0);
    this.#taken.set(node, taken);
  }
}

const withoutClaims = (amounts: Amounts): Amounts =>
  Object.fromEntries(Object.entries(amounts).filter(([name]) => !isClaimResource(name)));

function ownerKey(owner: Raw): string {
  const { namespace, name } = recordIn(owner, 'metadata');
  return `${textIn(owner, 'kind')} ${String(namespace)}/${String(name)}`;
}

/** Who comes first is read first, and nothing hangs on it but that two snapshots are alike. */
const KINDS = [
  'Namespace',
  'ResourceQuota',
  'Node',
  'DeviceClass',
  'ResourceSlice',
  'ReplicaSet',
  'Job',
  'StatefulSet',
  'LeaderWorkerSet',
  'ResourceClaimTemplate',
  'ResourceClaim',
  'Pod',
];

function inOrder(a: Raw, b: Raw): number {
  const kinds = KINDS.indexOf(textIn(a, 'kind')) - KINDS.indexOf(textIn(b, 'kind'));
  if (kinds !== 0) return kinds;
  return nameIn(a) < nameIn(b) ? -1 : 1;
}

const nameIn = (object: Raw): string => {
  const { namespace = '', name } = recordIn(object, 'metadata');
  return `${String(namespace)}/${String(name)}`;
};
