import { describe, expect, test } from '@jest/globals';
import { anything, assert, constantFrom, jsonValue, oneof, property } from 'fast-check';
import { seats } from './pod.ts';
import { readPod } from './read-pod.ts';
import { faultsOf, places, put } from './testing/places.ts';

/** A pod that uses every field the door looks at, as JSON. */
const full = () => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    generateName: 'asr-',
    namespace: 'speech',
    labels: { app: 'asr' },
    annotations: { 'a/b': 'c' },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'asr-1', uid: 'u', controller: true },
    ],
  },
  spec: {
    initContainers: [{ name: 'fetch', restartPolicy: 'Always' }],
    containers: [
      {
        name: 'server',
        image: 'asr:1',
        command: ['serve'],
        args: ['--port', '8080'],
        env: [
          { name: 'A', value: 'b' },
          { name: 'IP', valueFrom: { fieldRef: {} } },
        ],
        resources: { requests: { cpu: 2 }, limits: { 'nvidia.com/gpu': '1' } },
        ports: [{ containerPort: 8080, hostPort: 80 }],
        securityContext: {
          privileged: false,
          capabilities: { add: ['IPC_LOCK'] },
          futureField: [1],
        },
        volumeMounts: [{ name: 'dev', mountPath: '/dev/shm' }],
        fieldOfTomorrow: { x: 1 },
      },
    ],
    volumes: [{ name: 'dev', hostPath: { path: '/dev/shm', type: '' } }, { name: 'x' }],
    hostIPC: false,
    hostPID: false,
    runtimeClassName: 'nvidia',
    nodeSelector: { zone: 'a' },
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }], matchFields: [] },
          ],
        },
      },
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{}] },
    },
    tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
    topologySpreadConstraints: [{ whenUnsatisfiable: 'DoNotSchedule' }],
    schedulerName: 'default-scheduler',
    resourceClaims: [{ name: 'x' }],
    overhead: { cpu: '100m' },
  },
});

describe('the door to a pod', () => {
  test('gives back the very object, fields of tomorrow and all', () => {
    const value = full();
    const read = readPod(value);
    expect(read).toStrictEqual({ ok: true, pod: full() });
    expect(read.ok && read.pod).toBe(value);
  });

  const table: { name: string; at: string; value: unknown; want: string }[] = [
    {
      name: 'no containers',
      at: 'spec.containers',
      value: [],
      want: '/spec/containers must be a list of at least one container, got an empty list',
    },
    {
      name: 'containers that are one',
      at: 'spec.containers',
      value: {},
      want: '/spec/containers must be a list, got an object',
    },
    {
      name: 'a label that is a number',
      at: 'metadata.labels',
      value: { 'a/b~c': 1 },
      want: '/metadata/labels/a~1b~0c must be a string, got a number',
    },
    {
      name: 'a limit that is a list',
      at: 'spec.containers.0.resources.limits',
      value: { 'nvidia.com/gpu': ['1'] },
      want: '/spec/containers/0/resources/limits/nvidia.com~1gpu must be a quantity such as 1 or "500m", got a list',
    },
    {
      name: 'privileged as text',
      at: 'spec.containers.0.securityContext.privileged',
      value: 'yes',
      want: '/spec/containers/0/securityContext/privileged must be true or false, got "yes"',
    },
    {
      name: 'a capability that is none',
      at: 'spec.containers.0.securityContext.capabilities.add',
      value: [1],
      want: '/spec/containers/0/securityContext/capabilities/add/0 must be a string, got a number',
    },
    {
      name: 'a mount without a place',
      at: 'spec.containers.0.volumeMounts.0.mountPath',
      value: 1,
      want: '/spec/containers/0/volumeMounts/0/mountPath must be a string, got a number',
    },
    {
      name: 'a path of the node that is none',
      at: 'spec.volumes.0.hostPath.path',
      value: {},
      want: '/spec/volumes/0/hostPath/path must be a string, got an object',
    },
    {
      name: 'a number that no 64 bits hold',
      at: 'spec.activeDeadlineSeconds',
      value: JSON.parse('1e999'),
      want: '/spec/activeDeadlineSeconds must be a finite number, got a number',
    },
    {
      name: 'hostPID as text',
      at: 'spec.hostPID',
      value: 'true',
      want: '/spec/hostPID must be true or false, got "true"',
    },
    {
      name: 'an operator of another world',
      at: 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.0.matchExpressions.0.operator',
      value: 'Like',
      want: '/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchExpressions/0/operator must be one of In, NotIn, Exists, DoesNotExist, Gt, Lt, got "Like"',
    },
    {
      name: 'an owner without a uid',
      at: 'metadata.ownerReferences.0.uid',
      value: undefined,
      want: '/metadata/ownerReferences/0/uid must be a string, got nothing',
    },
    {
      name: 'no metadata',
      at: 'metadata',
      value: null,
      want: '/metadata must be an object, got null',
    },
    {
      name: 'an argument that is a number',
      at: 'spec.containers.0.args',
      value: ['--port', 80],
      want: '/spec/containers/0/args/1 must be a string, got a number',
    },
  ];
  test.each(table)('$name is a fault with its pointer', ({ at, value, want }) => {
    expect(faultsOf(put(full(), at.split('.'), value))).toStrictEqual([want]);
  });

  test('all faults are told at once, and a flood of them is cut', () => {
    const value = full();
    put(value, ['metadata', 'namespace'], 7);
    put(value, ['spec', 'schedulerName'], true);
    expect(faultsOf(value)).toHaveLength(2);
    expect(faultsOf({ metadata: {}, spec: { containers: Array(5000).fill(1) } })).toHaveLength(20);
  });

  test.each([null, undefined, 1, '', [], {}, { spec: {} }])('%j is no pod', (value) => {
    expect(readPod(value).ok).toBe(false);
  });
});

describe('hostile input', () => {
  test('never throws, whatever stands where a pod should', () => {
    assert(
      property(oneof(anything(), jsonValue()), (value) => {
        const read = readPod(value);
        expect(read.ok || read.faults.length > 0).toBe(true);
      }),
    );
  });

  test('a good pod with one place spoilt is either a fault there or still safe to read', () => {
    const everywhere = places(full());
    const seen = { safe: 0, faulty: 0 };
    assert(
      property(constantFrom(...everywhere), jsonValue(), (place, spoilt) => {
        const value = put(full(), place, spoilt);
        const read = readPod(value);
        seen[read.ok ? 'safe' : 'faulty']++;
        if (read.ok) {
          for (const { container } of seats(read.pod)) {
            expect(typeof container.name).toBe('string');
            for (const { name } of container.env ?? []) expect(typeof name).toBe('string');
            for (const arg of container.args ?? []) expect(typeof arg).toBe('string');
          }
          return;
        }
        const pointer = `/${place.join('/')}`
          .replaceAll('a/b', 'a~1b')
          .replaceAll('nvidia.com/', 'nvidia.com~1');
        expect(
          read.faults.every((fault) => fault.pointer.startsWith(place.length === 0 ? '' : pointer)),
        ).toBe(true);
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(seen.safe, seen.faulty)).toBeGreaterThan(100);
  });

  test('a key named __proto__ changes no prototype', () => {
    const value: unknown = JSON.parse(
      '{"metadata":{"labels":{"__proto__":"x"}},"spec":{"__proto__":{"hostPID":"x"},"containers":[{"name":"a"}]}}',
    );
    expect(readPod(value).ok).toBe(true);
    expect(({} as Record<string, unknown>)['hostPID']).toBeUndefined();
  });
});
