/** From files and snapshots to what a report holds: read once, then judged in turn, since all draw on the same quotas. */
import { titleOf } from '../../core/title.ts';
import { namesGpu } from '../../core/governed.ts';
import { expand, type Expanded } from '../../expand/expand.ts';
import { holdsTemplates } from '../../expand/owners.ts';
import { text, type Raw } from '../../expand/raw.ts';
import type { Found } from '../../review/fingerprint.ts';
import { lintsIn } from '../../review/lints.ts';
import type { Report, Reviewed, Unread } from '../../review/report.ts';
import { clustersOf, type Asked, type Wishes as OfClusters } from './clusters.ts';
import type { Named } from './files.ts';
import { judge } from './judge.ts';
import { madeBy, type Made } from './made.ts';
import { ownPods } from './own-pods.ts';
import { remembered } from './places.ts';
import { readAll, type Written } from './read.ts';

export interface Wishes extends OfClusters {
  readonly files: readonly Named[];
  /** Of objects that name none. */
  readonly namespace: string;
  /** Told how many objects were read, and then how many were judged, for whoever watches. */
  readonly progress: (done: number, of: number | 'unknown') => void;
}

export type Findings = Pick<Report, 'reviewed' | 'without' | 'unread' | 'limits'> & {
  readonly asked: readonly Asked[];
  readonly found: readonly Found[];
};

/** Replicas judged of one template; each costs about a millisecond. */
const MOST = 100;

export async function reviewing(wishes: Wishes): Promise<Findings> {
  const minute = Math.floor(wishes.clock.now() / 60_000);
  const { written, without, unread, found } = await reading(wishes, minute);
  const made = (most: number) =>
    written.flatMap((one) => madeBy(one, { namespace: wishes.namespace, minute, most }));
  const firsts = made(1).flatMap(({ pods }) => pods.slice(0, 1));
  const clusters = clustersOf(wishes, (stage, documents) =>
    ownPods(firsts, stage.source.current(), documents),
  );
  const judged = await judging(written, clusters.asked, { ...wishes, minute });
  const names = clusters.asked.map(({ cluster }) => cluster.name);
  return {
    asked: clusters.asked,
    reviewed: judged.reviewed,
    found: [...found.map((one) => ({ ...one, clusters: names })), ...judged.found],
    without,
    unread: [...clusters.unread, ...unread, ...judged.unread],
    limits: [...LIMITS, ...clusters.limits],
  };
}

const LIMITS = [
  'What other webhooks add to pods on their way, such as sidecars, is not known here.',
];

async function reading({ files, progress, namespace }: Wishes, minute: number) {
  const written: Written[] = [];
  const found: Found[] = [];
  const unread: Unread[] = [];
  const counts = new Map<string, number>();
  let objects = 0;
  for await (const read of readAll(files)) {
    if ('unread' in read) {
      unread.push(read.unread);
      continue;
    }
    objects++;
    progress(objects, 'unknown');
    const { object } = read.written;
    const kind = text(object['kind']) ?? '';
    // All else is let go of with its file.
    if (makesPods(object)) written.push({ object, at: remembered(object, read.written.at) });
    else {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      found.push(...linted(expand(object, { namespace, minute, most: 0 }), read.written.at, []));
    }
  }
  const without = [...counts]
    .map(([kind, number]) => ({ kind, objects: number }))
    .toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
  return { written, found, without, unread };
}

const makesPods = (object: Raw): boolean => object['kind'] === 'Pod' || holdsTemplates(object);

interface Judging {
  readonly namespace: string;
  readonly minute: number;
  readonly progress: Wishes['progress'];
}

async function judging(
  written: readonly Written[],
  asked: readonly Asked[],
  { namespace, minute, progress }: Judging,
) {
  const reviewed: Reviewed[] = [];
  const found: Found[] = [];
  const unread: Unread[] = [];
  let pods = 0;
  for (const [done, one] of written.entries()) {
    progress(done, written.length);
    const all = madeBy(one, { namespace, minute, most: MOST });
    found.push(...linted(all, one.at, asked));
    for (const made of all) {
      if (made.opaque && made.pods.length === 0) found.push(opaque(made, asked));
      if (made.pods.length === 0) continue;
      const judgement = await judge(made, asked, pods);
      pods += made.pods.length;
      if (judgement.reviewed !== undefined) reviewed.push(judgement.reviewed);
      found.push(...judgement.found);
      unread.push(...judgement.unread);
    }
  }
  return { reviewed, found, unread };
}

const linted = (all: readonly Expanded[], at: Written['at'], asked: readonly Asked[]): Found[] =>
  lintsIn(all, {
    clusters: asked.map(({ cluster: { name }, today }) => ({
      name,
      known: today.source.current(),
    })),
    at: (_object, pointer) => at(pointer),
  });

const opaque = ({ subject, object, place }: Made, asked: readonly Asked[]): Found => ({
  rule: 'lint/not-expanded',
  level: namesGpuSomewhere(object) ? 'warning' : 'note',
  basis: 'policy',
  clusters: asked.map(({ cluster }) => cluster.name),
  subject,
  says: `${subject.kind} is not expanded: only its controller knows the pods of ${titleOf(subject)}`,
  help: 'review one of those pods: kubectl get pod NAME -o yaml',
  at: place(''),
});

const namesGpuSomewhere = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([key, part]) => namesGpu(key) || namesGpuSomewhere(part));
