/**
 * What the tests of the shipped packs promise, in a real cluster: each pack is applied as its page
 * says, and each pod of its cases is sent there. Nothing may come of it that `tranche test` has not
 * foretold: the same pods refused by the same rule, the same limits, the same warnings.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { played, type Played } from '../../webhook/commands/policy-tests/play.ts';
import { suitesAt, type Suite } from '../../webhook/commands/policy-tests/suites.ts';
import { ofKind } from '../../webhook/policy/documents.ts';
import { type Answer, type Api, type Created, apiOf } from '../faults/api.ts';
import { addNodeObjects, removeNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import { type Pod, installTranche, leave } from './install.ts';

jest.setTimeout(180_000);
const suite = canRun() ? describe : describe.skip;

const root = fileURLToPath(new URL('../../policies/packs', import.meta.url));
const packs = suitesAt([root]).suites;
const prices = readFileSync(`${root}/cost/prices.yaml`, 'utf8');

const namesOf = ({ documents }: Suite, kind: 'Namespace' | 'Node'): string[] =>
  ofKind(documents, kind).map(({ name }) => name);
const namespaces = [...new Set(packs.flatMap((pack) => namesOf(pack, 'Namespace')))];

/** Admission of the API server wants it there before a pod may name it. */
const RUNTIME = {
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name: 'nvidia' },
  handler: 'nvidia',
};

suite('the packs we ship', () => {
  let cluster: Cluster;
  let api: Api;

  beforeAll(async () => {
    cluster = await sharedCluster();
    api = await apiOf(cluster);
    // Prices are no object of the cluster.
    await installTranche(cluster, { values: { documents: { 'prices.yaml': prices } } });
    for (const name of namespaces) await cluster.namespace(name);
    await cluster.apply(RUNTIME);
  }, BOOT_MS);

  afterAll(async () => {
    api.close();
    await cluster.kubectl(['delete', 'runtimeclass', 'nvidia', '--ignore-not-found']);
    await leave(cluster, namespaces);
  });

  test.each(packs.map((pack) => [pack.document.name, pack] as const))(
    '%s does in a cluster what its tests say',
    async (_, pack) => {
      const foretold = await all(pack);
      expect(foretold.length).toBeGreaterThan(0);
      const asForetold = foretold.map(wantedOf);
      const ours = objectsOf(pack);
      const nodes = ofKind(pack.documents, 'Node').map(({ value }) => faked(value));
      let came: unknown[] = [];
      try {
        await addNodeObjects(cluster, nodes);
        await cluster.apply(ours);
        await eventually('what was foretold', async () => {
          came = await Promise.all(foretold.map(async (one) => cameOf(one, await sent(api, one))));
          return JSON.stringify(came) === JSON.stringify(asForetold);
        }).catch(() => undefined);
      } finally {
        // The next pack would answer for what is left of this one.
        await cluster.kubectl(['delete', '-f', '-'], { stdin: JSON.stringify(listOf(ours)) });
        await removeNodes(cluster, namesOf(pack, 'Node'));
      }
      expect(came).toEqual(asForetold);
    },
  );
});

const listOf = (items: readonly unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });

async function all(pack: Suite): Promise<readonly Played[]> {
  const came: Played[] = [];
  for await (const one of played(pack, pack.documents)) if (!('faults' in one)) came.push(one);
  return came;
}

/**
 * A cluster has no other time than now: what was seen long ago is as long ago there. Live pods are left
 * out: what they lead to is where a pod would rather be, which is not looked at here.
 */
function objectsOf({ documents }: Suite): object[] {
  const [readAt = ''] = ofKind(documents, 'World').map(({ value }) => value.spec?.readAt);
  const later = Date.now() - Date.parse(readAt);
  const moved = (time: string): string => new Date(Date.parse(time) + later).toISOString();
  const profiles = ofKind(documents, 'GpuProfile').map(({ value }) => ({
    ...value,
    spec: {
      ...value.spec,
      containers: value.spec.containers.map(({ lastSeen, ...row }) =>
        lastSeen === undefined ? row : { ...row, lastSeen: moved(lastSeen) },
      ),
    },
  }));
  const others = (['GpuPolicy', 'GpuQuota'] as const).flatMap((kind) =>
    ofKind(documents, kind).map(({ value }) => value as object),
  );
  return [...others, ...profiles];
}

interface Node {
  readonly metadata: { readonly name: string; readonly labels?: object };
  readonly status?: { readonly allocatable?: object };
}

/** kwok keeps it alive, and a real one has these. */
const faked = ({ metadata, status, ...node }: Node) => ({
  ...node,
  metadata: {
    ...metadata,
    annotations: { 'kwok.x-k8s.io/node': 'fake' },
    labels: { 'kubernetes.io/hostname': metadata.name, ...metadata.labels },
  },
  status: { capacity: status?.allocatable, allocatable: status?.allocatable },
});

const sent = (api: Api, { told }: Played): Promise<Answer<Created>> =>
  api.createPod(told.submitted, { dryRun: true });

/** `name` first, so that a difference tells whose it is. */
const wantedOf = ({ case: { name }, had }: Played): object => ({
  name,
  refusedBy: had.verdict === 'refuse' && had.inForce ? had.because : 'nobody',
  limits: had.verdict === 'refuse' && had.inForce ? {} : limits([...had.resources]),
  warnings: had.warnings,
});

function cameOf({ case: { name } }: Played, { status, body, warnings }: Answer<Created>): object {
  const refused = status === 403;
  const [, rule = body.message] =
    /denied the request: ([a-z]+\/[a-z-]+):/.exec(body.message ?? '') ?? [];
  const { containers = [], initContainers = [] } = (body as unknown as Partial<Pod>).spec ?? {};
  const stored = [...initContainers, ...containers].map(
    (one) => [one.name, one.resources.limits ?? {}] as const,
  );
  return {
    name,
    refusedBy: refused ? rule : status === 201 ? 'nobody' : body.message,
    limits: refused ? {} : limits(stored),
    warnings,
  };
}

const limits = (
  containers: readonly (readonly [
    name: string,
    limits: Readonly<Record<string, string | number>>,
  ])[],
): object =>
  Object.fromEntries(
    containers.map(([name, held]) => [
      name,
      Object.entries(held)
        .map(([resource, count]) => `${resource}: ${count}`)
        .toSorted(),
    ]),
  );
