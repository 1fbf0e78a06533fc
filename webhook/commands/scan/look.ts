/** From a cluster or its files, and a Prometheus, to the report: all that is looked up, and nothing written. */
import type { Ask, Known } from '../../adapters/profiler/run.ts';
import { scanned as measured } from '../../adapters/profiler/scan.ts';
import { isRecord, recordIn, textIn } from '../../adapters/raw.ts';
import { staticWorld } from '../../adapters/static-world.ts';
import { readPod } from '../../core/read-pod.ts';
import type { World } from '../../core/world.ts';
import { ofKind, type Document } from '../../policy/documents.ts';
import { NEVER_SENT } from '../../scan/aside.ts';
import { asIfEnforced } from '../../scan/judge.ts';
import type { PoliciesBy, ScanReport } from '../../scan/report.ts';
import { keyText } from '../../usage/profiling/learned.ts';
import { scanned } from '../../scan/scan.ts';
import { allowing } from '../profile/allowing.ts';
import { makerKey } from '../../scan/seats.ts';
import { timeOf } from '../../usage/time.ts';
import { heldIn } from '../../usage/underuse/held.ts';
import { knownOf } from '../profile/known.ts';
import { doubts, unbelieved, youngOnes } from '../profile/told.ts';
import { cutNodes } from './cut.ts';
import { foundIn, type Found, type Where } from './gathered.ts';
import { judgedBy } from './policies.ts';
import { faulty } from '../unfaulty.ts';
import { wantsOf } from './wanted.ts';
import { withProfiles, worldsOf } from './worlds.ts';

export interface Look extends Where {
  readonly ask: Ask;
  readonly policies: readonly string[];
  /** Namespaces that the webhook is never sent, beside those that it never is. */
  readonly excluded: readonly string[];
  /** As the kubeconfig names it. */
  readonly cluster?: string;
  /** Seconds since the epoch, and how far back. */
  readonly now: number;
  readonly since: number;
}

export async function look(asked: Look): Promise<ScanReport> {
  const { ask, cluster, now, since } = asked;
  const found = await foundIn(asked);
  const read = withoutUnread(found.documents);
  const chosen = judgedBy(
    read.documents,
    asked.policies,
    asked.api === undefined ? 'files' : 'cluster',
    found.denied.some(({ kind }) => kind === 'GpuPolicy'),
  );
  const { known, notes } = knownOf({ ...found, documents: chosen.documents });
  const ran = await measured(ask, tried(known, chosen.documents, now), { now, since });
  const documents = withProfiles(chosen.documents, ran.profiles);
  const worlds = worldsOf(documents, now);
  if (!('standing' in worlds)) throw faulty(worlds);
  return scanned({
    ...worlds,
    pods: known.standing.pods.flatMap(({ pod, runningSince }) =>
      runningSince === 'no' ? [] : [pod],
    ),
    waiting: ofKind(documents, 'Pod').filter(({ value }) => waits(value)).length,
    held: heldIn(known.standing, known.world),
    excluded: new Set([...NEVER_SENT, ...asked.excluded]),
    templates: new Map(known.standing.makers.map((maker) => [makerKey(maker), maker.template])),
    silent: new Map([...doubts(ran), ...ran.silent].map(({ why, ...key }) => [keyText(key), why])),
    wants: wantsOf(ran.silent),
    backTest: ran.backTest,
    ...(cluster === undefined || cluster === '' ? {} : { cluster }),
    readAt: timeOf(now),
    from: timeOf(ran.span.after),
    until: timeOf(ran.span.until),
    sources: ran.sources,
    ...(ran.ofOthers ? { ofOthers: true } : {}),
    match: ran.match,
    strangers: ran.strangers,
    ...forbiddenIn(found),
    policies: policiesBy(chosen),
    namespaces: found.namespaces,
    notSeen: [
      ...new Set([
        ...notes,
        ...read.unread,
        ...ran.warnings.map((says) => `Prometheus says: ${says}`),
        ...unbelieved(ran),
        ...youngOnes(ran),
      ]),
    ],
  });
}

function policiesBy({ by, says, forbidden }: PoliciesBy): PoliciesBy {
  return { by, says, ...(forbidden ? { forbidden } : {}) };
}

function forbiddenIn({ denied }: Found): Pick<ScanReport, 'forbidden'> {
  const allow = allowing(denied);
  const resources = denied.map(({ resource }) => resource);
  return allow.length === 0 ? {} : { forbidden: { resources, allow } };
}

/** Decisions of the days before are tried as those of now are made: all enforced, and of cards that could be cut. */
function tried(known: Known, documents: readonly Document[], now: number): Known {
  const { menu } = worldIn([...documents, ...cutNodes(documents, known.world)], now);
  return { ...known, world: asIfEnforced({ ...known.world, menu }) };
}

/** One pod that cannot be read is told of, and ends no scan. */
function withoutUnread(documents: readonly Document[]) {
  const unread = documents.filter(({ kind, value }) => kind === 'Pod' && !readPod(value).ok);
  return {
    documents: documents.filter((one) => !unread.includes(one)),
    unread: unread.map(({ namespace = '', name }) => `left out: Pod ${namespace}/${name}`),
  };
}

/** Has a place neither among those that run nor among those that are over. */
function waits(pod: unknown): boolean {
  const phase = isRecord(pod) ? textIn(recordIn(pod, 'status'), 'phase') : '';
  return phase === 'Pending';
}

function worldIn(documents: readonly Document[], now: number): World {
  const made = staticWorld(documents, now);
  if (!made.ok) throw faulty(made.faults);
  return made.source.current();
}
