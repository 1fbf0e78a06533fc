/** An Event as the API server takes it. */
import type { OwnerReference } from '../core/pod.ts';
import { nameOf } from '../core/text.ts';

export type About = Omit<OwnerReference, 'controller'>;

export interface Telling {
  readonly about: About;
  /** Of whom it is about; absent where that has none. */
  readonly namespace?: string;
  /** What it says, as a name: replicas cannot say it twice. */
  readonly id: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** The API server cuts nothing; it refuses a longer one. */
const MOST_CHARACTERS = 1_024;

/** Where Events lie that are about what has no namespace. */
export const NOWHERE = 'default';

export function eventOf({ about, namespace, id, type, reason, message }: Telling): unknown {
  const { apiVersion, kind, name, uid } = about;
  const now = new Date().toISOString();
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${name.slice(0, 200).replace(/[.-]+$/, '')}.${nameOf(`${uid} ${id}`)}`,
      namespace: namespace ?? NOWHERE,
    },
    // By exactly these kubectl looks for them.
    involvedObject: {
      apiVersion,
      kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
    },
    type,
    reason,
    message: message.slice(0, MOST_CHARACTERS),
    source: { component: 'tranche' },
    reportingComponent: 'tranche.dev/tranche',
    reportingInstance: 'tranche',
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
}
