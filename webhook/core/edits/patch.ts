/**
 * Edits as JSON Patch, written directly: no clone, no diff. Only members that we change are named,
 * so everything else in the pod survives; a parent that is missing is created whole.
 */
import type { Edit } from '../decision.ts';
import { containerOps } from './patch-containers.ts';
import type { MatchExpression, Pod, PreferredNodes } from '../pod.ts';
import { token, type Op } from './pointer.ts';
import { restoreOps } from './restore.ts';
import { requiredTerms, selects } from '../selector.ts';
import { undo } from './undo.ts';

export type { Op } from './pointer.ts';

export function patchOf(pod: Pod, edits: readonly Edit[]): Op[] {
  const [first, ...others] = edits;
  if (first?.kind === 'restore')
    return [...restoreOps(pod, first.original), ...patchOf(undo(pod, first.original), others)];
  const ops: Op[] = containerOps(pod, edits);
  const require = edits.flatMap((edit) => (edit.kind === 'nodeAffinity' ? edit.require : []));
  const prefer = edits.flatMap((edit) => (edit.kind === 'preference' ? edit.prefer : []));
  if (require.length + prefer.length > 0) ops.push(...affinityOps(pod, require, prefer));
  for (const edit of edits)
    if (edit.kind === 'scheduler')
      ops.push({ op: 'add', path: '/spec/schedulerName', value: edit.name });
  ops.push(...tolerationOps(pod, edits), ...metadataOps(pod, edits, 'labels'));
  ops.push(...metadataOps(pod, edits, 'annotations'));
  return ops;
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function affinityOps(
  pod: Pod,
  require: readonly MatchExpression[],
  prefer: readonly PreferredNodes[],
): Op[] {
  const { affinity } = pod.spec;
  const path = '/spec/affinity/nodeAffinity';
  if (affinity?.nodeAffinity !== undefined)
    return [...requiredOps(pod, require, path), ...preferredOps(pod, prefer, path)];
  const value = {
    ...(require.length === 0
      ? {}
      : { [REQUIRED]: { nodeSelectorTerms: [{ matchExpressions: require }] } }),
    ...(prefer.length === 0 ? {} : { [PREFERRED]: prefer }),
  };
  return affinity === undefined
    ? [{ op: 'add', path: '/spec/affinity', value: { nodeAffinity: value } }]
    : [{ op: 'add', path, value }];
}

/** Behind those of its user. */
function preferredOps(pod: Pod, prefer: readonly PreferredNodes[], parent: string): Op[] {
  const path = `${parent}/${PREFERRED}`;
  if (prefer.length === 0) return [];
  return pod.spec.affinity?.nodeAffinity?.[PREFERRED] === undefined
    ? [{ op: 'add', path, value: prefer }]
    : prefer.map((value) => ({ op: 'add', path: `${path}/-`, value }));
}

/** Terms are joined by or, expressions within one by and: ours go into each of the user's terms. */
function requiredOps(pod: Pod, expressions: readonly MatchExpression[], parent: string): Op[] {
  const terms = requiredTerms(pod);
  const path = `${parent}/${REQUIRED}`;
  if (expressions.length === 0) return [];
  if (terms === undefined)
    return [{ op: 'add', path, value: { nodeSelectorTerms: [{ matchExpressions: expressions }] } }];
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

function metadataOps(pod: Pod, edits: readonly Edit[], on: 'labels' | 'annotations'): Op[] {
  const has = pod.metadata[on];
  const path = (key: string): string => `/metadata/${on}/${token(key)}`;
  const written = edits.filter((edit) => writes(edit, on));
  const ops = edits.flatMap((edit): Op[] =>
    on === 'annotations' && edit.kind === 'unannotate' && has?.[edit.key] !== undefined
      ? [{ op: 'remove', path: path(edit.key) }]
      : [],
  );
  if (written.length === 0) return ops;
  if (has !== undefined)
    return [
      ...ops,
      ...written.map(({ key, value }): Op => ({ op: 'add', path: path(key), value })),
    ];
  const value = Object.fromEntries(written.map((edit) => [edit.key, edit.value]));
  return [{ op: 'add', path: `/metadata/${on}`, value }];
}

const writes = (
  edit: Edit,
  on: 'labels' | 'annotations',
): edit is Extract<Edit, { kind: 'annotate' | 'mark' }> =>
  edit.kind === 'mark' ? edit.on === on : edit.kind === 'annotate' && on === 'annotations';
