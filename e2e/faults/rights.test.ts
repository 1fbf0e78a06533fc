/** What its ServiceAccount may do: all that it does, and as little more as can be said. */
import { get } from 'node:https';

import { afterAll, expect, test } from '@jest/globals';

import {
  SYSTEM,
  type Written,
  exemption,
  gpuPod,
  metric,
  metrics,
  policy,
  profile,
  quota,
} from '../product/install.ts';
import { installedSuite } from '../product/installed.ts';
import { type Cluster, eventually } from '../shared.ts';
import { forbidden, needed, type Right } from './rights.fixture.ts';

const ACCOUNT = `system:serviceaccount:${SYSTEM}:tranche`;

const TOLD = ['gpupolicies', 'gpuquotas', 'gpuprofiles', 'gpuexemptions'];

const exempt = exemption('rights', {
  namespace: 'rights',
  rules: ['guard/own-keys'],
  expires: new Date(Date.now() + 60 * 86_400_000),
});

/** A peak that no card of its kind can have had. */
const impossible = profile('default', 'Pod', 'rights', [{ vramMaxMiB: 9_000_000 }]);

/** Of a kind that is not there nothing more is asked than whether it is. */
const GROUPS = 'leaderworkersets.leaderworkerset.x-k8s.io';
const groupsOfWorkers: Written = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: GROUPS },
  spec: {
    group: 'leaderworkerset.x-k8s.io',
    scope: 'Namespaced',
    names: { kind: 'LeaderWorkerSet', plural: 'leaderworkersets', singular: 'leaderworkerset' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    ],
  },
};

interface Asked {
  readonly resource: string;
  readonly subresource?: string;
}

const pathOf = (asked: Asked | undefined): string =>
  [asked?.resource, asked?.subresource].filter((part) => part !== undefined).join('/');

/** Used where containers die on a slice, by one server-side apply: e2e/product/back-off.test.ts. */
const OF_BACK_OFF = ['create gpuprofiles', 'patch gpuprofiles'];

let before: number;

const grounds = {
  enforce: true,
  namespaces: [],
  before: async (cluster: Cluster) => {
    before = cluster.auditEvents().length;
    // Of an installation before, which needed not make another.
    const lease = ['lease', 'tranche', '-n', SYSTEM];
    await cluster.kubectl(['delete', ...lease, '--ignore-not-found']);
    await cluster.apply(groupsOfWorkers);
    await cluster.kubectl(['wait', 'crd', GROUPS, '--for=condition=Established', '--timeout=30s']);
  },
};

installedSuite('the rights of the server', grounds, (onceInstalled) => {
  let cluster: Cluster;

  onceInstalled(async (given) => {
    cluster = given;
  });

  afterAll(async () => {
    await cluster.kubectl(['delete', 'crd', GROUPS]);
    await cluster.kubectl(['delete', 'pod', 'rights', '--ignore-not-found', '--now']);
    await cluster.kubectl(['delete', 'serviceaccount', 'asks', '--ignore-not-found']);
  });

  /** Those for which kubectl answers otherwise, as `answer: verb resource …`. */
  async function unlike(wanted: 'yes' | 'no', rights: readonly Right[]): Promise<string[]> {
    const others: string[] = [];
    const asking = rights.values();
    const ask = async (): Promise<void> => {
      for (const right of asking) {
        const words = ['auth', 'can-i', `--as=${ACCOUNT}`, ...right];
        const { stdout } = await cluster.kubectl(words, { ok: false });
        if (stdout.trim() !== wanted) others.push(`${stdout.trim()}: ${right.join(' ')}`);
      }
    };
    await Promise.all(Array.from({ length: 4 }, ask));
    return others;
  }

  test('include what it needs', async () => {
    expect(await unlike('yes', needed)).toEqual([]);
  });

  test('do not include what it must not do', async () => {
    expect(await unlike('no', forbidden)).toEqual([]);
  });

  test('are used, every one, and nothing it asks for is refused', async () => {
    if (cluster.how !== 'binaries') return;
    await cluster.apply(policy('rights', { mode: 'warn' }));
    const pod = gpuPod({ namespace: 'default', name: 'rights' });
    await eventually('the policy to be in force', async () => {
      await cluster.apply(pod, { args: ['--dry-run=server'] });
      return metric(await metrics(cluster), 'tranche_reviews_total', { mode: 'warn' });
    });
    // It is told as an Event, which is the last thing that the server ever asks for.
    await cluster.apply(pod);
    await cluster.kubectl(['create', 'serviceaccount', 'asks', '-n', 'default']);
    const token = await cluster.kubectl(['create', 'token', 'asks', '-n', 'default']);
    await inquire(cluster, token.stdout.trim());
    // Of profiles only one at fault is told.
    await cluster.apply([quota('rights', ['rights'], 1), impossible, exempt]);
    const asked = await eventually('an Event of its own, and a word to each kind', () => {
      const events = cluster.auditEvents().slice(before);
      const ours = events.filter(({ user }) => user.username === ACCOUNT);
      const did = ours.map(({ verb, objectRef }) => `${verb} ${objectRef?.resource}`);
      const last = ['create events', ...TOLD.map((kind) => `patch ${kind}`), 'update leases'];
      return last.every((one) => did.includes(one)) && ours;
    });
    const refused = asked.filter(({ responseStatus }) => responseStatus?.code === 403);
    expect(refused.map(({ verb, requestURI }) => `${verb} ${requestURI}`)).toEqual([]);
    const did = asked.map(({ verb, objectRef }) => `${verb} ${pathOf(objectRef)}`);
    const roles = [
      await cluster.get<Role>('clusterrole', 'tranche'),
      await cluster.get<Role>('role', 'tranche', SYSTEM),
    ];
    const may = roles
      .flatMap((role) => role?.rules ?? [])
      .flatMap(({ resources, verbs }) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
      );
    expect(may).toEqual(expect.arrayContaining(OF_BACK_OFF));
    expect([...new Set(did)].toSorted()).toEqual(
      may.filter((right) => !OF_BACK_OFF.includes(right)).toSorted(),
    );
  });
});

/** Anything at all: who asks, and may they, is asked first. The certificate is our server's own. */
async function inquire(cluster: Cluster, token: string): Promise<void> {
  const pod = (await cluster.kubelet?.pods())?.find(({ ready }) => ready);
  const at = { host: pod?.ip, port: 8444, path: '/decisions?namespace=default&of=Pod/rights' };
  const headers = { authorization: `Bearer ${token}` };
  const status = await new Promise((answered, failed) => {
    get({ ...at, headers, rejectUnauthorized: false }, ({ statusCode }) => answered(statusCode)).on(
      'error',
      failed,
    );
  });
  expect(status).toBe(403);
}

interface Role {
  readonly rules: readonly {
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}
