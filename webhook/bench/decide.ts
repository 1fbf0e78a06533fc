/**
 * What `decide` alone takes where a cluster is large: five thousand nodes of the sample's kinds, fifty
 * thousand workloads that were each measured, and pods never seen before, one of each workload.
 */
import { ClusterState } from '../adapters/cluster-state.ts';
import { inForceOf } from '../adapters/policy-store.ts';
import { readFiles } from '../adapters/read-files.ts';
import { trimNamespace, trimNode } from '../adapters/seen.ts';
import { worldOf } from '../adapters/world.ts';
import { sample, shipped } from '../commands/paths.ts';
import { gather } from '../core/gather.ts';
import type { Pod } from '../core/pod.ts';
import { decide } from '../core/propose.ts';
import type { World } from '../core/world.ts';
import { ofKind, type Document } from '../policy/documents.ts';
import type { GpuProfile } from '../policy/schema/gpu-profile.ts';
import { percentile, spread, type Spread } from './statistics.ts';

const NODES = 5000;
const PROFILES = 50_000;
/** Pods of a round; each is asked about once. */
const ASKED = 3000;
/** Rounds that nobody times: a server has compiled its road after some ten thousand pods. */
const WARMING = 10;

export interface DecideFound {
  readonly nodes: number;
  readonly profiles: number;
  readonly asked: number;
  /** Medians of the rounds, in microseconds: gathering what a question is about, and deciding it. */
  readonly gatherUs: Spread;
  readonly decideUs: Spread;
  /** Share of the pods that got a slice. */
  readonly sliced: number;
}

export function largeCluster(rounds: number): DecideFound {
  const world = largeWorld();
  const [gathered, decided]: [number[], number[]] = [[], []];
  let sliced = 0;
  for (let round = 0; round < WARMING; round++) askedOnce(world, round * ASKED);
  for (let round = 0; round < rounds; round++) {
    const took = askedOnce(world, (WARMING + round) * ASKED);
    gathered.push(median(took.map(({ gatherUs }) => gatherUs)));
    decided.push(median(took.map(({ decideUs }) => decideUs)));
    sliced += took.filter((one) => one.sliced).length;
  }
  return {
    nodes: NODES,
    profiles: PROFILES,
    asked: ASKED,
    gatherUs: spread(gathered),
    decideUs: spread(decided),
    sliced: sliced / (rounds * ASKED),
  };
}

const median = (values: readonly number[]): number =>
  percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );

function askedOnce(world: World, from: number) {
  return Array.from({ length: ASKED }, (_, at) => {
    const pod = podOf((from + at) % PROFILES);
    const began = performance.now();
    const question = gather(pod, NAMESPACE, world);
    const between = performance.now();
    const { verdict } = decide(question);
    const end = performance.now();
    return {
      gatherUs: 1000 * (between - began),
      decideUs: 1000 * (end - between),
      sliced: verdict === 'rewrite',
    };
  });
}

const NAMESPACE = 'speech';
const HASH = '6d4cf56db6';
const named = (at: number): string => `server-${at}`;

const podOf = (at: number): Pod => ({
  metadata: {
    generateName: `${named(at)}-${HASH}-`,
    namespace: NAMESPACE,
    labels: { app: named(at), 'pod-template-hash': HASH },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: `${named(at)}-${HASH}`,
        uid: `rs-${at}`,
        controller: true,
      },
    ],
  },
  spec: {
    containers: [
      {
        name: 'server',
        image: `ghcr.io/acme/${named(at)}:1`,
        args: ['--port', '8080'],
        resources: {
          limits: { 'nvidia.com/gpu': '1', memory: '8Gi' },
          requests: { 'nvidia.com/gpu': '1', cpu: '500m', memory: '8Gi' },
        },
      },
    ],
  },
});

function largeWorld(): World {
  const { documents, faults } = readFiles([...shipped, sample]);
  if (faults.length > 0) throw new Error(faults.map(({ says }) => says).join('; '));
  const [known] = ofKind(documents, 'GpuProfile');
  if (known === undefined) throw new Error('the sample has no profile');
  const others = documents.filter(({ kind }) => kind !== 'GpuProfile');
  const profiles = Array.from({ length: PROFILES }, (_, at) => profileOf(known, at));
  const made = inForceOf([...others, ...profiles]);
  if (!made.ok) throw new Error(made.faults.map(({ says }) => says).join('; '));
  return worldOf(made.inForce, cluster(documents).current(0, made.inForce.set.foldings), READ_AT);
}

/** 2026-11-21T00:00:00Z, in seconds. */
const READ_AT = 1_795_219_200;

function profileOf(known: Document<GpuProfile>, at: number): Document<GpuProfile> {
  const [row] = known.value.spec.containers;
  if (row === undefined) throw new Error('the first profile of the sample has no container');
  const container = {
    ...row,
    name: 'server',
    revision: `ghcr.io/acme/${named(at)}`,
    tag: '1',
    vramMaxMiB: 2000 + (at % 60) * 300,
    smP95: 0.02 + (at % 20) * 0.01,
  };
  const value: GpuProfile = {
    ...known.value,
    metadata: { ...known.value.metadata, namespace: NAMESPACE, name: named(at) },
    spec: {
      ...known.value.spec,
      workload: { kind: 'Deployment', name: named(at) },
      containers: [container],
    },
  };
  return { ...known, name: named(at), namespace: NAMESPACE, value };
}

function cluster(documents: readonly Document[]): ClusterState {
  const state = new ClusterState();
  for (const { value } of ofKind(documents, 'Namespace'))
    state.applyNamespace(trimNamespace(value));
  const kinds = ofKind(documents, 'Node').map(({ value }) => trimNode(value, 'ready'));
  for (let at = 0; at < NODES; at++) {
    const node = kinds[at % kinds.length];
    const name = `node-${at}`;
    if (node === undefined) throw new Error('the sample has no nodes');
    const labels = { ...node.labels, 'kubernetes.io/hostname': name };
    state.applyNode({ ...node, labels, metadata: { ...node.metadata, name, uid: name } });
  }
  return state;
}
