/**
 * The only door to a Pod.
 *
 * What core/pod.ts names is looked at, and nothing else: the value comes back as it went in, typed
 * and never copied, so fields that we do not know survive and a pod costs about a microsecond. A
 * check says nothing where all is well, so no pointer is built for a good pod; a fault gathers its
 * pointer on the way out, and the checks stay ignorant of where they hang.
 */
import type {
  Affinity,
  Container,
  EnvVar,
  MatchExpression,
  NodeSelectorTerm,
  ObjectMeta,
  OwnerReference,
  Pod,
  PodSpec,
  Toleration,
} from './pod.ts';

export interface Fault {
  /** JSON pointer to what is wrong; '' is the whole. */
  readonly pointer: string;
  readonly says: string;
}

export type ReadPod =
  | { readonly ok: true; readonly pod: Pod }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export function readPod(value: unknown): ReadPod {
  return isPod(value) ? { ok: true, pod: value } : { ok: false, faults: pod(value) ?? [] };
}

/** Whoever sends a thousand bad containers need not be told of each. */
const MANY = 20;

type Faults = readonly Fault[] | undefined;
type Check = (value: unknown) => Faults;
type Unread = Readonly<Record<string, unknown>>;

/** One entry a field that the type names: a new field in pod.ts does not compile until it is here. */
type Looked<T> = { readonly [K in keyof T]-?: Faults };

const isPod = (value: unknown): value is Pod => pod(value) === undefined;

const isObject = (value: unknown): value is Unread =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const must = (wanted: string, got: unknown): Faults => [
  { pointer: '', says: `must be ${wanted}, got ${named(got)}` },
];

function named(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** One step of a JSON pointer. `~` goes first, or the `~` of `~1` would be escaped again. */
const step = (key: string | number): string =>
  `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

function gather(before: Faults, key: string | number, found: readonly Fault[]): readonly Fault[] {
  const at = step(key);
  const here = found.map(({ pointer, says }) => ({ pointer: at + pointer, says }));
  return before === undefined ? here : [...before, ...here].slice(0, MANY);
}

const text: Check = (value) => (typeof value === 'string' ? undefined : must('a string', value));

const truth: Check = (value) =>
  typeof value === 'boolean' ? undefined : must('true or false', value);

const number: Check = (value) => (typeof value === 'number' ? undefined : must('a number', value));

/** `1e999` is a number to JSON and none to anybody else. */
const quantity: Check = (value) =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
    ? undefined
    : must('a quantity such as 1 or "500m"', value);

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];
const operator: Check = (value) =>
  OPERATORS.some((known) => known === value)
    ? undefined
    : must(`one of ${OPERATORS.join(', ')}`, value);

/** `null` is not absent here: the API server never sends it, and whoever reads YAML drops it first. */
const maybe = (check: Check, value: unknown): Faults =>
  value === undefined ? undefined : check(value);

const list =
  (item: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return must('a list', value);
    let faults: Faults;
    for (let i = 0; i < value.length; i++) {
      const found = item(value[i]);
      if (found === undefined) continue;
      faults = gather(faults, i, found);
      if (faults.length >= MANY) break;
    }
    return faults;
  };

const map =
  (item: Check): Check =>
  (value) => {
    if (!isObject(value)) return must('an object', value);
    let faults: Faults;
    for (const key in value) {
      const found = item(value[key]);
      if (found === undefined) continue;
      faults = gather(faults, key, found);
      if (faults.length >= MANY) break;
    }
    return faults;
  };

/**
 * `look` names each field in plain sight. A table of names and checks would be shorter, and five
 * times slower: a load by a name in a variable cannot be remembered where it stands.
 */
const shape =
  <T>(look: (value: Unread) => Looked<T>): Check =>
  (value) => {
    if (!isObject(value)) return must('an object', value);
    const looked: Readonly<Record<string, Faults>> = look(value);
    let faults: Faults;
    for (const key in looked) {
      const found = looked[key];
      if (found !== undefined) faults = gather(faults, key, found);
    }
    return faults;
  };

const texts = list(text);
const labels = map(text);
const resources = map(quantity);
/** Counted, never looked into. */
const anythings = list(() => undefined);

const env = list(
  shape<EnvVar>((v) => ({
    name: text(v['name']),
    value: maybe(text, v['value']),
    valueFrom: undefined,
  })),
);

const ports = list(
  shape<{ readonly hostPort?: number }>((v) => ({ hostPort: maybe(number, v['hostPort']) })),
);

const needs = shape<NonNullable<Container['resources']>>((v) => ({
  requests: maybe(resources, v['requests']),
  limits: maybe(resources, v['limits']),
}));

const capabilities = shape<{ readonly add?: readonly string[] }>((v) => ({
  add: maybe(texts, v['add']),
}));

const security = shape<NonNullable<Container['securityContext']>>((v) => ({
  privileged: maybe(truth, v['privileged']),
  capabilities: maybe(capabilities, v['capabilities']),
}));

const mounts = list(
  shape<{ readonly mountPath?: string }>((v) => ({ mountPath: maybe(text, v['mountPath']) })),
);

const containers = list(
  shape<Container>((v) => ({
    name: text(v['name']),
    image: maybe(text, v['image']),
    command: maybe(texts, v['command']),
    args: maybe(texts, v['args']),
    env: maybe(env, v['env']),
    resources: maybe(needs, v['resources']),
    ports: maybe(ports, v['ports']),
    securityContext: maybe(security, v['securityContext']),
    volumeMounts: maybe(mounts, v['volumeMounts']),
    restartPolicy: maybe(text, v['restartPolicy']),
  })),
);

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

const required = shape<{ readonly nodeSelectorTerms?: readonly NodeSelectorTerm[] }>((v) => ({
  nodeSelectorTerms: maybe(terms, v['nodeSelectorTerms']),
}));

const nodes = shape<NonNullable<Affinity['nodeAffinity']>>((v) => ({
  [REQUIRED]: maybe(required, v[REQUIRED]),
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

const hostPath = shape<{ readonly path?: string }>((v) => ({ path: maybe(text, v['path']) }));

const volumes = list(
  shape<{ readonly hostPath?: { readonly path?: string } }>((v) => ({
    hostPath: maybe(hostPath, v['hostPath']),
  })),
);

const spec = shape<PodSpec>((v) => ({
  containers: someContainers(v['containers']),
  initContainers: maybe(containers, v['initContainers']),
  nodeName: maybe(text, v['nodeName']),
  nodeSelector: maybe(labels, v['nodeSelector']),
  affinity: maybe(affinity, v['affinity']),
  tolerations: maybe(tolerations, v['tolerations']),
  topologySpreadConstraints: maybe(spreads, v['topologySpreadConstraints']),
  schedulerName: maybe(text, v['schedulerName']),
  resourceClaims: maybe(anythings, v['resourceClaims']),
  schedulingGroup: undefined,
  workloadRef: undefined,
  runtimeClassName: maybe(text, v['runtimeClassName']),
  hostIPC: maybe(truth, v['hostIPC']),
  hostPID: maybe(truth, v['hostPID']),
  volumes: maybe(volumes, v['volumes']),
  overhead: maybe(resources, v['overhead']),
  resources: maybe(needs, v['resources']),
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
