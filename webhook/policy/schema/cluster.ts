/**
 * The part of Kubernetes' own objects that a World holds. A snapshot has them as the API server
 * gave them, so everything not named here passes unread; what is named has these shapes afterwards.
 */
import type { Static } from '@sinclair/typebox';
import { count, excerpt, labels, list, optional, quantities, text, texts } from './vocabulary.ts';

const owner = excerpt('An owner reference.', {
  apiVersion: text('Group and version.'),
  kind: text('Kind.'),
  name: text('Name.'),
});

const metadata = excerpt('Metadata.', {
  name: text('Name.'),
  labels: optional(labels('Labels.')),
  annotations: optional(texts('Annotations.')),
});

const namespaced = excerpt('Metadata.', {
  name: text('Name.'),
  namespace: text('Namespace.'),
  labels: optional(labels('Labels.')),
  annotations: optional(texts('Annotations.')),
  ownerReferences: optional(list('Owners.', owner)),
});

const taint = excerpt('A taint.', { key: text('Key.'), effect: text('Effect.') });

export const node = excerpt('A node.', {
  metadata,
  spec: optional(excerpt('Spec.', { taints: optional(list('Taints.', taint)) })),
  status: optional(
    excerpt('Status.', {
      allocatable: optional(quantities('What pods can have.')),
      taken: optional(quantities('What pods take of it that the World does not hold one by one.')),
    }),
  ),
});
export const namespace = excerpt('A namespace.', { metadata });
export const pod = excerpt('A live pod.', {
  metadata: namespaced,
  spec: excerpt('Spec.', {
    containers: list('Containers.', excerpt('A container.', { name: text('Name.') }), 1),
    nodeName: optional(text('Node the pod is bound to.')),
  }),
});
export const resourceQuota = excerpt('A native quota.', {
  metadata: namespaced,
  spec: optional(excerpt('Spec.', { hard: optional(quantities('Hard limits.')) })),
});
export const owned = excerpt('A ReplicaSet, for its owner.', { metadata: namespaced });

/** What numbers its replicas; the three say how many there are to be in words of their own. */
export const numbered = excerpt(
  'A StatefulSet, Job or LeaderWorkerSet, for its number of replicas.',
  {
    metadata: namespaced,
    spec: optional(
      excerpt('Spec.', {
        replicas: optional(count('Replicas of a StatefulSet, groups of a LeaderWorkerSet.')),
        ordinals: optional(
          excerpt('Numbers of a StatefulSet.', { start: optional(count('The first.')) }),
        ),
        completions: optional(count('Pods of an Indexed Job.')),
        completionMode: optional(text('Indexed where the Job numbers its pods.')),
      }),
    ),
  },
);

const selectors = optional(
  list(
    'Selectors.',
    excerpt('A selector.', {
      cel: optional(excerpt('In CEL.', { expression: text('Expression.') })),
    }),
  ),
);

export const deviceClass = excerpt('A DeviceClass of Dynamic Resource Allocation.', {
  metadata,
  spec: excerpt('Spec.', {
    selectors,
    extendedResourceName: optional(text('Resource name that its devices are asked for by.')),
  }),
});

export const resourceSlice = excerpt('Devices that a driver publishes.', {
  metadata,
  spec: excerpt('Spec.', {
    driver: text('Driver.'),
    nodeName: optional(text('Node the devices are on.')),
    pool: excerpt('Pool of devices.', {
      name: text('Name.'),
      generation: optional(count('Generation.')),
      resourceSliceCount: optional(count('Slices of the pool.')),
    }),
    devices: optional(list('Devices.', excerpt('A device.', { name: text('Name.') }))),
  }),
});

const asked = excerpt('What is asked for.', {
  devices: optional(
    excerpt('Devices.', {
      requests: optional(
        list(
          'Requests.',
          excerpt('A request.', {
            name: text('Name.'),
            exactly: optional(
              excerpt('Exactly this.', {
                deviceClassName: text('Name of the DeviceClass.'),
                selectors,
              }),
            ),
          }),
        ),
      ),
    }),
  ),
});

export const resourceClaim = excerpt('A claim for devices.', { metadata: namespaced, spec: asked });
export const resourceClaimTemplate = excerpt('What claims of pods are made from.', {
  metadata: namespaced,
  spec: excerpt('Spec.', { spec: asked }),
});

export type NodeObject = Static<typeof node>;
export type NamespaceObject = Static<typeof namespace>;
export type PodObject = Static<typeof pod>;
export type ResourceQuotaObject = Static<typeof resourceQuota>;
export type OwnedObject = Static<typeof owned>;
