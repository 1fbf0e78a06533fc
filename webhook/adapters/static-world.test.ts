import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { heldBy } from './held-by.ts';
import type { World } from '../core/world.ts';
import { readText } from '../policy/read.ts';
import type { Document } from '../policy/documents.ts';
import { ofKind } from '../policy/documents.ts';
import { profileStoreContract } from './profile-store.contract.ts';
import { readFiles } from './read-files.ts';
import { staticWorld } from './static-world.ts';

const policies = join(dirname(fileURLToPath(import.meta.url)), '../../policies');
const catalogue = readFiles([join(policies, 'catalogue')]).documents;

const CLUSTER = `
apiVersion: v1
kind: Namespace
metadata: { name: speech, labels: { tier: prod } }
---
apiVersion: v1
kind: Node
metadata:
  name: h100-0
  labels:
    nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3
    nvidia.com/gpu.replicas: '0'
    nvidia.com/mig.strategy: mixed
status:
  allocatable: { cpu: '64', memory: 512Gi, pods: '110', nvidia.com/mig-1g.10gb: '7' }
---
apiVersion: v1
kind: Node
metadata: { name: web-0 }
status:
  allocatable: { cpu: '64', memory: 512Gi, pods: '110' }
---
apiVersion: tranche.dev/v1alpha1
kind: GpuPool
metadata: { name: l4-spot }
spec:
  nodes: 4
  template:
    metadata: { labels: { nvidia.com/gpu.product: NVIDIA-L4 } }
    status: { allocatable: { cpu: '16', memory: 64Gi, pods: '110', nvidia.com/gpu: 1 } }
---
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: canary-6d4f
  namespace: speech
  ownerReferences:
    - { apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: canary, uid: r, controller: true }
---
apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: { name: voices }
spec: { namespaces: [speech] }
`;

const podText = (name: string, owner: string, hash: string, node = 'h100-0') => `
---
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: speech
  labels: { pod-template-hash: '${hash}' }
  ownerReferences:
    - { apiVersion: apps/v1, kind: ReplicaSet, name: ${owner}, uid: '', controller: true }
spec:
  nodeName: ${node}
  containers:
    - name: main
      image: ghcr.io/acme/voice:1
      resources:
        requests: { cpu: '1', nvidia.com/mig-1g.10gb: '1' }
        limits: { nvidia.com/mig-1g.10gb: '1' }
`;

function documentsOf(text: string): readonly Document[] {
  const { documents, faults } = readText('world.yaml', text);
  expect(faults).toEqual([]);
  return [...catalogue, ...documents];
}

function worldOf(text: string): World {
  const made = staticWorld(documentsOf(text), 1_700_000_000);
  if (!made.ok) throw new Error(JSON.stringify(made.faults));
  return made.source.current();
}

describe('a world that stands still', () => {
  let world: World;
  beforeAll(() => {
    world = worldOf(
      CLUSTER +
        podText('voice-5b8d-a', 'voice-5b8d', '5b8d') +
        podText('voice-5b8d-b', 'voice-5b8d', '5b8d') +
        podText('canary-6d4f-a', 'canary-6d4f', '6d4f'),
    );
  });

  test('offers what nodes and declared pools have, less what pods take', () => {
    const offers = world.menu.pools.flatMap(({ offers: all }) => all.map(({ key }) => key));
    expect(offers.toSorted()).toEqual(['H100-80GB nvidia.com/mig-1g.10gb', 'L4 nvidia.com/gpu']);
    const nodes = world.menu.pools.flatMap(({ nodes: all }) => all);
    expect(nodes.find(({ name }) => name === 'h100-0')?.free).toMatchObject({
      cpu: 61_000,
      'nvidia.com/mig-1g.10gb': 4,
    });
    expect(nodes.find(({ name }) => name === 'l4-spot')).toMatchObject({ declared: true });
    expect(nodes.map(({ name }) => name)).not.toContain('web-0');
  });

  test('knows namespaces, and does not know others', () => {
    expect(world.namespace('speech')).toEqual({ labels: { tier: 'prod' }, nativeGpuQuota: false });
    expect(world.namespace('vision')).toBe('unknown');
  });

  test('files replicas under the owner that was seen, else under the one the name tells', () => {
    const shape = { slice: 'H100-80GB nvidia.com/mig-1g.10gb', mechanism: 'mig' };
    const where = { namespace: 'speech' };
    const voice = world.siblings({ ...where, kind: 'Deployment', name: 'voice', hash: '5b8d' });
    expect(voice).toEqual({ containers: new Map([['main', shape]]) });
    const canary = { ...where, kind: 'Rollout', name: 'canary' };
    expect(world.siblings({ ...canary, hash: '6d4f' })).not.toBe('none');
    expect(world.siblings({ ...canary, hash: 'older' })).toBe('none');
  });

  test('answers for owners as informers do', () => {
    const rs = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'canary-6d4f', uid: 'any' };
    expect(world.ownerOf('speech', rs)).toMatchObject({ kind: 'Rollout', name: 'canary' });
    expect(world.ownerOf('speech', { ...rs, name: 'other' })).toBe('unseen');
    expect(world.ownerOf('vision', rs)).toBe('unseen');
  });

  test('was read when it says, or when it was made', () => {
    expect(world.readAt).toBe(1_700_000_000);
    const header =
      'apiVersion: tranche.dev/v1alpha1\nkind: World\nspec: { readAt: "2026-11-20T00:00:00Z" }\n---\n';
    expect(worldOf(header + CLUSTER).readAt).toBe(1_795_132_800);
  });

  test('tells what each live pod holds, and for whom', () => {
    const documents = documentsOf(podText('voice-5b8d-a', 'voice-5b8d', '5b8d'));
    const hold = heldBy(world, { now: () => 0 });
    expect(ofKind(documents, 'Pod').map(({ value }) => hold(value))).toEqual([
      {
        uid: 'speech/voice-5b8d-a',
        account: 'voices',
        claim: { milliGPU: 142, MiB: expect.any(Number) },
      },
    ]);
  });
});

test('a pod that cannot be read is a fault with its place, not an accident', () => {
  const text = CLUSTER + podText('voice', 'voice-5b8d', '5b8d').replace("cpu: '1'", 'cpu: [1]');
  const made = staticWorld(documentsOf(text), 0);
  expect(made).toMatchObject({
    ok: false,
    faults: [{ file: 'world.yaml', pointer: '/spec/containers/0/resources/requests/cpu' }],
  });
});

describe('profiles of documents', () =>
  profileStoreContract((rows) =>
    worldOf(
      rows
        .map(
          ({ namespace, kind, name, container, vramMaxMiB }) => `
apiVersion: tranche.dev/v1alpha1
kind: GpuProfile
metadata: { name: ${kind.toLowerCase()}-${name}-${container}, namespace: ${namespace} }
spec:
  workload: { kind: ${kind}, name: ${name} }
  containers:
    - { name: ${container}, revision: x, measuredOn: H100-80GB, vramMaxMiB: ${vramMaxMiB}, hours: 30, samples: 400 }
`,
        )
        .join('---'),
    ),
  ));
