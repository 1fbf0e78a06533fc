/** The AdmissionReview that an API server would post for a new pod. */
import { uidOf } from './expand.ts';
import { member, text, type Raw } from './raw.ts';

export interface Visit {
  readonly pod: Raw;
  /** Told apart because each call has a UID of its own. */
  readonly name: 'mutate' | 'validate';
  readonly dryRun: boolean;
}

const POD = { group: '', version: 'v1', kind: 'Pod' };
const PODS = { group: '', version: 'v1', resource: 'pods' };

export function admissionReview({ pod, name, dryRun }: Visit): Raw {
  const meta = member(pod, 'metadata');
  const podName = text(meta['name']);
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: uidOf(`${name}/${text(meta['uid']) ?? JSON.stringify(meta)}`),
      kind: POD,
      resource: PODS,
      requestKind: POD,
      requestResource: PODS,
      ...(podName === undefined ? {} : { name: podName }),
      namespace: text(meta['namespace']),
      operation: 'CREATE',
      userInfo: {
        username: userOf(pod),
        groups: ['system:serviceaccounts', 'system:authenticated'],
      },
      object: pod,
      oldObject: null,
      dryRun,
      options: { apiVersion: 'meta.k8s.io/v1', kind: 'CreateOptions' },
    },
  };
}

/** A controller's pod comes from its service account, never from the human behind it. */
function userOf(pod: Raw): string {
  const owners = member(pod, 'metadata')['ownerReferences'];
  const [owner]: readonly unknown[] = Array.isArray(owners) ? owners : [];
  const kind = text(member(owner)['kind']);
  return kind === undefined
    ? 'kubernetes-admin'
    : `system:serviceaccount:kube-system:${kind.toLowerCase()}-controller`;
}

/** What the API server fills in between the visits: the UID, the generated name, the time. */
export function stored(pod: Raw, at: { readonly ordinal: number; readonly time: string }): Raw {
  const meta = member(pod, 'metadata');
  const prefix = text(meta['generateName']);
  const name = text(meta['name']) ?? `${prefix ?? ''}${suffix(at.ordinal)}`;
  meta['name'] = name;
  meta['uid'] = uidOf(`${text(meta['namespace']) ?? ''}/${name}`);
  meta['creationTimestamp'] = at.time;
  return pod;
}

/** Five characters of the alphabet that Kubernetes uses, which spells no words; no two ordinals share them. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

function suffix(ordinal: number): string {
  // The first letter turns once in 27 ordinals; the others count the turns.
  const turns = Math.floor(ordinal / ALPHABET.length);
  return Array.from({ length: 5 }, (_, i) => {
    const shift = i === 0 ? 0 : Math.floor(turns / ALPHABET.length ** (i - 1));
    return ALPHABET[(ordinal * 7 + i * 11 + 3 + shift) % ALPHABET.length];
  }).join('');
}
