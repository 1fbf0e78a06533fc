/** The way back: the pod as its user submitted it, by what our annotation says we did to it. */
import type { RequestEdit } from '../edit.ts';
import { DECISION, ORIGINAL } from '../governed.ts';
import { readOriginal, type Also, type Original } from './original.ts';
import type { Container, Pod, ResourceList } from '../pod.ts';
import { sameQuantity } from '../quantity.ts';
import { unplaced } from './unplaced.ts';

/** As far as our annotation says how that was; without one it is as it came, less our keys. */
export function submitted(pod: Pod): Pod {
  const original = readOriginal(pod);
  return original === 'none' ? stripped(pod) : undo(pod, original);
}

/** If the annotation tells the truth; whoever calls must see whether our edits lead from there to the pod. */
export function undo(pod: Pod, original: Original): Pod {
  const also = original.also ?? [];
  const restored = (container: Container): Container => {
    const entry = Object.hasOwn(original.containers, container.name)
      ? original.containers[container.name]
      : undefined;
    const own = also.filter((edit) => 'container' in edit && edit.container === container.name);
    const back = own.reduce(withBack, container);
    return entry === undefined || entry.asked === entry.got
      ? back
      : { ...back, resources: renamed(back, entry.got, entry.asked) };
  };
  return {
    metadata: unmarked(pod.metadata, also),
    spec: {
      ...unclaimed(unplaced(pod, original), also),
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

/** Our two keys gone, and what we wrote for another engine. */
function unmarked(metadata: Pod['metadata'], also: readonly Also[]): Pod['metadata'] {
  const annotations = without(metadata.annotations ?? {});
  const labels = { ...metadata.labels };
  for (const edit of also)
    if (edit.kind === 'mark') delete (edit.on === 'labels' ? labels : annotations)[edit.key];
  return { ...metadata, annotations, ...(metadata.labels === undefined ? {} : { labels }) };
}

function without(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(([key]) => key !== DECISION && key !== ORIGINAL),
  );
}

function withBack(container: Container, edit: Also): Container {
  const { claims, ...resources } = container.resources ?? {};
  if (edit.kind === 'claim') {
    const left = (claims ?? []).filter(({ name }) => name !== edit.claim);
    return {
      ...container,
      resources: left.length > 0 ? { ...resources, claims: left } : resources,
    };
  }
  if (edit.kind === 'env')
    return withList(
      container,
      'env',
      less(container.env, (own) => own.name === edit.name),
    );
  if (edit.kind === 'arg')
    return withList(
      container,
      'args',
      less(container.args, (own) => own === edit.value),
    );
  if (edit.kind === 'request') return unrequested(container, edit);
  if (edit.kind !== 'withdraw' && edit.kind !== 'beside') return container;
  const back = (list: ResourceList = {}): ResourceList => {
    if (edit.kind === 'withdraw') return { ...list, [edit.resource]: '1' };
    const { [edit.resource]: _, ...rest } = list;
    return rest;
  };
  const { requests, limits } = resources;
  return {
    ...container,
    resources: { ...container.resources, requests: back(requests), limits: back(limits) },
  };
}

/** A neighbour that has put another figure there since has had the last word. */
function unrequested(container: Container, edit: RequestEdit): Container {
  const { requests } = container.resources ?? {};
  if (!sameQuantity(requests?.[edit.resource], edit.quantity)) return container;
  const { [edit.resource]: _, ...rest } = requests ?? {};
  return { ...container, resources: { ...container.resources, requests: rest } };
}

/** Without the last that is ours. */
function less<T>(list: readonly T[] | undefined, ours: (item: T) => boolean): readonly T[] {
  const at = list?.findLastIndex(ours) ?? -1;
  return at < 0 ? (list ?? []) : (list ?? []).toSpliced(at, 1);
}

/** A list that we made ourselves goes with what we put there. */
function withList(container: Container, key: 'env' | 'args', left: readonly unknown[]): Container {
  const { [key]: _, ...rest } = container;
  return left.length === 0 ? rest : { ...rest, [key]: left };
}

function unclaimed(spec: Pod['spec'], also: readonly Also[]): Pod['spec'] {
  if (also.length === 0) return spec;
  const ours = new Set(also.flatMap((edit) => (edit.kind === 'claim' ? [edit.claim] : [])));
  const { resourceClaims, schedulerName, ...rest } = spec;
  const left = (resourceClaims ?? []).filter(({ name }) => !ours.has(name));
  const scheduled = also.some(({ kind }) => kind === 'scheduler');
  return {
    ...rest,
    ...(left.length === 0 ? {} : { resourceClaims: left }),
    ...(scheduled || schedulerName === undefined ? {} : { schedulerName }),
  };
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
    ...(resources?.claims === undefined ? {} : { claims: resources.claims }),
    ...(resources?.requests === undefined ? {} : { requests: rename(resources.requests) }),
    ...(resources?.limits === undefined ? {} : { limits: rename(resources.limits) }),
  };
}
