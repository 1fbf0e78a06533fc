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
  /^\/(?:var\/)?run\/nvidia/.test(plain) ||
  ROOT_OF_A_PROCESS.test(plain);

/**
 * A process of the node shows the whole node below `root`, and what it has open below `fd`; so does each
 * of its threads. What else it tells of itself, its mounts say, is no way to anything.
 */
const ROOT_OF_A_PROCESS =
  /^\/proc\/(?:\d+|self|thread-self)(?:\/task(?:\/\d+)?)?(?:\/(?:root|cwd|fd|map_files)(?:\/.*)?)?$/;

/**
 * Who is heard here has containers made with any device, or describes devices to those who make them:
 * sockets of runtimes and of what plugs into them (NRI), how they are set up, and what they keep of
 * containers.
 */
const MAKERS = [
  '/etc/cdi',
  '/etc/containerd',
  '/etc/crio',
  '/etc/docker',
  '/etc/k0s',
  '/etc/kubernetes/manifests',
  '/etc/nri',
  '/etc/nvidia-container-runtime',
  '/opt/nri',
  '/pipe/containerd-containerd',
  '/pipe/docker_engine',
  '/programdata/containerd',
  '/programdata/docker',
  '/run/cdi',
  '/run/containerd',
  '/run/cri-dockerd.sock',
  '/run/crio',
  '/run/docker.sock',
  '/run/dockershim.sock',
  '/run/k0s',
  '/run/k3s/containerd',
  '/run/nri',
  '/run/podman',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/docker',
  '/var/lib/k0s',
  '/var/lib/kubelet',
  '/var/lib/rancher/k3s/agent',
  '/var/lib/rancher/rke2/agent',
  '/var/run/cdi',
  '/var/run/containerd',
  '/var/run/cri-dockerd.sock',
  '/var/run/crio',
  '/var/run/docker.sock',
  '/var/run/dockershim.sock',
  '/var/run/k0s',
  '/var/run/k3s/containerd',
  '/var/run/nri',
  '/var/run/podman',
  '/var/snap/microk8s/common/run',
  '/var/snap/microk8s/common/var/lib',
  '/var/snap/microk8s/current/args',
];

/** Docker keeps the logs of containers beside what it keeps of the containers themselves. */
const LOGS = '/var/lib/docker/containers';

/** Whoever ships logs mounts this on every node, and only reads. */
export const holdsLogs = (path: string): boolean => within(plainPath(path), LOGS);

/** What lies there: a device or whoever hands them out, or below it one of them; `undefined` where neither does. */
export function wayIn(path: string): string | undefined {
  if (path === '') return undefined;
  const plain = plainPath(asOnLinux(path));
  if (isDevice(plain) || MAKERS.some((place) => within(plain, place))) return plain;
  // A link may lead from any folder above it.
  return [...DEVICES, ...MAKERS].find((place) => within(place, plain === '/' ? '' : plain));
}

/** A drive of Windows is the root, and its named pipes are a folder in it; Windows takes names in either case. */
function asOnLinux(path: string): string {
  if (!/^(?:[A-Za-z]:|\\\\)/.test(path)) return path;
  const slashes = path.replaceAll('\\', '/').toLowerCase();
  return slashes.replace(/^\/\/[.?]\//, '').replace(/^[a-z]:/, '');
}
