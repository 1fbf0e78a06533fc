/** The cluster as the World needs it: every kind that is watched, and where its objects go. */
import type { KubeConfig } from '@kubernetes/client-node';
import type { Clock } from '../../ports.ts';
import type { ClusterState } from '../cluster-state.ts';
import { trimClaim, trimClass, trimSlice, trimTemplate } from '../dra/seen.ts';
import { toKeep } from '../kept-pod.ts';
import { trimScale, type SeenScale } from '../scales.ts';
import {
  trimNamespace,
  trimNode,
  trimOwner,
  trimQuota,
  type Seen,
  type SeenOwner,
} from '../seen.ts';
import { trimPod, type SeenPod } from '../seen-pod.ts';
import type { Tell } from '../tell.ts';
import type { Api } from './api.ts';
import { customObjects, type Told } from './custom-objects.ts';
import { Supervisor, type SupervisorParts } from './supervisor.ts';
import type { Timing, View } from './view.ts';

/** Told the policies, quotas and profiles that live in the cluster. */
export interface ClusterParts extends Told {
  readonly config: KubeConfig;
  readonly api: Api;
  readonly state: ClusterState;
  /** Told of each pod, too, as often as it changes. */
  readonly sawPod?: (pod: SeenPod) => void;
  /** Whether Dynamic Resource Allocation is read, too. */
  readonly dra?: boolean;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly timing?: Partial<Timing>;
}

export interface WatchedCluster {
  start(): void;
  stop(): void;
  /** Views that have not been read yet, for readiness. */
  missing(): readonly string[];
  /** Whether the server serves our kinds; until it was asked, it is taken to. */
  servesOurs(): boolean;
  /** Milliseconds since the server last spoke, by view: a gauge. */
  ages(): ReadonlyMap<string, number>;
}

export function watchCluster(parts: ClusterParts): WatchedCluster {
  const custom = customObjects(parts);
  const supervisors = [
    ...stateViews(parts).map((supervise) => supervise(parts)),
    ...(parts.dra === true ? deviceViews(parts.state) : []).map((supervise) => supervise(parts)),
    ...custom.views.map((view) => new Supervisor(view, parts)),
  ];
  return {
    start() {
      for (const supervisor of supervisors) supervisor.start();
    },
    stop() {
      custom.stop();
      for (const supervisor of supervisors) supervisor.stop();
    },
    missing: () =>
      supervisors.filter(({ synced }) => !synced).map(({ name }) => `the cluster's ${name}`),
    servesOurs: () => custom.served(),
    ages: () => new Map(supervisors.map((supervisor) => [supervisor.name, supervisor.ageMs()])),
  };
}

/** A view whose type of object nobody needs to know any more. */
type Supervise = (
  parts: SupervisorParts,
) => Pick<Supervisor<Seen>, 'start' | 'stop' | 'synced' | 'name' | 'ageMs'>;

const supervise =
  <T extends Seen>(view: View<T>): Supervise =>
  (parts) =>
    new Supervisor(view, parts);

/** Owners first, so that most pods find theirs. */
const stateViews = ({ state, sawPod }: Pick<ClusterParts, 'state' | 'sawPod'>): Supervise[] => [
  supervise({
    name: 'replicasets',
    path: '/apis/apps/v1/replicasets',
    metadataOnly: true,
    trim: (raw) => trimOwner(raw, 'ReplicaSet'),
    apply: (item) => state.applyOwner(item),
    remove: (item) => state.deleteOwner(item),
  }),
  jobView(state),
  scaleView(state, { kind: 'StatefulSet', path: '/apis/apps/v1/statefulsets' }),
  scaleView(state, {
    kind: 'LeaderWorkerSet',
    path: '/apis/leaderworkerset.x-k8s.io/v1/leaderworkersets',
    optional: true,
  }),
  supervise({
    name: 'namespaces',
    path: '/api/v1/namespaces',
    trim: trimNamespace,
    apply: (item) => state.applyNamespace(item),
    remove: (item) => state.deleteNamespace(item),
  }),
  supervise({
    name: 'resourcequotas',
    path: '/api/v1/resourcequotas',
    trim: trimQuota,
    apply: (item) => state.applyResourceQuota(item),
    remove: (item) => state.deleteResourceQuota(item),
  }),
  supervise({
    name: 'nodes',
    path: '/api/v1/nodes',
    trim: (raw) => trimNode(raw),
    apply: (item) => state.applyNode(item),
    remove: (item) => state.deleteNode(item),
  }),
  supervise({
    name: 'pods',
    path: '/api/v1/pods',
    trim: (raw) => state.asKept(toKeep(trimPod(raw))),
    kept: { get: (name) => state.podNamed(name), values: () => state.pods() },
    apply(item) {
      state.applyPod(item);
      sawPod?.(item);
    },
    remove: (item) => state.deletePod(item),
  }),
];

const DEVICES = '/apis/resource.k8s.io/v1';

/** A server that does not know the kinds has no devices of them. */
const deviceViews = ({ devices }: ClusterState): Supervise[] => [
  supervise({
    name: 'deviceclasses',
    path: `${DEVICES}/deviceclasses`,
    optional: true,
    trim: trimClass,
    apply: (item) => devices.names.putClass(item),
    remove: (item) => devices.names.dropClass(item),
  }),
  supervise({
    name: 'resourceslices',
    path: `${DEVICES}/resourceslices`,
    optional: true,
    trim: trimSlice,
    apply: (item) => devices.putSlice(item),
    remove: (item) => devices.dropSlice(item),
  }),
  supervise({
    name: 'resourceclaimtemplates',
    path: `${DEVICES}/resourceclaimtemplates`,
    optional: true,
    trim: trimTemplate,
    apply: (item) => devices.names.putTemplate(item),
    remove: (item) => devices.names.dropTemplate(item),
  }),
  supervise({
    name: 'resourceclaims',
    path: `${DEVICES}/resourceclaims`,
    optional: true,
    trim: trimClaim,
    apply: (item) => devices.putClaim(item),
    remove: (item) => devices.dropClaim(item),
  }),
];

interface Job extends SeenOwner, SeenScale {
  readonly kind: 'Job';
}

/** Whole ones, because metadata does not say how many pods an Indexed Job numbers. */
const jobView = (state: ClusterState): Supervise =>
  supervise<Job>({
    name: 'jobs',
    path: '/apis/batch/v1/jobs',
    trim: (raw) => ({ ...trimOwner(raw, 'Job'), ...trimScale(raw, 'Job'), kind: 'Job' }),
    apply(item) {
      state.applyOwner(item);
      state.applyScale(item);
    },
    remove(item) {
      state.deleteOwner(item);
      state.deleteScale(item);
    },
  });

interface Scaled extends Pick<View<SeenScale>, 'path' | 'optional'> {
  readonly kind: SeenScale['kind'];
}

const scaleView = (state: ClusterState, { kind, ...view }: Scaled): Supervise =>
  supervise<SeenScale>({
    name: view.path.slice(view.path.lastIndexOf('/') + 1),
    ...view,
    trim: (raw) => trimScale(raw, kind),
    apply: (item) => state.applyScale(item),
    remove: (item) => state.deleteScale(item),
  });
