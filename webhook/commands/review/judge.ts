/** One template in every cluster that is asked, as it is and at rest: its outcomes, and what is to be found in them. */
import { nothing } from '../../core/claim.ts';
import { titleOf } from '../../core/title.ts';
import { acrossClusters } from '../../review/across.ts';
import { extentOf } from '../../review/extent.ts';
import type { Found } from '../../review/fingerprint.ts';
import type { Basis, Outcome, Reviewed, Unread } from '../../review/report.ts';
import type { Counted } from '../../review/sums.ts';
import type { Unreadable } from '../../rehearse.ts';
import { notOnNodes, onNodes } from '../daemon-set.ts';
import { HERE } from '../nowhere.ts';
import { notesOn } from '../notes.ts';
import { crowdLines, replicas } from '../replicas.ts';
import type { Stage } from '../standing.ts';
import { answered, unaskedOf } from './answered.ts';
import type { Asked } from './clusters.ts';
import { costOf } from './cost.ts';
import { sightings, type Sighting } from './found.ts';
import { unsent, type Made } from './made.ts';
import { elsewhere } from './not-expanded.ts';
import { endAll } from './ended.ts';
import { newToday } from './stricter.ts';
import { waitingOf, type Waiting } from './once-enforced.ts';
import { unquoted } from './unquoted.ts';
import { outcomeOf, unasked, type Judged } from './outcome.ts';

/** What one cluster would do, and what that costs there. */
export interface Costed extends Counted {
  readonly outcome: Outcome;
}

export interface Judgement {
  /** Absent where its pods cannot be read. */
  readonly reviewed?: Reviewed;
  readonly found: readonly Found[];
  readonly unread: readonly Unread[];
  readonly costed: readonly Costed[];
  /** In the order of the clusters that were asked; none where it asks nobody. */
  readonly waiting: readonly Waiting[];
  /** Its pods have run their course: what they held is there for whatever comes after them. */
  readonly end: () => void;
}

/** `from`: how many pods came before it, so that no two of a review bear one name. */
export async function judge(made: Made, asked: readonly Asked[], from: number): Promise<Judgement> {
  const aside = unsent(made);
  if (aside !== undefined) return asideOf(made, asked, aside);
  const costed: Costed[] = [];
  const found: Found[] = [];
  const waiting: Waiting[] = [];
  const notes = new Set(made.notes);
  const ends: (() => void)[] = [];
  for (const each of asked) {
    const { cluster } = each;
    const now = await judgedBy(each, 'today', made, from);
    if ('unread' in now)
      return { found: [], costed: [], waiting: [], unread: now.unread, end: nobody };
    const then = await judgedBy(each, 'atRest', made, from);
    const resting = 'unread' in then ? [] : then.seen;
    ends.push(now.end, 'unread' in then ? nobody : then.end);
    waiting.push(waitingOf(now.told));
    const stage = 'today' in each ? each.today : 'unseen';
    costed.push({ outcome: outcomeOf(now.told, cluster.name), ...costOf(now.told, stage) });
    for (const note of now.notes) notes.add(note.replaceAll(HERE, cluster.name));
    found.push(...held(now.seen, resting).map((one) => placed(one, made, cluster.name)));
  }
  const clusters = asked.map(({ cluster }) => cluster.name);
  return {
    reviewed: reviewedAs(made, costed, [...notes]),
    found: acrossClusters(found, clusters).map(naming),
    unread: [],
    costed,
    waiting,
    end: () => ends.forEach((end) => end()),
  };
}

const nobody = (): void => undefined;

/** Which nodes were looked at is known once it is known in which clusters it holds. */
const naming = (one: Found): Found =>
  one.rule === 'lint/no-node'
    ? { ...one, says: one.says.replace(HERE, one.clusters.join(' and ')) }
    : one;

function asideOf(made: Made, asked: readonly Asked[], why: string): Judgement {
  const costed = asked.map(({ cluster: { name } }): Costed => {
    const outcome = unasked(name, why, made.pods.length);
    return { outcome, refused: nothing, before: 'unknown', after: 'unknown' };
  });
  const reviewed = reviewedAs(made, costed, made.notes);
  return {
    reviewed,
    found: elsewhere(made, asked),
    unread: [],
    costed: [],
    waiting: [],
    end: nobody,
  };
}

const reviewedAs = (
  { subject, atOnce, place }: Made,
  costed: readonly Costed[],
  notes: readonly string[],
): Reviewed => ({
  subject,
  at: place(''),
  atOnce,
  notes,
  outcomes: costed.map(({ outcome }) => outcome),
});

interface Seen {
  readonly told: Judged;
  readonly seen: readonly Sighting[];
  readonly notes: readonly string[];
  readonly end: () => void;
}

type SeenOrNot = Seen | { readonly unread: readonly Unread[] };

async function judgedBy(
  one: Asked,
  when: 'today' | 'atRest',
  made: Made,
  from: number,
): Promise<SeenOrNot> {
  if ('today' in one) return judgedIn(one[when], made, from);
  const told = answered(one, when, made, from);
  return 'faults' in told
    ? malformedIn(made, told)
    : {
        told,
        seen: [...sightings(told, 'unseen'), ...unaskedOf(told)],
        notes: notOnNodes(made),
        end: nobody,
      };
}

const malformedIn = (made: Made, { faults }: Unreadable) => ({
  unread: faults.map((fault) => malformed(made, fault)),
});

async function judgedIn(stage: Stage, made: Made, from: number): Promise<SeenOrNot> {
  const { template, notes: ofNodes } = onNodes(made, stage);
  const told = await replicas(template, stage, from);
  if (told === 'no pods') throw new Error('a template without pods is not to be judged');
  if ('faults' in told) return malformedIn(made, told);
  const seen = sightings(told, stage);
  const said = new Set(seen.map(({ says }) => says));
  const notes = [
    ...ofNodes,
    ...crowdLines(told),
    ...notesOn(told, stage).filter((note) => !said.has(note)),
  ];
  return { told, seen, notes, end: () => endAll(told, stage) };
}

function malformed(
  { subject, place }: Made,
  { pointer, says }: { readonly pointer: string; readonly says: string },
): Unread {
  const { file, line, column } = place(pointer);
  return {
    file,
    line,
    column,
    document: place('').line,
    says: `${titleOf(subject)}: ${pointer} ${says}, in the pod that it makes`,
    ...unquoted(says),
  };
}

interface Held extends Sighting {
  readonly basis: Basis;
}

/**
 * What is found at rest hangs on manifests and policies, and is told in the figures of rest, so that two
 * snapshots that differ in use alone tell the same of it.
 */
export function held(today: readonly Sighting[], atRest: readonly Sighting[]): Held[] {
  const lasting = atRest.filter(({ rule }) => !OF_THE_DAY.has(rule));
  const isNews = newToday(lasting);
  return [
    ...lasting.map((one): Held => ({ ...atItsFigures(one), basis: 'policy' })),
    ...today.filter(isNews).map((one): Held => ({ ...one, basis: 'today' })),
  ];
}

/** Who reads beside it what is used today would see two figures for one thing, and look for a pod to finish. */
const atItsFigures = (one: Sighting): Sighting =>
  OF_USE.has(one.rule)
    ? { ...one, says: `with nothing else running: ${one.says}`, help: BY_THEMSELVES }
    : one;

const BY_THEMSELVES =
  'nothing runs there that could be finished: ask for less in these manifests, or have the GpuQuota raised';

/** Rules that speak of what is used. */
const OF_USE: ReadonlySet<string> = new Set(['quota/team']);

/** Which nodes are free now: a cluster at rest would give a pod another, and speak against what is shown of it. */
const OF_THE_DAY: ReadonlySet<string> = new Set(['placement/no-whole-gpu']);

const placed = ({ pointer, pods, ...one }: Held, made: Made, cluster: string): Found => ({
  ...one,
  ...extentOf(made, pods),
  clusters: [cluster],
  subject: made.subject,
  at: made.place(pointer),
});
