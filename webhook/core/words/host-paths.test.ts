import { describe, expect, test } from '@jest/globals';
import { reachesDevices, wayIn } from './host-paths.ts';

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
