/** From files and snapshots to what a report holds: read once, then judged in turn, since all draw on the same quotas. */
import { setImmediate as breath } from 'node:timers/promises';
import type { Settings } from '../../expand/expand.ts';
import { libraryOf } from '../../expand/library.ts';
import type { Found } from '../../review/fingerprint.ts';
import { saidOnce } from '../../review/once.ts';
import type { Report, Reviewed, Unread } from '../../review/report.ts';
import { teamSums } from '../../review/sums.ts';
import { unpricedLines } from '../../review/unpriced.ts';
import type { Asking } from '../asking/connected.ts';
import { ONE_BY_ONE } from '../replicas.ts';
import { deviceDocuments } from './claims.ts';
import { clustersOf, type Asked, type Gone, type Wishes as OfClusters } from './clusters.ts';
import { asleepFirst, judgedInTurn, type Early } from './asleep.ts';
import { quotasOf } from './cost.ts';
import type { Named } from './files.ts';
import { gathered, linted } from './gathered.ts';
import type { Costed } from './judge.ts';
import { madeBy, type Made } from './made.ts';
import { namespaceDocuments } from './namespaces.ts';
import { ownPods } from './own-pods.ts';
import { notCounted } from './own-policies.ts';
import { untold } from './not-expanded.ts';
import type { Written } from './read.ts';
import { atServer } from './server.ts';
import { stayOf, type Stay } from './stay.ts';
import { eachOnce, type Turn } from './each-once.ts';

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

interface Judging extends Pick<Wishes, 'progress'> {
  readonly settings: Settings;
  readonly sleeping: ReadonlySet<Written>;
}

/**
 * What stands is judged first, and what comes and goes beside all of it: which file comes first is no ground for
 * a run to find room that will not be there.
 */
async function judging(
  written: readonly Turn[],
  asked: readonly Asked[],
  { settings, progress, sleeping }: Judging,
) {
  const parts: Part[] = [];
  const none = new Set(Array.from(sleeping, ({ object }) => object));
  const asleep = written.filter(({ object }) => none.has(object));
  const early = await asleepFirst(asleep, (one) => madeBy(one, settings), asked);
  const madeOf = (one: Turn): readonly Made[] => early.made.get(one) ?? madeBy(one, settings);
  const later: { readonly nth: number; readonly one: Turn; readonly from: number }[] = [];
  let [pods, done] = [0, 0];
  for (const [nth, one] of written.entries()) {
    const all = madeOf(one);
    const from = pods;
    pods += all.reduce((sum, made) => sum + made.pods.length, 0);
    if (one.replaced !== true && stayOf(one.object) === 'runs') later.push({ nth, one, from });
    else {
      progress(done++, written.length);
      parts[nth] = await judgingOne(one, all, { asked, from, early });
    }
  }
  for (const { nth, one, from } of later) {
    progress(done++, written.length);
    parts[nth] = await judgingOne(one, madeOf(one), { asked, from, early });
  }
  return {
    reviewed: parts.flatMap((part) => part.reviewed),
    found: parts.flatMap((part) => part.found),
    unread: parts.flatMap((part) => part.unread),
    costed: parts.flatMap((part) => part.costed),
  };
}

interface Part extends Pick<Findings, 'reviewed' | 'found' | 'unread'> {
  readonly costed: readonly Costed[];
}

interface In {
  readonly asked: readonly Asked[];
  readonly from: number;
  readonly early: Early;
}

async function judgingOne(
  one: Turn,
  all: readonly Made[],
  { asked, from, early }: In,
): Promise<Part> {
  // Thousands of them take seconds, in which somebody may end it.
  await breath();
  const [reviewed, found]: [Reviewed[], Found[]] = [[], [...lintedIn(all, one.at, asked)]];
  const [unread, costed]: [Unread[], Costed[]] = [[], []];
  const stay = one.replaced === true ? 'template' : stayOf(one.object);
  const ends: (() => void)[] = [];
  let pods = from;
  for (const made of all) {
    if (made.pods.length === 0) {
      found.push(...untold(made, asked));
      continue;
    }
    const judgement = early.judged.get(made) ?? (await judgedInTurn(made, asked, pods));
    pods += made.pods.length;
    if (judgement.reviewed !== undefined) reviewed.push(judgement.reviewed);
    found.push(...judgement.found);
    unread.push(...judgement.unread);
    costed.push(...counting(judgement.costed, made, stay));
    ends.push(judgement.end);
  }
  if (stay !== 'stands') for (const end of ends) end();
  return { reviewed, found, unread, costed };
}

/** What the cluster of a server has is not seen from here. */
function lintedIn(
  all: readonly Made[],
  at: Written['at'],
  asked: readonly Asked[],
): readonly Found[] {
  const seen = asked.filter((one) => 'today' in one);
  const found = linted(all, at, seen);
  const clusters = asked.map(({ cluster: { name } }) => name);
  return seen.length > 0 ? found : found.map((one) => ({ ...one, clusters }));
}

/** A template that others name asks for nothing by itself, and of what runs at times the runs are told apart. */
function counting(costed: readonly Costed[], { source }: Made, stay: Stay): Costed[] {
  if (stay === 'template') return [];
  const { kind, namespace, name } = source;
  const run = stay === 'runs' ? { run: `${kind} ${namespace}/${name}` } : {};
  return costed.map((one) => ({ ...one, ...run }));
}
