/** What our edits do to containers: resources by name, and claims. */
import type { Edit } from '../decision.ts';
import { seats, type Container, type Pod, type Pointer } from '../pod.ts';
import { token, type Op } from './pointer.ts';

export function containerOps(pod: Pod, edits: readonly Edit[]): Op[] {
  const ops: Op[] = [];
  /** By name: containers that share a device share its claim. */
  const claims = new Map<string, unknown>();
  for (const edit of edits)
    if (edit.kind === 'resource') ops.push(...renamed(pod, edit.pointer, edit));
    else if (edit.kind === 'withdraw') ops.push(...withdrawn(pod, edit.pointer, edit.resource));
    else if (edit.kind === 'arg') ops.push(argued(pod, edit));
    else if (edit.kind === 'claim') {
      ops.push(used(pod, edit));
      claims.set(edit.claim, { name: edit.claim, resourceClaimTemplateName: edit.template });
    }
  for (const { pointer } of seats(pod)) {
    ops.push(...beside(pod, pointer, edits.filter(isBeside).filter(standsAt(pointer))));
    ops.push(...requested(pod, pointer, edits));
    ops.push(...variables(pod, pointer, edits));
  }
  return [...ops, ...claimed(pod, [...claims.values()])];
}

const LISTS = ['limits', 'requests'] as const;

const at = (pod: Pod, pointer: Pointer): Container | undefined =>
  seats(pod).find((seat) => seat.pointer === pointer)?.container;

/** Requests and limits of an extended resource must be equal, so the name moves in both. */
function renamed(pod: Pod, pointer: Pointer, { from, to }: { from: string; to: string }): Op[] {
  const resources = at(pod, pointer)?.resources;
  return LISTS.flatMap((kind): Op[] => {
    const path = `${pointer}/resources/${kind}`;
    if (resources?.[kind] === undefined) return [{ op: 'add', path, value: { [to]: '1' } }];
    return [
      ...removed(resources[kind], path, from),
      { op: 'add', path: `${path}/${token(to)}`, value: '1' },
    ];
  });
}

const removed = (list: Readonly<Record<string, unknown>>, path: string, name: string): Op[] =>
  list[name] === undefined ? [] : [{ op: 'remove', path: `${path}/${token(name)}` }];

function withdrawn(pod: Pod, pointer: Pointer, resource: string): Op[] {
  const resources = at(pod, pointer)?.resources;
  return LISTS.flatMap((kind) =>
    removed(resources?.[kind] ?? {}, `${pointer}/resources/${kind}`, resource),
  );
}

type Beside = Extract<Edit, { kind: 'beside' }>;
const isBeside = (edit: Edit): edit is Beside => edit.kind === 'beside';
const standsAt = (pointer: Pointer) => (edit: Beside) => edit.pointer === pointer;

function beside(pod: Pod, pointer: Pointer, edits: readonly Beside[]): Op[] {
  if (edits.length === 0) return [];
  const resources = at(pod, pointer)?.resources;
  const value = Object.fromEntries(edits.map(({ resource, quantity }) => [resource, quantity]));
  return LISTS.flatMap((kind): Op[] => {
    const path = `${pointer}/resources/${kind}`;
    if (resources?.[kind] === undefined) return [{ op: 'add', path, value }];
    return edits.map(({ resource, quantity }) => ({
      op: 'add',
      path: `${path}/${token(resource)}`,
      value: quantity,
    }));
  });
}

/** Into the list that is there, be it one that another edit has made a moment before. */
function requested(pod: Pod, pointer: Pointer, edits: readonly Edit[]): Op[] {
  const own = edits.filter((edit) => 'pointer' in edit && edit.pointer === pointer);
  const added = own.filter((edit) => edit.kind === 'request');
  if (added.length === 0) return [];
  const path = `${pointer}/resources/requests`;
  const { resources } = at(pod, pointer) ?? {};
  const there =
    resources?.requests ?? own.find(({ kind }) => kind === 'resource' || kind === 'beside');
  if (there === undefined) {
    const value = Object.fromEntries(added.map(({ resource, quantity }) => [resource, quantity]));
    return [{ op: 'add', path, value }];
  }
  return added.map(({ resource, quantity: value }) => ({
    op: 'add',
    path: `${path}/${token(resource)}`,
    value,
  }));
}

/** One variable after another; where there were none, all in one list. */
function variables(pod: Pod, pointer: Pointer, edits: readonly Edit[]): Op[] {
  const values = edits.flatMap((edit) =>
    edit.kind === 'env' && edit.pointer === pointer ? [{ name: edit.name, value: edit.value }] : [],
  );
  if (values.length === 0) return [];
  return at(pod, pointer)?.env === undefined
    ? [{ op: 'add', path: `${pointer}/env`, value: values }]
    : values.map((value) => ({ op: 'add', path: `${pointer}/env/-`, value }));
}

/** At most one a container. */
function argued(pod: Pod, { pointer, value }: Extract<Edit, { kind: 'arg' }>): Op {
  return at(pod, pointer)?.args === undefined
    ? { op: 'add', path: `${pointer}/args`, value: [value] }
    : { op: 'add', path: `${pointer}/args/-`, value };
}

function used(pod: Pod, { pointer, claim }: Extract<Edit, { kind: 'claim' }>): Op {
  const path = `${pointer}/resources/claims`;
  return at(pod, pointer)?.resources?.claims === undefined
    ? { op: 'add', path, value: [{ name: claim }] }
    : { op: 'add', path: `${path}/-`, value: { name: claim } };
}

function claimed({ spec }: Pod, claims: readonly unknown[]): Op[] {
  if (claims.length === 0) return [];
  return spec.resourceClaims === undefined
    ? [{ op: 'add', path: '/spec/resourceClaims', value: claims }]
    : claims.map((value) => ({ op: 'add', path: '/spec/resourceClaims/-', value }));
}
