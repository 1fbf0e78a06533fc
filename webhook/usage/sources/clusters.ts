/**
 * Whether series of one pod come from several clusters. One Prometheus, or what stands before many, may hold
 * the pods of all of them, and two clusters run pods of one name: then nobody can tell whose figures are whose.
 */
import type { Labels } from '../../core/pod.ts';

/** As external labels and collectors name the cluster. */
const CLUSTER = [
  'cluster',
  'cluster_name',
  'cluster_id',
  'k8s_cluster',
  'k8s_cluster_name',
  'kubernetes_cluster',
];
/** The operator's word for the server that scraped; of one cluster there may be two, but not for one pod. */
const SERVER = 'prometheus';
const KEYS = [...CLUSTER, SERVER];

export class Clusters {
  /** Values by label; `` where another one has the label and this one has not. */
  readonly #byPod = new Map<string, Map<string, Set<string>>>();
  readonly #all = new Map<string, Set<string>>();

  note(pod: string, labels: Labels): void {
    const own = this.#byPod.get(pod) ?? new Map<string, Set<string>>();
    this.#byPod.set(pod, own);
    for (const key of KEYS) {
      add(own, key, labels[key] ?? '');
      if (key !== SERVER) add(this.#all, key, labels[key] ?? '');
    }
  }

  /** As matchers; none where all that was noted may be of one. */
  severalOf(pod: string): readonly string[] {
    return severalIn(this.#byPod.get(pod) ?? new Map<string, Set<string>>());
  }

  several(): readonly string[] {
    return severalIn(this.#all);
  }
}

function add(to: Map<string, Set<string>>, key: string, value: string): void {
  const values = to.get(key);
  if (values === undefined) to.set(key, new Set([value]));
  else values.add(value);
}

const severalIn = (by: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] =>
  [...by].flatMap(([key, values]) =>
    values.size < 2 ? [] : [...values].toSorted().map((value) => `${key}=${JSON.stringify(value)}`),
  );
