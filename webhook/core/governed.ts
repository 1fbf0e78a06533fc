/**
 * Which pods are ours to look at: one table, read twice. `governed` and `judged` are what the program
 * believes, of `/mutate` and of `/validate`; `matchConditions` is what the API server believes; that
 * both say the same of every pod is fuzzed on a real API server. Every expression is guarded by
 * `has()`, because under `Fail` one that errors refuses the pod and under `Ignore` it lets the pod
 * slip past. Pods that have nothing to do with GPUs are not sent: each one sent waits for us.
 */
import { claims, doors } from './matching/doors.ts';
import { GPU_PREFIXES, namesGpu } from './matching/gpu-names.ts';
import { celAny, celKeys, celList, keysBegin, type Row } from './matching/row.ts';
import type { Labels, Pod } from './pod.ts';

/** Where others look for it: whoever asks which pods are ours asks which names are. */
export { GPU_PREFIXES, namesGpu };
export const OWN_PREFIX = 'tranche.dev/';

const anyNamesGpu = (amounts: object | undefined): boolean => {
  for (const name in amounts) if (namesGpu(name)) return true;
  return false;
};

const CEL_OWN = `${celKeys('object.metadata.annotations', OWN_PREFIX)} || ${celKeys('object.metadata.labels', OWN_PREFIX)}`;

const PREFIXES = celList(GPU_PREFIXES);

const celGpus = (path: string): string =>
  `(has(${path}) && ${path}.exists(k, ${PREFIXES}.exists(p, k.startsWith(p))))`;

const celNames =
  `has(c.resources) && (` +
  `${celGpus('c.resources.limits')} || ${celGpus('c.resources.requests')})`;

const table: readonly Row[] = [
  {
    what: 'a container or init container names a GPU resource',
    cel: celAny(['containers', 'initContainers'], celNames),
    holds: (pod) =>
      [pod.spec.containers, pod.spec.initContainers ?? []].some((list) =>
        list.some(
          ({ resources }) => anyNamesGpu(resources?.limits) || anyNamesGpu(resources?.requests),
        ),
      ),
  },
  {
    what: 'the pod carries an annotation or label of ours, which must not be forged',
    cel: CEL_OWN,
    holds: (pod) =>
      keysBegin(pod.metadata.annotations, OWN_PREFIX) || keysBegin(pod.metadata.labels, OWN_PREFIX),
  },
];

/** Sent to `/mutate`, and to `/validate`. */
export const governed = (pod: Pod): boolean => table.some((row) => row.holds(pod));

/** Sent to `/validate`; `dra` where Dynamic Resource Allocation is read as well. */
export const judged = (pod: Pod, dra = false): boolean =>
  governed(pod) || doors.some((row) => row.holds(pod)) || (dra && claims.holds(pod));

/** What makes a pod be sent, in words. */
export const sentFor = (): readonly string[] =>
  [...table, ...doors, claims].map(({ what }) => what);

export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

const anyOf = (rows: readonly Row[]): string => rows.map((row) => `(${row.cel})`).join(' || ');

/** For `/mutate`, on CREATE of pods. One condition, because conditions are joined by `and`. */
export const createConditions = (): MatchCondition[] => [
  { name: 'governed', expression: anyOf(table) },
];

/** For `/validate`, on CREATE of pods and on UPDATE of their ephemeral containers. */
export const judgeConditions = (dra = false): MatchCondition[] => [
  { name: 'judged', expression: anyOf([...table, ...doors, ...(dra ? [claims] : [])]) },
];

/** For the webhook on UPDATE of pods: only when a key of ours comes, goes or changes. */
export const updateConditions = (): MatchCondition[] => [
  {
    name: 'own-keys-changed',
    expression: ['annotations', 'labels']
      .flatMap((keys) => [
        celNew(`object.metadata.${keys}`, `oldObject.metadata.${keys}`),
        celNew(`oldObject.metadata.${keys}`, `object.metadata.${keys}`),
      ])
      .join(' || '),
  },
];

/** For the webhook on bindings, which write their labels and annotations onto the pod. */
export const bindingConditions = (): MatchCondition[] => [
  { name: 'own-keys-bound', expression: CEL_OWN },
];

/** A key of ours that the other has not, or not with this value. */
const celNew = (here: string, there: string): string =>
  `(has(${here}) && ${here}.exists(k, k.startsWith('${OWN_PREFIX}') && ` +
  `!(has(${there}) && k in ${there} && ${there}[k] == ${here}[k])))`;

export const DECISION = `${OWN_PREFIX}decision`;
export const ORIGINAL = `${OWN_PREFIX}original`;

export const ownKeysChanged = (pod: Pod, old: Pod): boolean => changedOwnKeys(pod, old).length > 0;

/** Keys of ours that came, went or changed. */
export function changedOwnKeys(pod: Pod, old: Pod): readonly string[] {
  const { annotations, labels } = pod.metadata;
  return [
    ...changedIn(annotations, old.metadata.annotations),
    ...changedIn(labels, old.metadata.labels),
  ];
}

function changedIn(now: Labels = {}, before: Labels = {}): string[] {
  const keys = new Set([...Object.keys(now), ...Object.keys(before)]);
  return [...keys].filter(
    (key) => key.startsWith(OWN_PREFIX) && valueAt(now, key) !== valueAt(before, key),
  );
}

const valueAt = (of: Labels, key: string): string | undefined =>
  Object.hasOwn(of, key) ? of[key] : undefined;
