/** Deployments by the hundred, each sliced by a profile of its own, and the hand that moves them all at once. */
import type { FakeNode } from '../fleet.ts';
import type { Answer, Api, Created } from '../faults/api.ts';
import { eventually, sleep } from '../wait.ts';
import { A100, gpuDeployment, profile, type Pod, type Written } from './objects.ts';

interface Kind {
  readonly resource: string;
  readonly perNode: number;
  readonly used: { readonly vramMaxMiB: number; readonly smP95: number };
}

const KINDS: readonly [Kind, Kind, Kind] = [
  {
    resource: 'nvidia.com/mig-1g.10gb',
    perNode: 56,
    used: { vramMaxMiB: 6000, smP95: 0.1 },
  },
  {
    resource: 'nvidia.com/mig-2g.20gb',
    perNode: 24,
    used: { vramMaxMiB: 14_000, smP95: 0.2 },
  },
  {
    resource: 'nvidia.com/mig-3g.40gb',
    perNode: 16,
    used: { vramMaxMiB: 30_000, smP95: 0.3 },
  },
];

/** Of each kind as many as half of those that hold it can move to at once, and a node to drain. */
const ROOM = 3;

export interface Sliced {
  readonly deployment: Written;
  readonly deploymentOf: (how: { replicas: number; restartedAt: string | undefined }) => Written;
  readonly namespace: string;
  readonly name: string;
  readonly resource: string;
  /** As a profiler leaves it that last heard of its workload then. */
  readonly profileOf: (lastSeen: Date) => Written;
}

const PER_NAMESPACE = 50;

export function slicedDeployments(prefix: string, count: number): readonly Sliced[] {
  return Array.from({ length: count }, (_, nth) => {
    const { resource, used } = kindOf(nth);
    const namespace = `${prefix}-${Math.floor(nth / PER_NAMESPACE)}`;
    const name = `serves-${nth}`;
    return {
      deployment: gpuDeployment({ namespace, name }),
      // As `kubectl rollout restart` writes it.
      deploymentOf: ({ replicas, restartedAt }) =>
        gpuDeployment({
          namespace,
          name,
          replicas,
          ...(restartedAt && {
            annotations: { 'kubectl.kubernetes.io/restartedAt': restartedAt },
          }),
        }),
      namespace,
      name,
      resource,
      profileOf: (lastSeen) =>
        profile(namespace, 'Deployment', name, [
          { ...used, tag: '1.0', confidence: 0.97, lastSeen: lastSeen.toISOString() },
        ]),
    };
  });
}

const kindOf = (nth: number): Kind => KINDS[nth % KINDS.length] ?? KINDS[0];

/** Slices for all of them, and whole cards for whoever should grow. */
export function fleetFor(prefix: string, count: number): readonly FakeNode[] {
  const slices = KINDS.flatMap(({ resource, perNode }, kind) =>
    Array.from(
      { length: 1 + Math.ceil((ROOM * Math.ceil(count / KINDS.length)) / perNode) },
      (_, nth) => ({
        name: `${prefix}-${kind}-${nth}`,
        ...A100,
        gpus: 8,
        allocatable: { [resource]: perNode },
      }),
    ),
  );
  const cards = { name: `${prefix}-cards`, ...A100, gpus: 8, allocatable: GPUS };
  return [...slices, cards];
}

const GPUS = { 'nvidia.com/gpu': 8 };

/** One of each kind, to be drained. */
export const oneOfEach = (prefix: string): readonly string[] =>
  KINDS.map((_, kind) => `${prefix}-${kind}-0`);

/** Together, and no more than the API server keeps connections for. */
const AT_ONCE = 16;

/** As they are written here, whether they are there already or not. */
export async function putAll(api: Api, all: readonly Written[]): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const answers = await Promise.all(all.slice(from, from + AT_ONCE).map((one) => put(api, one)));
    const wrong = answers.find(({ status }) => status >= 300);
    if (wrong !== undefined) throw new Error(`${wrong.status} ${wrong.body.message}`);
  }
}

async function put(api: Api, written: Written): Promise<Answer<Created>> {
  const { apiVersion, kind, metadata } = written;
  const path = `/apis/${apiVersion}/namespaces/${metadata.namespace}/${kind.toLowerCase()}s`;
  const { status, body } = await api.send<Stands>('GET', `${path}/${metadata.name}`);
  if (status === 404) return api.send('POST', path, written);
  const { resourceVersion } = body.metadata;
  const now = { ...written, metadata: { ...metadata, resourceVersion } };
  return api.send('PUT', `${path}/${metadata.name}`, now);
}

interface Stands {
  readonly metadata: { readonly resourceVersion: string };
}

export interface Standing extends Pod {
  readonly metadata: Pod['metadata'] & {
    readonly namespace: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
  };
}

interface Listed {
  readonly items: readonly Standing[];
}

async function podsIn(api: Api, namespaces: readonly string[]): Promise<Standing[]> {
  const pods: Standing[] = [];
  for (const namespace of namespaces) {
    const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=app`;
    pods.push(...(await api.send<Listed>('GET', path)).body.items);
  }
  return pods;
}

/** All at once, and at once. */
export async function deletePods(api: Api, namespaces: readonly string[]): Promise<void> {
  for (const namespace of namespaces)
    await api.send('DELETE', `/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0`);
}

export interface Awaited {
  readonly count: number;
  /** UIDs of those that must have gone. */
  readonly without?: ReadonlySet<string>;
  readonly seconds: number;
}

/** Once so many run, there are no others, and those that were to go are gone. */
export const allRunning = (
  api: Api,
  namespaces: readonly string[],
  { count, without = new Set(), seconds }: Awaited,
): Promise<readonly Standing[]> =>
  eventually(
    `${count} running pods`,
    async () => {
      const pods = await podsIn(api, namespaces);
      const running = pods.filter(
        ({ metadata, status }) =>
          metadata.deletionTimestamp === undefined &&
          status?.phase === 'Running' &&
          !without.has(metadata.uid),
      );
      if (running.length === count && pods.length === count) return pods;
      await sleep(500);
      throw new Error(`${running.length} of ${pods.length} run`);
    },
    seconds,
  );

/** What the scheduler said of those that it found no node for. */
export async function unplacedIn(api: Api, namespaces: readonly string[]): Promise<string[]> {
  interface Events {
    readonly items: readonly {
      readonly involvedObject: { readonly name: string };
      readonly message: string;
    }[];
  }
  const said: string[] = [];
  for (const namespace of namespaces) {
    const path = `/api/v1/namespaces/${namespace}/events?fieldSelector=reason%3DFailedScheduling`;
    const { body } = await api.send<Events>('GET', path);
    for (const { involvedObject, message } of body.items)
      said.push(`${involvedObject.name}: ${message}`);
  }
  return said;
}
