/** Ways to a GPU that name none: nothing to rewrite for `/mutate`, and something to judge for `/validate`. */
import { KAI_KEYS } from '../fit/kai.ts';
import { CDI_PREFIX, DEVICE_VARIABLES, MPS_VARIABLE, NO_DEVICES } from '../words/picked.ts';
import { DEVICE_FOLDER, everyContainer, type Container } from '../pod.ts';
import { gpuNodes } from './gpu-nodes.ts';
import { celAny, celKeys, celList, keysBegin, type Row } from './row.ts';

/** NVIDIA's runtimes hand devices to whatever asks by a variable, in the pod or in its image. */
export const GPU_RUNTIME = 'nvidia';

/** What is in the paths of GPUs and their driver on a node, however they are written. */
const GPU_PATHS = ['nvidia', '/dri', '/kfd'];

const EVERYWHERE = ['containers', 'initContainers', 'ephemeralContainers'];

const VARIABLES = [...DEVICE_VARIABLES, MPS_VARIABLE];

/** Nearly all variables are told by their beginning, which is the cheaper question. */
const celPicks =
  `has(c.env) && c.env.exists(e, (e.name.startsWith('NVIDIA_') || e.name.startsWith('CUDA_MPS_') || e.name.startsWith('AMD_')) && ` +
  `e.name in ${celList(VARIABLES)} && !(has(e.value) && e.value in ${celList(NO_DEVICES)}))`;

const picks = ({ env }: Container): boolean =>
  env?.some(({ name, value = '' }) => VARIABLES.includes(name) && !NO_DEVICES.includes(value)) ===
  true;

const celMounts =
  `has(c.volumeMounts) && c.volumeMounts.exists(m, has(m.mountPath) && ` +
  `m.mountPath.contains('${DEVICE_FOLDER}'))`;

const mounts = ({ volumeMounts }: Container): boolean =>
  volumeMounts?.some(({ mountPath = '' }) => mountPath.includes(DEVICE_FOLDER)) === true;

export const doors: readonly Row[] = [
  {
    what: 'a container picks its devices by a variable or a mount',
    cel: celAny(EVERYWHERE, `(${celPicks}) || (${celMounts})`),
    holds: (pod) => everyContainer(pod).some((one) => picks(one) || mounts(one)),
  },
  {
    what: 'an annotation names devices',
    cel: celKeys('object.metadata.annotations', CDI_PREFIX),
    holds: (pod) => keysBegin(pod.metadata.annotations, CDI_PREFIX),
  },
  {
    what: 'an annotation asks KAI for part of a card, which is charged',
    cel: `(has(object.metadata.annotations) && ${celList(KAI_KEYS)}.exists(k, k in object.metadata.annotations))`,
    holds: ({ metadata: { annotations = {} } }) =>
      KAI_KEYS.some((key) => Object.hasOwn(annotations, key)),
  },
  {
    what: "its runtime is one of NVIDIA's",
    cel: `(has(object.spec.runtimeClassName) && object.spec.runtimeClassName.startsWith('${GPU_RUNTIME}'))`,
    holds: ({ spec }) => spec.runtimeClassName?.startsWith(GPU_RUNTIME) === true,
  },
  {
    what: 'it mounts GPUs of its node',
    cel:
      '(has(object.spec.volumes) && object.spec.volumes.exists(v, has(v.hostPath) && has(v.hostPath.path) && ' +
      `${celList(GPU_PATHS)}.exists(p, v.hostPath.path.contains(p))))`,
    holds: ({ spec }) =>
      spec.volumes?.some(({ hostPath }) =>
        GPU_PATHS.some((part) => hostPath?.path?.includes(part) === true),
      ) === true,
  },
  gpuNodes,
];

/**
 * Where Dynamic Resource Allocation is read as well, a claim may be for a GPU. Which ones are, only
 * `/validate` can tell; elsewhere a claim is none of our business.
 */
export const claims: Row = {
  what: 'the pod has a resource claim',
  cel: 'has(object.spec.resourceClaims) && object.spec.resourceClaims.exists(c, has(c.name))',
  holds: ({ spec }) => (spec.resourceClaims?.length ?? 0) > 0,
};
