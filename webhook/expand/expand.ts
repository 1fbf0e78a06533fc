/**
 * From manifests to the pods they will make, as the API server would show them to a webhook. Used
 * by demo, explain, review and replay alike; pure, so that the same manifest gives the same pods.
 */
import { nameOf } from '../core/text.ts';
import type { AtOnce } from './at-once.ts';
import { defaulted } from './defaults.ts';
import { holdsTemplates, itemsOf, madeFrom, type Made, type Numbers } from './owners.ts';
import { member, text, type Raw } from './raw.ts';

/** Of one pod template of an object; an object with several gives as many. */
export interface Expanded {
  /** The manifest's object, or the item of a List. */
  readonly object: Raw;
  /** Which of the object's templates, as its kind calls it (`head`, `Worker`); '' where it has one. */
  readonly group: string;
  /** E.g. `Deployment speech/whisper`. */
  readonly source: { readonly kind: string; readonly namespace: string; readonly name: string };
  /** How many it asks for at once; 0 where the kind makes no pods. */
  readonly replicas: number;
  readonly atOnce: AtOnce;
  /** Where in the object stands what a JSON pointer names in its pods; the nearest thing above it where it was made. */
  readonly writtenAt: (pointer: string) => string;
  /** The first of them, each as submitted and defaulted, without UID. */
  readonly pods: readonly Raw[];
  /** It holds pod templates where only its own controller knows what becomes of them. */
  readonly opaque: boolean;
  /** How many there are to be, where their controller could number them. */
  readonly numbers?: Numbers & { readonly namespace: string };
}

export interface Settings {
  /** Namespace of objects that name none. */
  readonly namespace: string;
  /** Minutes since the epoch, for the Job of a CronJob. */
  readonly minute: number;
  /** Most pods made of one template; replicas of a revision are alike. */
  readonly most: number;
}

export function expand(object: Raw, settings: Settings): Expanded[] {
  const items = itemsOf(object);
  if (items !== undefined) return items.flatMap((item) => expand(item, settings));
  const meta = member(object, 'metadata');
  const namespace = text(meta['namespace']) ?? settings.namespace;
  const source = {
    kind: text(object['kind']) ?? '',
    namespace,
    name: text(meta['name']) ?? text(meta['generateName']) ?? '',
  };
  const made = madeFrom(object, settings.minute);
  if (made === undefined)
    return [
      {
        object,
        group: '',
        source,
        replicas: 0,
        atOnce: { least: 0, most: 0 },
        writtenAt: () => '',
        pods: [],
        opaque: holdsTemplates(object),
      },
    ];
  const pods = Array.from({ length: Math.min(made.replicas, settings.most) }, (_, at) =>
    podOf(made, namespace, at),
  );
  const { replicas, numbers } = made;
  const plain: Expanded = {
    object,
    group: '',
    source,
    replicas,
    atOnce: made.atOnce ?? { least: replicas, most: replicas },
    writtenAt: (pointer) => made.at + pointer,
    pods,
    opaque: false,
  };
  return [numbers === undefined ? plain : { ...plain, numbers: { ...numbers, namespace } }];
}

function podOf(made: Made, namespace: string, at: number): Raw {
  const meta = member(made.template, 'metadata');
  const { named, numbered = {} } = namedAt(made.naming, at);
  const labels = { ...member(meta, 'labels'), ...made.labels, ...numbered };
  const pod: Raw = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...structuredClone(meta),
      ...named,
      namespace,
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      ...(made.owner === undefined ? {} : { ownerReferences: [reference(made.owner, namespace)] }),
    },
    spec: structuredClone(member(made.template, 'spec')),
  };
  return defaulted(pod);
}

/** Its name or the beginning of it, and the labels that say which of the replicas it is. */
function namedAt(naming: Made['naming'], at: number): { named: Raw; numbered?: Raw } {
  if ('ordinal' in naming) {
    const ordinal = naming.start + at;
    const name = `${naming.ordinal}-${ordinal}`;
    const numbered = {
      'apps.kubernetes.io/pod-index': String(ordinal),
      'statefulset.kubernetes.io/pod-name': name,
    };
    return { named: { name }, numbered };
  }
  if (!('index' in naming)) return { named: naming };
  return {
    named: { generateName: `${naming.index}-${at}-` },
    numbered: { 'batch.kubernetes.io/job-completion-index': String(at) },
  };
}

function reference(owner: NonNullable<Made['owner']>, namespace: string): Raw {
  return {
    ...owner,
    uid: uidOf(`${namespace}/${owner.kind}/${owner.name}`),
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** A UID made of a name: the same manifest gives the same bytes. */
export function uidOf(name: string): string {
  const hex = nameOf(name) + nameOf(`${name}/2`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
