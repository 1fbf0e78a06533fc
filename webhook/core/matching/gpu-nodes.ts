/**
 * How a pod names nodes with GPUs: by the taint that keeps others off them, or by the labels that
 * discovery and clouds put on them. One table for what is sent, refused and explained. Whoever tolerates
 * everything names nothing: among those are the first pods of a cluster, which must not wait for us.
 */
import type { MatchExpression, Pod, Toleration } from '../pod.ts';
import { requiredTerms, selects } from '../selector.ts';
import { GPU_PREFIXES, namesGpu } from './gpu-names.ts';
import { celList, type Row } from './row.ts';

/** What AKS proposes as the value of such a taint. */
const VALUE = 'gpu';

/** By the name of a GPU, or by the value that AKS proposes. */
export const isGpuTaint = ({ key = '', value }: Pick<Toleration, 'key' | 'value'>): boolean =>
  namesGpu(key) || value === VALUE;

/** What their keys begin with: GPU feature discovery's of each vendor, then those of clouds. */
const LABELS = [
  'nvidia.com/gpu',
  'nvidia.com/mig',
  'nvidia.com/cuda',
  'nvidia.com/mps',
  'amd.com/gpu',
  'gpu.intel.com/',
  'cloud.google.com/gke-accelerator',
  'k8s.amazonaws.com/accelerator',
  'karpenter.k8s.aws/instance-gpu-',
  'kubernetes.azure.com/accelerator',
];
const isGpuLabel = (key: string): boolean => LABELS.some((prefix) => key.startsWith(prefix));

/** `nvidia.com/gpu.present: "false"` is how a pod keeps off them. */
const ABSENT = 'false';
const WANTING = ['Exists', 'Gt', 'Lt'];

const wants = ({ key, operator, values = [] }: MatchExpression): boolean =>
  isGpuLabel(key) &&
  (WANTING.includes(operator) || (operator === 'In' && values.some((value) => value !== ABSENT)));

/** The first toleration that names them, as it is written. */
export const gpuToleration = ({ spec }: Pod): Toleration | undefined =>
  spec.tolerations?.find(isGpuTaint);

/** The first label by which it wants them. */
export function gpuSelector(pod: Pod): string | undefined {
  const selected = Object.entries(pod.spec.nodeSelector ?? {}).find(
    ([key, value]) => isGpuLabel(key) && value !== ABSENT,
  );
  if (selected !== undefined) return selected[0];
  return requiredTerms(pod)
    ?.flatMap(({ matchExpressions = [] }) => matchExpressions)
    .find(wants)?.key;
}

const celLabel = (key: string): string => `${celList(LABELS)}.exists(p, ${key}.startsWith(p))`;

const CEL_TOLERATES =
  'has(object.spec.tolerations) && object.spec.tolerations.exists(t, ' +
  `(has(t.key) && ${celList(GPU_PREFIXES)}.exists(p, t.key.startsWith(p))) || (has(t.value) && t.value == '${VALUE}'))`;

const CEL_SELECTS =
  'has(object.spec.nodeSelector) && object.spec.nodeSelector.exists(k, ' +
  `object.spec.nodeSelector[k] != '${ABSENT}' && ${celLabel('k')})`;

const REQUIRED = 'a.requiredDuringSchedulingIgnoredDuringExecution';

/** In a list of one, so that the long names are said once: there is a limit to what one can read. */
const CEL_REQUIRES =
  `has(object.spec.affinity) && has(object.spec.affinity.nodeAffinity) && [object.spec.affinity.nodeAffinity].exists(a, ` +
  `has(${REQUIRED}) && has(${REQUIRED}.nodeSelectorTerms) && ${REQUIRED}.nodeSelectorTerms.exists(t, ` +
  'has(t.matchExpressions) && t.matchExpressions.exists(e, ' +
  `(e.operator in ${celList(WANTING)} || (e.operator == 'In' && has(e.values) && e.values.exists(v, v != '${ABSENT}'))) && ` +
  `${celLabel('e.key')})))`;

const DAEMON = 'DaemonSet';

/**
 * Agents of the nodes themselves are left alone: a cluster should not wait for us to have its drivers.
 * Anybody may write such a reference, but not for long: the garbage collector takes a pod whose owner
 * is not there, and a DaemonSet the pods it has too many of. An owner that does not control takes none.
 * Others have DaemonSets of their own, OpenKruise for one.
 */
export const ofDaemonSet = ({ metadata }: Pod): boolean =>
  metadata.ownerReferences?.some(
    ({ kind, controller }) => kind === DAEMON && controller === true,
  ) === true;

const CEL_DAEMON =
  'has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(o, ' +
  `o.kind == '${DAEMON}' && has(o.controller) && o.controller)`;

export const gpuNodes: Row = {
  what: 'it names nodes with GPUs, and is of no DaemonSet',
  cel: `!(${CEL_DAEMON}) && ((${CEL_TOLERATES}) || (${CEL_SELECTS}) || (${CEL_REQUIRES}))`,
  holds: (pod) =>
    !ofDaemonSet(pod) && (gpuToleration(pod) !== undefined || gpuSelector(pod) !== undefined),
};

/** The pod as it would be if it said nothing of GPUs where it speaks of nodes. */
export function unpinned(pod: Pod): Pod {
  const { nodeSelector, affinity, ...spec } = pod.spec;
  const selector = Object.entries(nodeSelector ?? {}).filter(([key]) => !isGpuLabel(key));
  const terms = requiredTerms(pod)?.map(({ matchExpressions = [], ...term }) => ({
    ...term,
    matchExpressions: matchExpressions.filter(({ key }) => !isGpuLabel(key)),
  }));
  // Terms are joined by or: one that asks for nothing else lets it go anywhere.
  const kept = terms?.every(selects) === true ? terms : undefined;
  const nodeAffinity = kept && {
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: kept },
  };
  return {
    ...pod,
    spec: {
      ...spec,
      nodeSelector: Object.fromEntries(selector),
      affinity: { ...affinity, nodeAffinity: nodeAffinity ?? {} },
    },
  };
}
