/**
 * Claims of a pod of which nobody has the words. Such a pod is let in and waits until its template or its claim is
 * there; of what that will ask for nothing is known here, so that nothing of it is counted.
 */
import { readPod } from '../core/read-pod.ts';
import { titleOf, type Document } from '../policy/documents.ts';

export interface UnknownClaim {
  readonly says: string;
  readonly help: string;
  /** JSON pointer in the pod. */
  readonly pointer: string;
}

type Stood = Pick<Document, 'kind' | 'namespace' | 'name'>;

/** `documents`: of the cluster, and of the manifests that come with the pod. */
export function unknownClaims(pod: unknown, documents: readonly Stood[]): UnknownClaim[] {
  const read = readPod(pod);
  if (!read.ok) return [];
  const { metadata, spec } = read.pod;
  return (spec.resourceClaims ?? []).flatMap((claim, nth) => {
    const named = namedBy(claim);
    if (named === undefined) return [];
    const title = titleOf({ ...named, namespace: metadata.namespace ?? '' });
    if (known(documents).has(title)) return [];
    return [
      {
        says: `its claim ${claim.name} needs ${title}, which is neither in the snapshot nor among the manifests: whether that asks for GPUs is not known, none is counted for it, and the pod waits until it is there`,
        help: `review it together with that ${named.kind}`,
        pointer: `/spec/resourceClaims/${nth}`,
      },
    ];
  });
}

interface Claim {
  readonly resourceClaimName?: string;
  readonly resourceClaimTemplateName?: string;
}

/** Of one that names nothing the API server speaks. */
function namedBy({ resourceClaimName: claim, resourceClaimTemplateName: template }: Claim) {
  if (template !== undefined) return { kind: 'ResourceClaimTemplate', name: template };
  return claim === undefined ? undefined : { kind: 'ResourceClaim', name: claim };
}

/** Of the documents of a cluster, which are asked about each pod of a review. */
const kept = new WeakMap<readonly Stood[], ReadonlySet<string>>();

function known(documents: readonly Stood[]): ReadonlySet<string> {
  const titles =
    kept.get(documents) ??
    new Set(documents.filter(({ kind }) => kind.startsWith('ResourceClaim')).map(titleOf));
  kept.set(documents, titles);
  return titles;
}
