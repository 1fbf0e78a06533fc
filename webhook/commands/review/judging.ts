/** All templates of a review, judged in turn. */
import type { Settings } from '../../expand/expand.ts';
import type { Found } from '../../review/fingerprint.ts';
import type { Unread } from '../../review/report.ts';
import { asleepFirst, judgedInTurn, type Early } from './asleep.ts';
import { breathing } from './breath.ts';
import type { Asked } from './clusters.ts';
import type { Turn } from './each-once.ts';
import { foretelling, type Entry } from './foretelling.ts';
import { linted } from './gathered.ts';
import type { Costed } from './judge.ts';
import { madeBy, type Made } from './made.ts';
import { untold } from './not-expanded.ts';
import type { Written } from './read.ts';
import { stayOf, type Stay } from './stay.ts';

interface Judging {
  readonly progress: (done: number, of: number) => void;
  readonly settings: Settings;
  readonly sleeping: ReadonlySet<Written>;
}

/**
 * What stands is judged first, and what comes and goes beside all of it: which file comes first is no ground for
 * a run to find room that will not be there.
 */
export async function judging(
  written: readonly Turn[],
  asked: readonly Asked[],
  { settings, progress, sleeping }: Judging,
) {
  const none = new Set(Array.from(sleeping, ({ object }) => object));
  const asleep = written.filter(({ object }) => none.has(object));
  const early = await asleepFirst(asleep, (one) => madeBy(one, settings), asked);
  const madeOf = (one: Turn): readonly Made[] => early.made.get(one) ?? madeBy(one, settings);
  const parts = new Map<Turn, Part>();
  const later: { readonly one: Turn; readonly from: number }[] = [];
  const inOrder: typeof later = [];
  let pods = 0;
  const next = async (one: Turn, all: readonly Made[], from: number): Promise<void> => {
    progress(inOrder.push({ one, from }) - 1, written.length);
    parts.set(one, await judgingOne(one, all, { asked, from, early }));
  };
  for (const one of written) {
    const all = madeOf(one);
    const from = pods;
    pods += all.reduce((sum, made) => sum + made.pods.length, 0);
    if (stayAs(one) === 'runs') later.push({ one, from });
    else await next(one, all, from);
  }
  for (const { one, from } of later) await next(one, madeOf(one), from);
  const entries = await foretelling(
    inOrder.map(({ one, from }) => ({
      made: () => madeOf(one).filter(hasPods),
      from,
      stay: stayAs(one),
      entries: parts.get(one)?.entries ?? [],
    })),
    { asked, early: early.judged },
  );
  const order = new Map(inOrder.map(({ one }, nth) => [one, nth]));
  const all = written.flatMap((one) => entries[order.get(one) ?? -1] ?? []);
  return {
    reviewed: all.flatMap(({ reviewed }) => reviewed ?? []),
    costed: all.flatMap(({ costed }) => costed),
    found: written.flatMap((one) => parts.get(one)?.found ?? []),
    unread: written.flatMap((one) => parts.get(one)?.unread ?? []),
  };
}

const stayAs = (one: Turn): Stay => (one.replaced === true ? 'template' : stayOf(one.object));

const hasPods = ({ pods }: Made): boolean => pods.length > 0;

interface Part {
  /** One of each template that makes pods. */
  readonly entries: readonly Entry[];
  readonly found: readonly Found[];
  readonly unread: readonly Unread[];
}

interface In {
  readonly asked: readonly Asked[];
  readonly from: number;
  readonly early: Early;
}

/** Thousands of them take seconds, in which somebody may end it. */
const breath = breathing();

async function judgingOne(
  one: Turn,
  all: readonly Made[],
  { asked, from, early }: In,
): Promise<Part> {
  await breath();
  const found: Found[] = [...lintedIn(all, one.at, asked)];
  const [entries, unread]: [Entry[], Unread[]] = [[], []];
  const stay = stayAs(one);
  const ends: (() => void)[] = [];
  let pods = from;
  for (const made of all) {
    if (!hasPods(made)) {
      found.push(...untold(made, asked));
      continue;
    }
    const judgement = early.judged.get(made) ?? (await judgedInTurn(made, asked, pods));
    pods += made.pods.length;
    const { reviewed, waiting } = judgement;
    const costed = counting(judgement.costed, made, stay);
    entries.push({ ...(reviewed === undefined ? {} : { reviewed }), costed, waiting });
    found.push(...judgement.found);
    unread.push(...judgement.unread);
    ends.push(judgement.end);
  }
  if (stay !== 'stands') for (const end of ends) end();
  return { entries, found, unread };
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
