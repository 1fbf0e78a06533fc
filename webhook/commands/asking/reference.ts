/** `pod/x`, `deploy/x`, `job x`: an object of the cluster as kubectl's users name it. */

export interface Kind {
  readonly kind: string;
  /** In the path of the API. */
  readonly api: string;
  readonly plural: string;
  /** Whether `kubectl rollout restart` makes its pods anew. */
  readonly restarts: boolean;
}

export interface Reference {
  readonly kind: Kind;
  readonly name: string;
}

const apps = (kind: string, plural: string, restarts = true): Kind => ({
  kind,
  api: '/apis/apps/v1',
  plural,
  restarts,
});

export const POD: Kind = { kind: 'Pod', api: '/api/v1', plural: 'pods', restarts: false };
export const REPLICA_SET = apps('ReplicaSet', 'replicasets', false);

const JOB: Kind = { kind: 'Job', api: '/apis/batch/v1', plural: 'jobs', restarts: false };

const KINDS: readonly (readonly [Kind, ...string[]])[] = [
  [POD, 'po'],
  [apps('Deployment', 'deployments'), 'deploy'],
  [REPLICA_SET, 'rs'],
  [apps('StatefulSet', 'statefulsets'), 'sts'],
  [apps('DaemonSet', 'daemonsets'), 'ds'],
  [JOB],
];

const byWord = new Map(
  KINDS.flatMap(([kind, ...short]) => {
    const group = kind.api.split('/')[2];
    const words = [kind.kind.toLowerCase(), kind.plural];
    const full = kind === POD || group === undefined ? [] : words.map((word) => `${word}.${group}`);
    return [...words, ...short, ...full].map((word): [string, Kind] => [word, kind]);
  }),
);

export const KNOWN = KINDS.map(([{ kind }, short]) => short ?? kind.toLowerCase()).join(', ');

/** Undefined where it is no such name, but perhaps that of a file. */
export function referenceIn(words: readonly string[]): Reference | undefined {
  const [first = '', second, ...more] = words;
  if (more.length > 0) return undefined;
  const [word = '', name = '', ...rest] = second === undefined ? first.split('/') : [first, second];
  const kind = byWord.get(word.toLowerCase());
  if (kind === undefined || rest.length > 0 || !/^[a-z0-9.-]{1,253}$/.test(name)) return undefined;
  return { kind, name };
}
