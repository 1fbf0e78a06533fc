/**
 * The two annotations, and the way back. `tranche.dev/decision` is a sentence for people;
 * `tranche.dev/original` keeps what the user wrote and is read for one purpose only: to rebuild the
 * pod as submitted, so that a second visit can recognise our own work. Neither is ever trusted:
 * whoever can write a pod can write them.
 */
import { DECISION, ORIGINAL } from './governed.ts';
import type { Container, MatchExpression, NodeSelectorTerm, Pod } from './pod.ts';
import { requiredTerms } from './selector.ts';

export interface Original {
  readonly v: 1;
  readonly id: string;
  /** Container name to the resource it asked for and the slice it was given (`Offer.key`, or `whole`). */
  readonly containers: Readonly<
    Record<string, { readonly asked: string; readonly slice: string; readonly got: string }>
  >;
  /** The expressions our placement added to every required term. */
  readonly require: readonly MatchExpression[];
  /** Whether the user had required node affinity of their own. */
  readonly affinity: boolean;
  /** Taint keys our placement tolerates. */
  readonly tolerate: readonly string[];
}

/** In characters; what is longer was not written by us. */
export const LONGEST_ORIGINAL = 16_384;

export function readOriginal(pod: Pod): Original | 'none' {
  const text = pod.metadata.annotations?.[ORIGINAL];
  if (text === undefined || text.length > LONGEST_ORIGINAL) return 'none';
  try {
    const value: unknown = JSON.parse(text);
    return isOriginal(value) ? value : 'none';
  } catch {
    return 'none';
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isOriginal(value: unknown): value is Original {
  if (!isRecord(value) || value['v'] !== 1 || typeof value['id'] !== 'string') return false;
  const { containers, require, tolerate } = value;
  return (
    typeof value['affinity'] === 'boolean' &&
    isRecord(containers) &&
    Object.values(containers).every(
      (c) => isRecord(c) && ['asked', 'slice', 'got'].every((key) => typeof c[key] === 'string'),
    ) &&
    Array.isArray(require) &&
    require.every(
      (e) => isRecord(e) && typeof e['key'] === 'string' && Array.isArray(e['values']),
    ) &&
    Array.isArray(tolerate) &&
    tolerate.every((key) => typeof key === 'string')
  );
}

/** The pod as its user submitted it, if the annotation tells the truth. */
export function undo(pod: Pod, original: Original): Pod {
  const restored = (container: Container): Container => {
    const entry = Object.hasOwn(original.containers, container.name)
      ? original.containers[container.name]
      : undefined;
    return entry === undefined || entry.asked === entry.got
      ? container
      : { ...container, resources: renamed(container, entry.got, entry.asked) };
  };
  return {
    metadata: { ...pod.metadata, annotations: without(pod.metadata.annotations ?? {}) },
    spec: {
      ...unplaced(pod, original),
      containers: pod.spec.containers.map(restored),
      ...(pod.spec.initContainers === undefined
        ? {}
        : { initContainers: pod.spec.initContainers.map(restored) }),
    },
  };
}

/** Our two keys taken off; what is left is the user's. */
export const stripped = (pod: Pod): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, annotations: without(pod.metadata.annotations ?? {}) },
});

function without(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(([key]) => key !== DECISION && key !== ORIGINAL),
  );
}

function renamed(
  { resources }: Container,
  from: string,
  to: string,
): NonNullable<Container['resources']> {
  const rename = (list: Readonly<Record<string, string | number>>) =>
    Object.fromEntries(
      Object.entries(list).map(([key, value]) => [key === from ? to : key, value]),
    );
  return {
    ...(resources?.requests === undefined ? {} : { requests: rename(resources.requests) }),
    ...(resources?.limits === undefined ? {} : { limits: rename(resources.limits) }),
  };
}

function unplaced(pod: Pod, original: Original): Pod['spec'] {
  const { tolerations, affinity, ...spec } = pod.spec;
  const terms = requiredTerms(pod);
  const kept = (tolerations ?? []).filter(
    ({ key, operator, effect }) =>
      !(operator === 'Exists' && effect === 'NoSchedule' && original.tolerate.includes(key ?? '')),
  );
  const required = original.affinity
    ? { nodeSelectorTerms: (terms ?? []).map((term) => unpinned(term, original.require)) }
    : undefined;
  const { nodeAffinity, ...others } = affinity ?? {};
  return {
    ...spec,
    ...(kept.length > 0 ? { tolerations: kept } : {}),
    affinity: {
      ...others,
      ...(required === undefined && nodeAffinity === undefined
        ? {}
        : {
            nodeAffinity:
              required === undefined
                ? {}
                : { requiredDuringSchedulingIgnoredDuringExecution: required },
          }),
    },
  };
}

function unpinned(term: NodeSelectorTerm, ours: readonly MatchExpression[]): NodeSelectorTerm {
  const left = [...(term.matchExpressions ?? [])];
  for (const expression of ours) {
    const at = left.findLastIndex((other) => sameExpression(other, expression));
    if (at >= 0) left.splice(at, 1);
  }
  return { ...term, matchExpressions: left };
}

export const sameExpression = (a: MatchExpression, b: MatchExpression): boolean =>
  a.key === b.key &&
  a.operator === b.operator &&
  (a.values ?? []).length === (b.values ?? []).length &&
  (a.values ?? []).every((value, i) => value === b.values?.[i]);
