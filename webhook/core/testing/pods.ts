/** Pods of one speech team: a Deployment `asr` with a container `server`, unless a test says otherwise. */
import { alike } from '../alike.ts';
import type { Container, ObjectMeta, Pod, PodSpec } from '../pod.ts';
import type { Profile } from '../profile.ts';
import type { Review } from '../review.ts';
import { containerRevision, imageOf } from '../identity/revision.ts';

export const NAMESPACE = 'speech';

/** As the API server has it: a limit and the request copied from it. */
export const asking = (count: string | number = '1', resource = 'nvidia.com/gpu') => ({
  resources: { requests: { [resource]: count }, limits: { [resource]: count } },
});

export const container = (name: string, parts: Partial<Container> = {}): Container => ({
  name,
  image: 'registry.local/asr:1.4',
  ...asking(),
  ...parts,
});

/** A container without a GPU. */
export const plain = (name: string, parts: Partial<Container> = {}): Container => ({
  name,
  image: 'registry.local/helper:1',
  ...parts,
});

export const sidecar = (from: Container): Container => ({ ...from, restartPolicy: 'Always' });

export const replicaMeta: ObjectMeta = {
  generateName: 'asr-7d9c5b6f4-',
  namespace: NAMESPACE,
  labels: { app: 'asr', 'pod-template-hash': '7d9c5b6f4' },
  ownerReferences: [
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: 'asr-7d9c5b6f4',
      uid: 'rs-1',
      controller: true,
    },
  ],
};

export const podOf = (spec: Partial<PodSpec> = {}, metadata: Partial<ObjectMeta> = {}): Pod => ({
  metadata: { ...replicaMeta, ...metadata },
  spec: { containers: [container('server')], ...spec },
});

/** A pod of one container that is `parts`. */
export const served = (parts: Partial<Container>, spec: Partial<PodSpec> = {}): Pod =>
  podOf({ containers: [container('server', parts)], ...spec });

export const reviewOf = (pod: Pod, parts: Partial<Omit<Review, 'alike'>> = {}): Review => ({
  uid: 'review-1',
  alike: alike(parts.pod ?? pod, parts.namespace ?? NAMESPACE),
  operation: 'CREATE',
  subResource: '',
  namespace: NAMESPACE,
  pod,
  dryRun: false,
  ...parts,
});

/** Two days on a whole H100, of this very revision. */
export const profileOf = (of: Container, parts: Partial<Profile> = {}): Profile => ({
  revision: containerRevision(of),
  tag: imageOf(of.image ?? '').tag,
  measuredOn: 'H100-80GB',
  sharing: 'whole',
  attribution: 'exact',
  vramMaxMiB: 6000,
  smP95: 0.08,
  hours: 72,
  samples: 5000,
  lastSeen: 1_790_000_000,
  ...parts,
});
