/**
 * From manifests to the pods they will make, as the API server would show them to a webhook. Used
 * by demo, explain, review and replay alike; pure, so that the same manifest gives the same pods.
 */
import { copied } from '../core/copied.ts';
import { stepsOf, token } from '../core/edits/pointer.ts';
import { nameOf } from '../core/text.ts';
import type { AtOnce } from './at-once.ts';
import { defaulted } from './defaults.ts';
import { itemsOf } from './items.ts';
import { madeFrom, qualified } from './kinds/all.ts';
import { isPodTemplate } from './kinds/found.ts';
import type { Asked, Library, Made, Numbers, Owner, Signs } from './kinds/kind.ts';
import { queued } from './kinds/queued.ts';
import { lent } from './kinds/rollout.ts';
import { scaled } from './kinds/scaled.ts';
import { namespaceOf } from './namespace.ts';
import { isRecord, member, text, type Raw } from './raw.ts';

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
  /** Before its controller signs the pods of it, some with how many there are to be. */
  readonly template: Raw;
  /** Where in the object stands what a JSON pointer names in its pods; the nearest thing above it where it was made. */
  readonly writtenAt: (pointer: string) => string;
  /** The first of them, each as submitted and defaulted, without UID. All share one spec: whoever changes a pod copies it. */
  readonly pods: readonly Raw[];
  /** Only its own controller knows what becomes of the template; `untold` says what that means for whoever reads. */
  readonly opaque: boolean;
  /** What of these pods the manifests do not tell, in words that follow a name. */
  readonly untold?: string;
  /** How many there are to be, where their controller could number them. */
  readonly numbers?: Numbers & { readonly namespace: string };
  /** Scaled to none, though there is a template that pods could be made of. */
  readonly asleep?: true;
  /** Why it is, where that is not written in it. */
  readonly resting?: string;
}

export interface Settings {
  /** Namespace of objects that name none. */
  readonly namespace: string;
  /** Minutes since the epoch, for the Job of a CronJob. */
  readonly minute: number;
  /** Most pods made of one template; replicas of a revision are alike. */
  readonly most: number;
  /** One pod is made even of a template that is scaled to none. */
  readonly waking?: boolean;
  /** The other objects that were read, where this one may name them. */
  readonly library?: Library;
}

export function expand(object: Raw, settings: Settings): Expanded[] {
  const items = itemsOf(object);
  if (items !== undefined) return items.flatMap((item) => expand(item, settings));
  const asked = askedOf(object, settings);
  const { namespace, name } = asked;
  const source = { kind: text(object['kind']) ?? '', namespace, name };
  const kind = qualified(object);
  const made = queued(kind, asked, scaled(kind, asked, lent(kind, asked, madeFrom(asked))));
  return made.length === 0
    ? [{ object, group: '', source, ...NONE }]
    : made.map((one) => ({ object, source, ...expanded(one, asked, settings) }));
}

const NONE = {
  replicas: 0,
  atOnce: { least: 0, most: 0 },
  template: {},
  writtenAt: () => '',
  pods: [],
  opaque: false,
};

const askedOf = (object: Raw, { namespace, minute, library }: Settings): Asked => {
  const meta = member(object, 'metadata');
  return {
    object,
    spec: member(object, 'spec'),
    apiVersion: text(object['apiVersion']) ?? 'v1',
    name: text(meta['name']) ?? text(meta['generateName']) ?? '',
    namespace: namespaceOf(object, namespace),
    minute,
    library: library ?? (() => undefined),
  };
};

function expanded(
  made: Made,
  { object, namespace }: Asked,
  { most, waking }: Pick<Settings, 'most' | 'waking'>,
): Omit<Expanded, 'object' | 'source'> {
  const { group = '', replicas, atOnce, template, writtenAt, numbers, untold } = made;
  const { opaque = false, resting } = made;
  const asleep = isAsleep(made);
  const wanted = asleep && waking === true ? 1 : replicas;
  const pods = podsOf(made, Math.min(wanted, most), namespace);
  return {
    group,
    replicas,
    atOnce: atOnce ?? { least: replicas, most: replicas },
    template,
    writtenAt: (pointer) => nearest(object, writtenAt(pointer)),
    pods,
    opaque,
    ...(untold === undefined ? {} : { untold }),
    ...(numbers === undefined ? {} : { numbers: { ...numberedUpTo(numbers, wanted), namespace } }),
    ...(asleep ? { asleep, ...(resting === undefined ? {} : { resting }) } : {}),
  };
}

const isAsleep = ({ replicas, opaque, template }: Made): boolean =>
  replicas === 0 && opaque !== true && isPodTemplate(template);

/** Of a pod that is woken alone its controller would know the number. */
const numberedUpTo = (numbers: Numbers, pods: number): Numbers =>
  numbers.scale === 'none' || numbers.scale.replicas > 0
    ? numbers
    : { ...numbers, scale: { ...numbers.scale, replicas: pods } };

/** The longest beginning of a pointer that names something. */
function nearest(object: Raw, pointer: string): string {
  let held: unknown = object;
  let found = '';
  for (const step of stepsOf(pointer)) {
    if (Array.isArray(held)) held = held[Number(step)];
    else held = isRecord(held) && Object.hasOwn(held, step) ? held[step] : undefined;
    if (held === undefined) break;
    found += `/${token(step)}`;
  }
  return found;
}

/** They differ in what their controller signs them with; their spec is one for all. */
function podsOf({ template, signs }: Made, many: number, namespace: string): readonly Raw[] {
  if (many === 0) return [];
  const first = defaulted({
    ...signed(template, signs(0), namespace),
    spec: copied(member(template, 'spec')),
  });
  const others = Array.from({ length: many - 1 }, (_, at) => ({
    ...signed(template, signs(at + 1), namespace),
    spec: first['spec'],
  }));
  return [first, ...others];
}

function signed(
  template: Raw,
  { owner, labels, annotations, ...named }: Signs,
  namespace: string,
): Raw {
  const meta = member(template, 'metadata');
  const beside = (of: 'labels' | 'annotations', own: Signs['labels']) => {
    const all = { ...member(meta, of), ...own };
    return Object.keys(all).length > 0 ? { [of]: all } : {};
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...copied(meta),
      ...named,
      namespace,
      ...beside('labels', labels),
      ...beside('annotations', annotations),
      ...(owner === undefined ? {} : { ownerReferences: [reference(owner, namespace)] }),
    },
  };
}

function reference(owner: Owner, namespace: string): Raw {
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
