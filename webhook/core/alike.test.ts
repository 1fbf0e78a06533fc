import { describe, expect, test } from '@jest/globals';
import { alike, keptByWorld } from './alike.ts';
import type { Container, ObjectMeta, Pod, PodSpec } from './pod.ts';
import { container, NAMESPACE, podOf } from './testing/pods.ts';
import { worldOf } from './testing/world.ts';

const one = (spec: Partial<PodSpec> = {}, metadata: Partial<ObjectMeta> = {}): Pod =>
  alike(podOf(spec, metadata), NAMESPACE);
const plain = one();

const bare = (name: string) => one({}, { name, ownerReferences: [] });

const mounting = (mountPath: string) =>
  one({ containers: [container('server', { volumeMounts: [{ mountPath }] })] });

const claiming = (claimName: string, mountPath = '/checkpoints'): Pod =>
  one({
    volumes: [{ name: 'runs', persistentVolumeClaim: { claimName } }],
    containers: [container('server', { volumeMounts: [{ name: 'runs', mountPath }] })],
  });

const pulling = (reference: string) => one({ volumes: [{ name: 'w', image: { reference } }] });

const logging = (readOnly: boolean) =>
  one({
    volumes: [{ name: 'logs', hostPath: { path: '/var/lib/docker/containers' } }],
    containers: [
      container('server', { volumeMounts: [{ name: 'logs', mountPath: '/logs', readOnly }] }),
    ],
  });

/** With the volume that the API server adds. */
function token(name: string): Pod {
  const volumes: object[] = [{ name, projected: {} }];
  const mounted = { volumeMounts: [{ name, mountPath: '/var/run/secrets' }] };
  return one({ volumes, containers: [container('server', mounted)] });
}

const sysctl = (value: string): Pod => {
  const securityContext = { runAsUser: 0, sysctls: [{ name: 'net.core.somaxconn', value }] };
  const topologySpreadConstraints = [{ whenUnsatisfiable: 'x', labelSelector: { of: value } }];
  return one({ securityContext, topologySpreadConstraints });
};

test('what we do not read of rights and spreads tells no pods apart', () => {
  expect(sysctl('1')).toBe(sysctl('2'));
  expect(JSON.stringify(sysctl('1'))).not.toContain('somaxconn');
});

/** Every field there is: a new one does not compile until somebody says here what it changes. */
const specs: { readonly [K in keyof Required<PodSpec>]: PodSpec[K] } = {
  containers: [container('other')],
  initContainers: [container('init')],
  ephemeralContainers: [container('debugger')],
  nodeName: 'n1',
  nodeSelector: { zone: 'a' },
  affinity: { nodeAffinity: {} },
  tolerations: [{ key: 'a' }],
  topologySpreadConstraints: [{}],
  schedulerName: 'kai',
  securityContext: { runAsUser: 1 },
  resourceClaims: [{ name: 'gpu' }],
  schedulingGroup: { podGroupName: 'a' },
  workloadRef: { name: 'a' },
  runtimeClassName: 'kata',
  hostIPC: true,
  hostPID: true,
  volumes: [{ hostPath: { path: '/dev' } }],
  overhead: { cpu: '1' },
  activeDeadlineSeconds: 3600,
  terminationGracePeriodSeconds: 120,
  resources: { requests: { cpu: '1' } },
};
const containers: { readonly [K in keyof Required<Container>]: Container[K] } = {
  name: 'other',
  image: 'other',
  command: ['a'],
  args: ['b'],
  env: [{ name: 'A', valueFrom: {} }],
  envFrom: [{}],
  resources: { limits: {} },
  ports: [{ hostPort: 80 }],
  securityContext: { privileged: true },
  volumeMounts: [{ mountPath: '/var/run/nvidia-container-devices/all' }],
  readinessProbe: { tcpSocket: { port: 80 } },
  livenessProbe: { tcpSocket: { port: 80 } },
  startupProbe: { tcpSocket: { port: 80 } },
  restartPolicy: 'Always',
};
const metas: {
  readonly [K in Exclude<keyof ObjectMeta, 'name' | 'uid' | 'namespace'>]-?: ObjectMeta[K];
} = {
  generateName: 'other-',
  labels: { a: 'b' },
  annotations: {},
  ownerReferences: [],
};

describe('pods are alike', () => {
  test('where nothing differs but what is their own', () => {
    expect(one()).toBe(plain);
    expect(one({}, { name: 'asr-7d9c5b6f4-x', uid: 'u' })).toBe(plain);
  });

  test('where a volume and its mount are named at random', () => {
    expect(token('kube-api-access-x7k2p')).toBe(token('kube-api-access-9qjzt'));
    expect(token('kube-api-access-x7k2p')).toBe(plain);
  });

  test('where each has a volume of its own by the same name', () => {
    expect(claiming('runs-0')).toBe(claiming('runs-1'));
    expect(claiming('runs-0')).not.toBe(claiming('runs-0', '/data'));
  });

  test('not where a mount that picks a device is written another way', () => {
    expect(mounting('/run//../var/run/nvidia-container-devices/0')).not.toBe(mounting('/run'));
  });

  test('not where a volume is another image, or logs of the node may be written', () => {
    expect(pulling('a/b:1')).toBe(pulling('a/b:1'));
    expect(pulling('a/b:1')).not.toBe(pulling('a/b:2'));
    expect(logging(true)).not.toBe(logging(false));
  });

  test('a pod of no controller by its name as well', () => {
    expect(bare('a')).toBe(bare('a'));
    expect(bare('a')).not.toBe(bare('b'));
  });

  test('not in another namespace', () => {
    expect(alike(podOf(), 'vision')).not.toBe(plain);
  });

  test.each(Object.entries(specs))('not where %s differs', (key, value) => {
    expect(one({ [key]: value })).not.toBe(plain);
  });

  test.each(Object.entries(containers))('not where %s of a container differs', (key, value) => {
    const differs = { ...container('server'), [key]: value };
    expect(one({ containers: [differs] })).not.toBe(plain);
    expect(one({ initContainers: [differs] })).not.toBe(
      one({ initContainers: [container('server')] }),
    );
  });

  test.each(Object.entries(metas))('not where %s differs', (key, value) => {
    expect(one({}, { [key]: value })).not.toBe(plain);
  });

  test('nothing is not the same as empty', () => {
    expect(one({ tolerations: [] })).not.toBe(plain);
    expect(one({ affinity: {} })).not.toBe(plain);
  });
});

test('the one that stands for them is read as the pod is, and is not changed with it', () => {
  const picks = { volumeMounts: [{ mountPath: '/var/run/nvidia-container-devices/0' }] };
  const pod = podOf(
    {
      containers: [container('server', picks)],
      tolerations: [{ key: 'a' }],
      volumes: [{ hostPath: { path: '/dev' } }],
    },
    { annotations: { a: 'b' } },
  );
  const stands = alike(pod, NAMESPACE);
  expect(stands).toEqual(pod);
  Object.assign(pod.metadata.annotations ?? {}, { a: 'changed' });
  expect(stands.metadata.annotations).toEqual({ a: 'b' });
});

/** Every object and list within. */
const within = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null
    ? [value, ...Object.values(value).flatMap((inner) => within(inner))]
    : [];

test('nothing within it is the pod’s own, however deep a patch reaches', () => {
  const whole: Container = Object.assign(container('server'), containers);
  const lists = { containers: [whole], initContainers: [whole] };
  const pod = { metadata: metas, spec: { ...specs, ...lists } } as Pod;
  const theirs = new Set(within(pod));
  const ours = within(alike(pod, NAMESPACE));
  expect(ours.length).toBeGreaterThan(40);
  expect(ours.filter((object) => theirs.has(object))).toEqual([]);
});

test('what is found out about a pod in a World is found out once', () => {
  const kept = keptByWorld<object>();
  const [world, other] = [worldOf({ nodes: [] }), worldOf({ nodes: [] })];
  const found = kept(world, plain, () => ({}));
  expect(kept(world, plain, () => ({}))).toBe(found);
  expect(kept(other, plain, () => ({}))).not.toBe(found);
  expect(kept(world, one({ nodeName: 'n1' }), () => ({}))).not.toBe(found);
});
