/**
 * Which pods are ours to look at: one table, read twice. `governed` is what the program believes;
 * `matchConditions` is what the API server believes; that both say the same of every pod is fuzzed
 * on a real API server. Every expression is guarded by `has()`, because under `Fail` one that
 * errors refuses the pod and under `Ignore` it lets the pod slip past.
 */
import type { Pod } from './pod.ts';

/**
 * What names of GPUs begin with: the vendors', and those of engines that hand out NVIDIA's under a
 * name of their own (policies/catalogue/engines.yaml says what they count as).
 */
export const GPU_PREFIXES = [
  'nvidia.com/',
  'amd.com/',
  'gpu.intel.com/',
  'volcano.sh/vgpu-',
  'volcano.sh/gpu-',
  'mig.das.com/',
  'instaslice.redhat.com/',
  'org.instaslice/',
] as const;
export const OWN_PREFIX = 'tranche.dev/';

interface Row {
  readonly what: string;
  readonly cel: string;
  holds(pod: Pod): boolean;
}

export function namesGpu(resource: string): boolean {
  for (const prefix of GPU_PREFIXES) if (resource.startsWith(prefix)) return true;
  return false;
}

const anyNamesGpu = (amounts: object | undefined): boolean => {
  for (const name in amounts) if (namesGpu(name)) return true;
  return false;
};

const keysBegin = (keys: object | undefined, prefix: string): boolean => {
  if (keys === undefined) return false;
  for (const key of Object.keys(keys)) if (key.startsWith(prefix)) return true;
  return false;
};

const celKeys = (path: string, prefix: string): string =>
  `(has(${path}) && ${path}.exists(k, k.startsWith('${prefix}')))`;

const PREFIXES = `[${GPU_PREFIXES.map((prefix) => `'${prefix}'`).join(', ')}]`;

const celGpus = (path: string): string =>
  `(has(${path}) && ${path}.exists(k, ${PREFIXES}.exists(p, k.startsWith(p))))`;

const celContainers = (list: string): string =>
  `(has(object.spec.${list}) && object.spec.${list}.exists(c, has(c.resources) && (` +
  `${celGpus('c.resources.limits')} || ${celGpus('c.resources.requests')})))`;

const table: readonly Row[] = [
  {
    what: 'a container or init container names a GPU resource',
    cel: `${celContainers('containers')} || ${celContainers('initContainers')}`,
    holds: (pod) =>
      [pod.spec.containers, pod.spec.initContainers ?? []].some((list) =>
        list.some(
          ({ resources }) => anyNamesGpu(resources?.limits) || anyNamesGpu(resources?.requests),
        ),
      ),
  },
  {
    what: 'the pod carries an annotation or label of ours, which must not be forged',
    cel: `${celKeys('object.metadata.annotations', OWN_PREFIX)} || ${celKeys('object.metadata.labels', OWN_PREFIX)}`,
    holds: (pod) =>
      keysBegin(pod.metadata.annotations, OWN_PREFIX) || keysBegin(pod.metadata.labels, OWN_PREFIX),
  },
];

/**
 * Where Dynamic Resource Allocation is read as well, a claim may be for a GPU. Which ones are, only
 * `/validate` can tell; elsewhere a claim is none of our business.
 */
const claims: Row = {
  what: 'the pod has a resource claim',
  cel: 'has(object.spec.resourceClaims) && object.spec.resourceClaims.exists(c, has(c.name))',
  holds: ({ spec }) => (spec.resourceClaims?.length ?? 0) > 0,
};

const rowsWhere = (dra: boolean): readonly Row[] => (dra ? [...table, claims] : table);

export const governed = (pod: Pod, dra = false): boolean =>
  rowsWhere(dra).some((row) => row.holds(pod));

export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

/** For webhooks on CREATE of pods. One condition, because conditions are joined by `and`. */
export const createConditions = (dra = false): MatchCondition[] => [
  {
    name: 'governed',
    expression: rowsWhere(dra)
      .map((row) => `(${row.cel})`)
      .join(' || '),
  },
];

/** For the webhook on UPDATE of pods: only when one of our own keys changes. */
export const updateConditions = (): MatchCondition[] => [
  { name: 'own-keys-changed', expression: OWN_KEYS.map(changed).join(' || ') },
];

export const DECISION = `${OWN_PREFIX}decision`;
export const ORIGINAL = `${OWN_PREFIX}original`;
const OWN_KEYS = [DECISION, ORIGINAL];

const valueIn = (which: string, key: string): string =>
  `(has(${which}.metadata.annotations) && '${key}' in ${which}.metadata.annotations ? ` +
  `${which}.metadata.annotations['${key}'] : '')`;

const changed = (key: string): string =>
  `${valueIn('object', key)} != ${valueIn('oldObject', key)}`;

export function ownKeysChanged(pod: Pod, old: Pod): boolean {
  return OWN_KEYS.some((key) => valueAt(pod, key) !== valueAt(old, key));
}

const valueAt = ({ metadata }: Pod, key: string): string => metadata.annotations?.[key] ?? '';
