/**
 * Edits as JSON Patch, written directly: no clone, no diff. Only members that we change are named,
 * so everything else in the pod survives; a parent that is missing is created whole.
 */
import type { Edit } from './decision.ts';
import type { MatchExpression, Pod, Pointer, ResourceList } from './pod.ts';
import { requiredTerms, selects } from './selector.ts';
import { seats } from './pod.ts';

export type Op =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

export function patchOf(pod: Pod, edits: readonly Edit[]): Op[] {
  const ops: Op[] = [];
  for (const edit of edits)
    if (edit.kind === 'resource') ops.push(...resourceOps(pod, edit.pointer, edit.from, edit.to));
    else if (edit.kind === 'nodeAffinity') ops.push(...affinityOps(pod, edit.require));
  ops.push(...tolerationOps(pod, edits), ...annotationOps(pod, edits));
  return ops;
}

/** One step of a JSON pointer. `~` goes first, or the `~` of `~1` would be escaped again. */
const token = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Requests and limits of an extended resource must be equal, so the name moves in both. */
function resourceOps(pod: Pod, pointer: Pointer, from: string, to: string): Op[] {
  const container = seats(pod).find((seat) => seat.pointer === pointer)?.container;
  const ops: Op[] = [];
  for (const kind of ['limits', 'requests'] as const) {
    const list: ResourceList | undefined = container?.resources?.[kind];
    const path = `${pointer}/resources/${kind}`;
    if (list === undefined) ops.push({ op: 'add', path, value: { [to]: '1' } });
    else {
      if (list[from] !== undefined) ops.push({ op: 'remove', path: `${path}/${token(from)}` });
      ops.push({ op: 'add', path: `${path}/${token(to)}`, value: '1' });
    }
  }
  return ops;
}

/** Terms are joined by or, expressions within one by and: ours go into each of the user's terms. */
function affinityOps(pod: Pod, expressions: readonly MatchExpression[]): Op[] {
  const { affinity } = pod.spec;
  const terms = requiredTerms(pod);
  const required = { nodeSelectorTerms: [{ matchExpressions: expressions }] };
  const key = 'requiredDuringSchedulingIgnoredDuringExecution';
  if (affinity === undefined)
    return [{ op: 'add', path: '/spec/affinity', value: { nodeAffinity: { [key]: required } } }];
  if (affinity.nodeAffinity === undefined)
    return [{ op: 'add', path: '/spec/affinity/nodeAffinity', value: { [key]: required } }];
  const path = `/spec/affinity/nodeAffinity/${key}`;
  if (terms === undefined) return [{ op: 'add', path, value: required }];
  return terms.flatMap((term, i): Op[] => {
    const at = `${path}/nodeSelectorTerms/${i}/matchExpressions`;
    if (!selects(term)) return [];
    if (term.matchExpressions === undefined) return [{ op: 'add', path: at, value: expressions }];
    return expressions.map((value) => ({ op: 'add', path: `${at}/-`, value }));
  });
}

function tolerationOps(pod: Pod, edits: readonly Edit[]): Op[] {
  const added = edits.flatMap((edit) =>
    edit.kind === 'toleration' ? [{ key: edit.key, operator: 'Exists', effect: 'NoSchedule' }] : [],
  );
  if (added.length === 0) return [];
  if (pod.spec.tolerations === undefined)
    return [{ op: 'add', path: '/spec/tolerations', value: added }];
  return added.map((value) => ({ op: 'add', path: '/spec/tolerations/-', value }));
}

function annotationOps(pod: Pod, edits: readonly Edit[]): Op[] {
  const has = pod.metadata.annotations;
  const values: Record<string, string> = {};
  const ops: Op[] = [];
  for (const edit of edits)
    if (edit.kind === 'annotate') {
      values[edit.key] = edit.value;
      if (has !== undefined) ops.push({ op: 'add', path: annotation(edit.key), value: edit.value });
    } else if (edit.kind === 'unannotate' && has?.[edit.key] !== undefined)
      ops.push({ op: 'remove', path: annotation(edit.key) });
  if (has === undefined && Object.keys(values).length > 0)
    ops.push({ op: 'add', path: '/metadata/annotations', value: values });
  return ops;
}

const annotation = (key: string): string => `/metadata/annotations/${token(key)}`;
