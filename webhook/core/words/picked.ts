/**
 * How a container picks its devices itself. NVIDIA's toolkit is told of them by a variable, by what is
 * mounted in a folder, or by an annotation, and as installed it believes any container (gpu-sharing
 * §8.1); AMD's is told by a variable (ROCm/container-toolkit). What an image brings along, or an `envFrom`, is not seen here.
 */
import { DEVICE_FOLDER, type Container, type EnvVar, type Pod } from '../pod.ts';
import { plainPath, within } from './plain-path.ts';

export const DEVICE_VARIABLES: readonly string[] = [
  'NVIDIA_VISIBLE_DEVICES',
  'NVIDIA_IMEX_CHANNELS',
  'NVIDIA_MIG_CONFIG_DEVICES',
  'NVIDIA_MIG_MONITOR_DEVICES',
  'AMD_VISIBLE_DEVICES',
];
/** Names the server that a CUDA program is a client of. */
export const MPS_VARIABLE = 'CUDA_MPS_PIPE_DIRECTORY';
/** With these it picks none. */
export const NO_DEVICES: readonly string[] = ['void', 'none'];
/** Annotations by which devices are told of. */
export const CDI_PREFIX = 'cdi.k8s.io/';

/** The first annotation by which the pod picks devices. */
export const cdiAnnotation = ({ metadata }: Pod): string | undefined =>
  Object.keys(metadata.annotations ?? {}).find((key) => key.startsWith(CDI_PREFIX));

/** On most nodes `/var/run` is a link to `/run`. */
const FOLDERS = [`/var/run/${DEVICE_FOLDER}`, `/run/${DEVICE_FOLDER}`];

/** The toolkit reads a path as the kernel would, so `//` and `..` hide nothing from it. */
export function mountsDevice({ volumeMounts = [] }: Container): boolean {
  return volumeMounts.some(({ mountPath = '' }) => {
    // Wherever it leads there, the folder's name is in it.
    if (!mountPath.includes(DEVICE_FOLDER)) return false;
    const plain = plainPath(mountPath);
    return FOLDERS.some((folder) => within(plain, folder));
  });
}

/** Unless it is known to pick none: what comes from elsewhere (`valueFrom`) may say anything. */
export const mayPick = ({ value = '', valueFrom }: EnvVar): boolean =>
  valueFrom !== undefined || (value !== '' && !NO_DEVICES.includes(value));
