/**
 * A snapshot for some teams: of the others there is what they take of the nodes, and whatever has
 * a name has another one. The other name is the same in each snapshot of the cluster, and nobody
 * who lacks the cluster can find the first by trying names, because the key is not in the file.
 */
import { createHmac } from 'node:crypto';
import type { SeenPod } from '../seen-pod.ts';
import { nameless } from './nameless.ts';

export interface Hiding {
  /** Whether the namespace is one of theirs. */
  shows(namespace: string): boolean;
  /** Its own name where it is shown. */
  nameOf(namespace: string): string;
  readonly namespaces: readonly string[] | 'all';
}

export const hidingNothing: Hiding = {
  shows: () => true,
  nameOf: (namespace) => namespace,
  namespaces: 'all',
};

/** `key`: what everybody in the cluster can know and nobody else, such as a uid. */
export function hidingOthers(namespaces: readonly string[], key: string): Hiding {
  const shown = new Set(namespaces);
  const shows = (namespace: string): boolean => shown.has(namespace);
  return {
    shows,
    nameOf: (namespace) => (shows(namespace) ? namespace : opaque(namespace, key)),
    namespaces,
  };
}

/** Chance gives two of a thousand namespaces the same name once in a billion clusters. */
const LETTERS = 14;

const opaque = (name: string, key: string): string =>
  `hidden-${createHmac('sha256', key).update(name).digest('hex').slice(0, LETTERS)}`;

/**
 * What is still to be seen of a pod whose room is counted already: that it waits for some, and whom
 * of those that are shown it would keep away.
 */
export function* hiddenPod(pod: SeenPod, hiding: Hiding): Generator<SeenPod> {
  const { metadata, node, gpu } = pod;
  const avoids = pod.avoids.flatMap((term) => {
    if (term.namespaces === 'any') return [term];
    const namespaces = term.namespaces.filter((name) => hiding.shows(name));
    return namespaces.length === 0 ? [] : [{ ...term, namespaces }];
  });
  const waits = node === '' && gpu?.placeable === true;
  if (!waits && avoids.length === 0) return;
  const namespace = hiding.nameOf(metadata.namespace);
  const name = hiding.nameOf(`${metadata.namespace}/${metadata.name}`);
  const stranger: SeenPod = {
    metadata: { ...metadata, name, namespace },
    node: '',
    live: true,
    requests: waits ? pod.requests : {},
    labels: {},
    avoids,
  };
  const claim = (called: string) => hiding.nameOf(`${metadata.namespace}/${called}`);
  yield waits
    ? { ...stranger, gpu: { ...gpu, pod: { metadata: {}, spec: nameless(gpu.pod.spec, claim) } } }
    : stranger;
}
