/** Where on a node its GPUs are, and what hands them out. */
import { plainPath, within } from './plain-path.ts';

/** Folders of the node with its GPUs, their driver, their MPS servers or its fabric in them. */
const DEVICES = [
  '/dev/char',
  '/dev/dri',
  '/dev/gdrdrv',
  '/dev/infiniband',
  '/dev/kfd',
  '/dev/mem',
  '/dev/vfio',
  '/proc/driver/nvidia',
  '/run/nvidia',
  '/tmp/nvidia-mps',
  '/var/lib/kubelet/device-plugins',
  '/var/lib/kubelet/pod-resources',
  '/var/run/nvidia',
];
/** These hold them somewhere below; a folder beside them, `/dev/shm` say, does not. */
const ABOVE = ['/', '/dev', '/proc', '/proc/driver', '/run', '/var/run'];

/** The path of a hostPath leads to devices, or to a folder that is known to hold some. */
export function reachesDevices(path: string): boolean {
  if (path === '') return false;
  const plain = plainPath(path);
  return ABOVE.includes(plain) || isDevice(plain);
}

const isDevice = (plain: string): boolean =>
  plain.startsWith('/dev/nvidia') ||
  DEVICES.some((folder) => within(plain, folder)) ||
  /^\/(?:var\/)?run\/nvidia/.test(plain);

/** Who is heard here has containers made with any device, or describes devices to those who make them. */
const MAKERS = [
  '/etc/cdi',
  '/etc/kubernetes/manifests',
  '/run/cdi',
  '/run/containerd',
  '/run/cri-dockerd.sock',
  '/run/crio',
  '/run/docker.sock',
  '/run/k3s/containerd',
  '/var/lib/kubelet',
  '/var/run/cdi',
  '/var/run/containerd',
  '/var/run/cri-dockerd.sock',
  '/var/run/crio',
  '/var/run/docker.sock',
];

/** What lies there: a device or whoever hands them out, or below it one of them; `undefined` where neither does. */
export function wayIn(path: string): string | undefined {
  if (path === '') return undefined;
  const plain = plainPath(path);
  if (isDevice(plain) || MAKERS.some((place) => within(plain, place))) return plain;
  // A link may lead from any folder above it.
  return [...DEVICES, ...MAKERS].find((place) => within(place, plain === '/' ? '' : plain));
}
