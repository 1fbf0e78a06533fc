/** One pod of each lot as it is stored: read once, a bounded number at a time, and kept while the lot waits. */
import { alike } from '../../core/alike.ts';
import { OWN_PREFIX } from '../../core/governed.ts';
import { readPod } from '../../core/read-pod.ts';
import type { Review } from '../../core/review.ts';
import { isRecord, listIn, recordIn, textIn, type Raw } from '../raw.ts';
import type { Lot } from './lots.ts';

/** The pod as it is stored. */
export type ReadPod = (namespace: string, name: string) => Promise<Raw | 'gone'>;

export interface Known {
  readonly review: Review;
  /** When it was created. */
  readonly since: string;
}

/** By the key of the lot; `aside` where it waits for something else than a node. */
export type KnownLots = ReadonlyMap<string, Known | 'aside'>;

/** Some kilobytes each. */
const MOST_KEPT = 2_000;

export interface LotReader {
  readonly known: KnownLots;
  /** Forgets lots that wait no more, and reads some of those that are new. */
  readMore(waiting: ReadonlyMap<string, Lot>): Promise<void>;
}

export function lotReader(read: ReadPod, atOnce: number): LotReader {
  const known = new Map<string, Known | 'aside'>();

  async function readOne({ key, pods }: Lot): Promise<void> {
    // The newest: of the others one may be about to go.
    const one = pods.at(-1);
    if (one === undefined) return;
    const { namespace, name, uid } = one.metadata;
    const raw = await read(namespace, name);
    if (raw !== 'gone' && isStill(raw, uid)) known.set(key, knownOf(raw, namespace));
  }

  return {
    known,
    async readMore(waiting) {
      for (const key of known.keys()) if (!waiting.has(key)) known.delete(key);
      const unread = [...waiting.values()].filter(({ key }) => !known.has(key));
      const room = Math.max(0, Math.min(atOnce, MOST_KEPT - known.size));
      for (const lot of unread.slice(0, room)) await readOne(lot);
    },
  };
}

/** Another pod may have its name by now. */
function isStill(raw: Raw, uid: string): boolean {
  const metadata = recordIn(raw, 'metadata');
  return metadata['uid'] === uid && textIn(metadata, 'deletionTimestamp') === '';
}

/** Who wrote what when is the larger part of a pod. */
function knownOf(raw: Raw, namespace: string): Known | 'aside' {
  const { managedFields: _, ...metadata } = recordIn(raw, 'metadata');
  const read = readPod({ metadata, spec: raw['spec'] });
  if (!read.ok || isGatedByUs(raw)) return 'aside';
  const { pod } = read;
  const review: Review = {
    uid: '',
    operation: 'CREATE',
    subResource: '',
    namespace,
    pod,
    alike: alike(pod, namespace),
    dryRun: true,
  };
  return { review, since: textIn(metadata, 'creationTimestamp') };
}

/** It waits because we hold it. */
const isGatedByUs = (raw: Raw): boolean =>
  listIn(recordIn(raw, 'spec'), 'schedulingGates').some(
    (gate) => isRecord(gate) && textIn(gate, 'name').startsWith(OWN_PREFIX),
  );
