import { expect, test } from '@jest/globals';
import type { VolumeMount } from '../pod.ts';
import { objection } from '../testing/guarded.ts';
import { podOf, served } from '../testing/pods.ts';
import { hostDevices } from './host.ts';

const LOGS = '/var/lib/docker/containers';
const mounting = (path: string, ...volumeMounts: readonly VolumeMount[]) =>
  objection(
    hostDevices,
    served({ volumeMounts }, { volumes: [{ name: 'v', hostPath: { path } }] }),
  );
const at = (readOnly?: boolean): VolumeMount => ({
  name: 'v',
  mountPath: '/v',
  ...(readOnly === undefined ? {} : { readOnly }),
});

test('the logs that Docker keeps beside its containers may be read, and not written', () => {
  expect(mounting(LOGS, at(true))).toBeUndefined();
  expect(mounting(LOGS, at(true), { name: 'other', mountPath: '/x' })).toBeUndefined();
  expect(mounting(LOGS, at(true), at())).toContain(`the way to ${LOGS}`);
  expect(mounting(LOGS, at(false))).toContain(`the way to ${LOGS}`);
});

test('a socket is a way in however it is mounted', () => {
  expect(mounting('/run/containerd', at(true))).toContain('the way to /run/containerd');
  expect(mounting('/var/lib/docker', at(true))).toContain('the way to /var/lib/docker');
});

test('the node by way of one of its processes is told as it was written', () => {
  expect(mounting('/proc/1/root/dev', at())).toBe(
    'it mounts /proc/1/root/dev of its node, the way to /proc/1/root/dev; mount the folder that is needed and no more',
  );
  expect(objection(hostDevices, podOf({ volumes: [{ name: 'v' }] }))).toBeUndefined();
});
