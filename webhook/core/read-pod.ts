/**
 * The only door to a Pod.
 *
 * What core/pod.ts names is looked at, and nothing else: the value comes back as it went in, typed
 * and never copied, so fields that we do not know survive and a pod costs about a microsecond.
 */
import type {
  Affinity,
  MatchExpression,
  NodeSelectorTerm,
  ObjectMeta,
  OwnerReference,
  Pod,
  PodResourceClaim,
  PodSpec,
  Toleration,
  Volume,
} from './pod.ts';
import {
  anythings,
  labels,
  list,
  maybe,
  must,
  number,
  operator,
  resources,
  shape,
  text,
  texts,
  truth,
  type Check,
  type Fault,
} from './read/checks.ts';
import { containers, inAll, user } from './read/containers.ts';

export type { Fault } from './read/checks.ts';

export type ReadPod =
  | { readonly ok: true; readonly pod: Pod }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export function readPod(value: unknown): ReadPod {
  return isPod(value) ? { ok: true, pod: value } : { ok: false, faults: pod(value) ?? [] };
}

const isPod = (value: unknown): value is Pod => pod(value) === undefined;

const someContainers: Check = (value) =>
  Array.isArray(value) && value.length === 0
    ? must('a list of at least one container', value)
    : containers(value);

const expressions = list(
  shape<MatchExpression>((v) => ({
    key: text(v['key']),
    operator: operator(v['operator']),
    values: maybe(texts, v['values']),
  })),
);

const terms = list(
  shape<NodeSelectorTerm>((v) => ({
    matchExpressions: maybe(expressions, v['matchExpressions']),
    matchFields: maybe(expressions, v['matchFields']),
  })),
);

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const required = shape<{ readonly nodeSelectorTerms?: readonly NodeSelectorTerm[] }>((v) => ({
  nodeSelectorTerms: maybe(terms, v['nodeSelectorTerms']),
}));

const nodes = shape<NonNullable<Affinity['nodeAffinity']>>((v) => ({
  [REQUIRED]: maybe(required, v[REQUIRED]),
  [PREFERRED]: maybe(anythings, v[PREFERRED]),
}));

const neighbours = shape<NonNullable<Affinity['podAffinity']>>((v) => ({
  [REQUIRED]: maybe(anythings, v[REQUIRED]),
}));

const affinity = shape<Affinity>((v) => ({
  nodeAffinity: maybe(nodes, v['nodeAffinity']),
  podAffinity: maybe(neighbours, v['podAffinity']),
  podAntiAffinity: maybe(neighbours, v['podAntiAffinity']),
}));

const tolerations = list(
  shape<Toleration>((v) => ({
    key: maybe(text, v['key']),
    operator: maybe(text, v['operator']),
    value: maybe(text, v['value']),
    effect: maybe(text, v['effect']),
  })),
);

const spreads = list(
  shape<{ readonly whenUnsatisfiable?: string }>((v) => ({
    whenUnsatisfiable: maybe(text, v['whenUnsatisfiable']),
  })),
);

const claims = list(
  shape<PodResourceClaim>((v) => ({
    name: text(v['name']),
    resourceClaimName: maybe(text, v['resourceClaimName']),
    resourceClaimTemplateName: maybe(text, v['resourceClaimTemplateName']),
  })),
);

const hostPath = shape<{ readonly path?: string }>((v) => ({ path: maybe(text, v['path']) }));

const pulled = shape<NonNullable<Volume['image']>>((v) => ({
  reference: maybe(text, v['reference']),
}));

const volumes = list(
  shape<Volume>((v) => ({
    name: maybe(text, v['name']),
    hostPath: maybe(hostPath, v['hostPath']),
    image: maybe(pulled, v['image']),
    persistentVolumeClaim: undefined,
    nfs: undefined,
    csi: undefined,
    cephfs: undefined,
    azureFile: undefined,
  })),
);

const spec = shape<PodSpec>((v) => ({
  containers: someContainers(v['containers']),
  initContainers: maybe(containers, v['initContainers']),
  ephemeralContainers: maybe(containers, v['ephemeralContainers']),
  nodeName: maybe(text, v['nodeName']),
  nodeSelector: maybe(labels, v['nodeSelector']),
  affinity: maybe(affinity, v['affinity']),
  tolerations: maybe(tolerations, v['tolerations']),
  topologySpreadConstraints: maybe(spreads, v['topologySpreadConstraints']),
  schedulerName: maybe(text, v['schedulerName']),
  securityContext: maybe(user, v['securityContext']),
  resourceClaims: maybe(claims, v['resourceClaims']),
  schedulingGroup: undefined,
  workloadRef: undefined,
  runtimeClassName: maybe(text, v['runtimeClassName']),
  hostIPC: maybe(truth, v['hostIPC']),
  hostPID: maybe(truth, v['hostPID']),
  volumes: maybe(volumes, v['volumes']),
  overhead: maybe(resources, v['overhead']),
  activeDeadlineSeconds: maybe(number, v['activeDeadlineSeconds']),
  terminationGracePeriodSeconds: maybe(number, v['terminationGracePeriodSeconds']),
  resources: maybe(inAll, v['resources']),
}));

const owners = list(
  shape<OwnerReference>((v) => ({
    apiVersion: text(v['apiVersion']),
    kind: text(v['kind']),
    name: text(v['name']),
    uid: text(v['uid']),
    controller: maybe(truth, v['controller']),
  })),
);

const metadata = shape<ObjectMeta>((v) => ({
  name: maybe(text, v['name']),
  generateName: maybe(text, v['generateName']),
  namespace: maybe(text, v['namespace']),
  uid: maybe(text, v['uid']),
  labels: maybe(labels, v['labels']),
  annotations: maybe(labels, v['annotations']),
  ownerReferences: maybe(owners, v['ownerReferences']),
}));

const pod = shape<Pod>((v) => ({ metadata: metadata(v['metadata']), spec: spec(v['spec']) }));
