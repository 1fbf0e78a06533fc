import { describe, expect, test } from '@jest/globals';
import { holdsLogs, reachesDevices, wayIn } from './host-paths.ts';

describe('what a path of the node leads to', () => {
  const table: { name: string; path: string; devices: boolean; way: string | undefined }[] = [
    { name: 'a card', path: '/dev/nvidia0', devices: true, way: '/dev/nvidia0' },
    {
      name: 'a card, in a roundabout way',
      path: '/dev/shm/../nvidia0',
      devices: true,
      way: '/dev/nvidia0',
    },
    { name: 'a folder of cards', path: '/dev/dri/by-path', devices: true, way: '/dev/dri/by-path' },
    {
      name: 'a socket of the driver',
      path: '/run/nvidia-persistenced',
      devices: true,
      way: '/run/nvidia-persistenced',
    },
    {
      name: 'what hands devices out',
      path: '/var/lib/kubelet/device-plugins',
      devices: true,
      way: '/var/lib/kubelet/device-plugins',
    },
    { name: 'all devices', path: '/dev/', devices: true, way: '/dev/char' },
    { name: 'all of the node', path: '/', devices: true, way: '/dev/char' },
    {
      name: 'who makes containers',
      path: '/run/containerd/containerd.sock',
      devices: false,
      way: '/run/containerd/containerd.sock',
    },
    { name: 'a folder above it', path: '/etc', devices: false, way: '/etc/cdi' },
    { name: 'memory to share', path: '/dev/shm', devices: false, way: undefined },
    { name: 'data', path: '/data/dev/nvidia0', devices: false, way: undefined },
    {
      name: 'data in a folder of such a name',
      path: '/data/run/nvidia',
      devices: false,
      way: undefined,
    },
    { name: 'what only begins so', path: '/device', devices: false, way: undefined },
    { name: 'nothing, without a path', path: '', devices: false, way: undefined },
  ];
  test.each(table)('$name: $path', ({ path, devices, way }) => {
    expect(reachesDevices(path)).toBe(devices);
    expect(wayIn(path)).toBe(way);
  });
});

describe('a process of the node shows the whole node', () => {
  test.each([
    '/proc/1',
    '/proc/1/root',
    '/proc/1/root/dev',
    '/proc//self/./root/',
    '/proc/thread-self/cwd',
    '/proc/1/task/1/root/data',
    '/proc/1/fd/3',
    '/proc/12/task',
  ])('by %s', (path) => {
    expect(wayIn(path)).toBeDefined();
    expect(reachesDevices(path)).toBe(true);
  });

  test.each(['/proc/sys/net', '/proc/meminfo', '/proc/1/mounts', '/proc/1/rootless'])(
    'and not by %s',
    (path) => {
      expect(wayIn(path)).toBeUndefined();
      expect(reachesDevices(path)).toBe(false);
    },
  );
});

/** Each by its own name, so that none is lost from the table unnoticed. */
const WAYS = [
  '/dev/char',
  '/dev/dri',
  '/dev/gdrdrv',
  '/dev/infiniband',
  '/dev/kfd',
  '/dev/mem',
  '/dev/nvidiactl',
  '/dev/vfio',
  '/etc/cdi',
  '/etc/containerd',
  '/etc/crio',
  '/etc/docker',
  '/etc/k0s',
  '/etc/kubernetes/manifests',
  '/etc/nri',
  '/etc/nvidia-container-runtime',
  '/opt/nri',
  '/proc/driver/nvidia',
  '/run/cdi',
  '/run/containerd',
  '/run/cri-dockerd.sock',
  '/run/crio',
  '/run/docker.sock',
  '/run/dockershim.sock',
  '/run/k0s',
  '/run/k3s/containerd',
  '/run/nri',
  '/run/nvidia',
  '/run/podman',
  '/tmp/nvidia-mps',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/docker',
  '/var/lib/k0s',
  '/var/lib/kubelet',
  '/var/lib/kubelet/device-plugins',
  '/var/lib/kubelet/pod-resources',
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
  '/var/run/nvidia',
  '/var/run/podman',
  '/var/snap/microk8s/common/run',
  '/var/snap/microk8s/common/var/lib',
  '/var/snap/microk8s/current/args',
];

describe('each place that has a way in', () => {
  test.each(WAYS)('%s, and what is below it', (place) => {
    expect(wayIn(place)).toBe(place);
    expect(wayIn(`${place}/x`)).toBe(`${place}/x`);
    expect(wayIn(place.slice(0, place.lastIndexOf('/')))).toBeDefined();
  });

  test.each([
    '/dev/char',
    '/dev/dri',
    '/dev/gdrdrv',
    '/dev/infiniband',
    '/dev/kfd',
    '/dev/mem',
    '/dev/vfio',
    '/proc',
    '/proc/driver',
    '/proc/driver/nvidia',
    '/run',
    '/tmp/nvidia-mps',
    '/var/lib/kubelet/device-plugins',
    '/var/lib/kubelet/pod-resources',
    '/var/run',
  ])('%s has devices themselves', (place) => {
    expect(reachesDevices(place)).toBe(true);
  });

  test.each([
    ['C:\\', '/dev/char'],
    ['c:\\ProgramData\\docker', '/programdata/docker'],
    ['C:\\ProgramData\\containerd\\root', '/programdata/containerd/root'],
    ['C:/var/lib/kubelet', '/var/lib/kubelet'],
    ['\\\\.\\pipe\\containerd-containerd', '/pipe/containerd-containerd'],
    ['\\\\.\\PIPE\\docker_engine', '/pipe/docker_engine'],
    ['\\\\?\\C:\\', '/dev/char'],
  ])('on Windows, %s', (path, way) => {
    expect(wayIn(path)).toBe(way);
  });

  test.each([
    'C:\\data',
    '\\\\.\\pipe\\mine',
    '/sys',
    '/data',
    '/dev/shm',
    '/dev/disk',
    '/run/udev',
    '/lib/modules',
    '/usr/share/zoneinfo',
    '/etc/localtime',
    '/etc/ssl/certs',
    '/var/log',
    '/var/lib/rancher/data',
    '/opt/models',
  ])('%s has none', (path) => {
    expect(wayIn(path)).toBeUndefined();
  });
});

test('the logs of containers are where Docker keeps its containers', () => {
  expect(holdsLogs('/var/lib/docker/./containers/')).toBe(true);
  expect(holdsLogs('/var/lib/docker/containers/a1')).toBe(true);
  expect(holdsLogs('/var/lib/docker')).toBe(false);
  expect(holdsLogs('/var/lib/docker/containers/..')).toBe(false);
});
