/** From files and snapshots to what a report holds: read once, then judged in turn, since all draw on the same quotas. */
import type { Settings } from '../../expand/expand.ts';
import { libraryOf } from '../../expand/library.ts';
import type { Found } from '../../review/fingerprint.ts';
import { saidOnce } from '../../review/once.ts';
import type { Report, Reviewed } from '../../review/report.ts';
import { teamSums } from '../../review/sums.ts';
import { unpricedLines } from '../../review/unpriced.ts';
import type { Asking } from '../asking/connected.ts';
import { ONE_BY_ONE } from '../replicas.ts';
import { deviceDocuments } from './claims.ts';
import { clustersOf, type Asked, type Gone, type Wishes as OfClusters } from './clusters.ts';
import { quotasOf } from './cost.ts';
import type { Named } from './files.ts';
import { gathered } from './gathered.ts';
import { judging } from './judging.ts';
import { madeBy } from './made.ts';
import { namespaceDocuments } from './namespaces.ts';
import { ownPods } from './own-pods.ts';
import { notCounted } from './own-policies.ts';
import type { Written } from './read.ts';
import { atServer } from './server.ts';
import { eachOnce } from './each-once.ts';

export interface Wishes extends OfClusters {
  readonly files: readonly Named[];
  /** Of objects that name none. */
  readonly namespace: string;
  /** Told how many objects were read, and then how many were judged, for whoever watches. */
  readonly progress: (done: number, of: number | 'unknown') => void;
  /** Asked in place of snapshots. */
  readonly server?: Asking;
}

export type Findings = Pick<Report, 'reviewed' | 'teams' | 'without' | 'unread' | 'limits'> & {
  readonly asked: readonly Asked[];
  readonly found: readonly Found[];
  /** Whether the files hold not one object, nor anything that might have been one. */
  readonly empty: boolean;
};

export async function reviewing(wishes: Wishes): Promise<Findings> {
  const { files, namespace, clock, progress } = wishes;
  const of = { namespace, minute: Math.floor(clock.now() / 60_000) };
  const read = await gathered(files, of, (done) => progress(done, 'unknown'));
  const { turns, twice } = eachOnce(read.written, namespace);
  const settings = { ...of, library: libraryOf(read.named, namespace), most: ONE_BY_ONE };
  const clusters =
    wishes.server === undefined
      ? clustersOf(wishes, {
          gone: leaving(turns, settings),
          devices: deviceDocuments(read.devices, namespace),
          namespaces: namespaceDocuments(read.namespaces),
        })
      : await atServer(
          wishes.server,
          turns.flatMap((one) => madeBy(one, settings)),
        );
  const names = clusters.asked.map(({ cluster }) => cluster.name);
  const quotas = quotasIn(clusters.asked);
  // Where nobody can be asked nothing is judged, and what is said of no cluster would pass for a verdict.
  const heard = clusters.asked.length > 0 ? turns : [];
  const judged = await judging(heard, clusters.asked, {
    settings,
    progress,
    sleeping: read.sleeping,
  });
  return {
    asked: clusters.asked,
    empty: read.objects === 0 && read.unread.length === 0,
    reviewed: judged.reviewed,
    found: saidOnce([
      ...[...read.found, ...twice].map((one) => ({ ...one, clusters: names })),
      ...judged.found,
    ]),
    teams: teamSums(judged.costed, {
      clusters: names,
      quotaOf: (cluster, team) => quotas.get(cluster)?.get(team) ?? 'none',
    }),
    without: read.without,
    unread: [...clusters.unread, ...read.unread, ...judged.unread],
    limits: [
      ...LIMITS,
      ...(isForetold(judged.reviewed) ? [FORETOLD] : []),
      ...notCounted(read.policyKinds, judgedBy(wishes)),
      ...clusters.limits,
      ...unpricedLines(judged.costed, names),
    ],
  };
}

const quotasIn = (asked: readonly Asked[]) =>
  new Map(
    asked.flatMap((one) =>
      'today' in one ? [[one.cluster.name, quotasOf(one.today)] as const] : [],
    ),
  );

const LIMITS = [
  'What other webhooks add to pods on their way, such as sidecars, is not known here.',
];

const judgedBy = ({ server, policies }: Wishes) => {
  if (server !== undefined) return 'server';
  return policies.length > 0 ? 'files' : 'snapshot';
};

const FORETOLD =
  'What is told once enforced is as if every policy and quota enforced at once, towards all that it matches.';

const isForetold = (reviewed: readonly Reviewed[]): boolean =>
  reviewed.some(({ outcomes }) => outcomes.some(({ onceEnforced }) => onceEnforced !== undefined));

/** One pod of each template tells whose it is. */
function leaving(written: readonly Written[], settings: Settings): Gone {
  const firsts = written.flatMap((one) =>
    madeBy(one, { ...settings, most: 1 }).flatMap(({ pods }) => pods),
  );
  return (stage, documents) => ownPods(firsts, stage.source.current(), documents);
}
