/**
 * Argo's Rollout has a pod template of its own, or names a workload and takes that one's (its rollout/templateref.go):
 * how many pods there are is then still its own affair, and whatever it takes the template of is scaled to none, by
 * whoever wrote both or by Argo.
 */
import { count, isRecord, member, text, type Raw } from '../raw.ts';
import { alike } from './apps.ts';
import { isPodTemplate } from './found.ts';
import { nothing, type Asked, type Made, type Makers } from './kind.ts';

const REF = 'workloadRef';
const AT = `/spec/${REF}`;

/** As the library knows it: by whose template it takes. */
export const ROLLOUT_OF = 'rollout of';

/** Where each kind has its template; Argo takes that of no other. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  PodTemplate: ['template'],
  ReplicaSet: ['spec', 'template'],
};

/** Kinds that a Rollout may name. */
export const LENDING: ReadonlySet<string> = new Set(Object.keys(TEMPLATES));

/** `Deployment/asr`, of a Rollout that takes the template of another. */
export function lenderOf(rollout: Raw): string | undefined {
  const ref = member(rollout, 'spec')[REF];
  return isRecord(ref) ? named(ref) : undefined;
}

const named = (ref: Raw): string => `${text(ref['kind']) ?? ''}/${text(ref['name']) ?? ''}`;

export const rollout: Makers = {
  'Rollout.argoproj.io': (asked) => {
    const { spec } = asked;
    if (isPodTemplate(member(spec, 'template'))) return [alike(asked)];
    return isRecord(spec[REF]) ? [byReference(asked, spec[REF])] : [];
  },
};

function byReference(asked: Asked, ref: Raw): Made {
  const kind = text(ref['kind']) ?? '';
  const name = text(ref['name']) ?? '';
  const path = Object.hasOwn(TEMPLATES, kind) ? TEMPLATES[kind] : undefined;
  if (path === undefined)
    return nothing(AT, `its ${REF} names a ${kind}, and Argo takes templates of ${KINDS} alone`);
  const lender = asked.library(kind, asked.namespace, name);
  if (lender === undefined)
    return nothing(AT, `${kind} ${name}, whose template it takes, is not among the manifests`);
  return { ...alike(asked), template: member(lender, ...path), writtenAt: () => AT };
}

const KINDS = 'a Deployment, a ReplicaSet or a PodTemplate';

const REPLICATED: ReadonlySet<string> = new Set(['Deployment.apps', 'ReplicaSet.apps']);

/** What lends its template stands beside: with none, where that is written or Argo is to scale it down. `kind`: with its group. */
export function lent(kind: string, asked: Asked, made: readonly Made[]): readonly Made[] {
  if (!REPLICATED.has(kind)) return made;
  const { library, namespace, object, name } = asked;
  const taker = library(ROLLOUT_OF, namespace, named({ kind: object['kind'], name }));
  if (taker === undefined) return made;
  const scaledDown = SCALING_DOWN.includes(member(taker, 'spec', REF)['scaleDown']);
  if (count(asked.spec['replicas'], 1) > 0 && !scaledDown) return made;
  const by = text(member(taker, 'metadata')['name']) ?? '';
  const resting = `Rollout ${by} makes the pods of its template`;
  return made.map((one) => ({ ...one, replicas: 0, resting }));
}

/** After the rollout, or step by step along with it; absent is never. */
const SCALING_DOWN: readonly unknown[] = ['onsuccess', 'progressively'];
