/**
 * What would become of everything, did all enforce: judged in turn once more, for a slice that is given to one is
 * there for nobody else, and only where there is anything that is not in force yet.
 */
import type { Reviewed } from '../../review/report.ts';
import { breathing } from './breath.ts';
import type { Asked } from './clusters.ts';
import type { Costed, Judgement } from './judge.ts';
import type { Made } from './made.ts';
import { FROM } from './none-yet.ts';
import { foreseen, type Foreseen, type Waiting } from './once-enforced.ts';
import type { Stay } from './stay.ts';

/** What was told of a template, in the order of the clusters that were asked. */
export interface Entry {
  /** Absent where its pods cannot be read. */
  readonly reviewed?: Reviewed;
  /** None of what counts nowhere. */
  readonly costed: readonly Costed[];
  /** None of what is never sent. */
  readonly waiting: readonly Waiting[];
}

export interface Told {
  /** Anew: the pods of thousands of templates are not kept. */
  readonly made: () => readonly Made[];
  readonly from: number;
  readonly stay: Stay;
  readonly entries: readonly Entry[];
}

interface In {
  readonly asked: readonly Asked[];
  readonly early: ReadonlyMap<Made, Judgement>;
}

/** `all`: as they were judged, in turn. */
export async function foretelling(
  all: readonly Told[],
  { asked, early }: In,
): Promise<(readonly Entry[])[]> {
  const now = all.map(({ entries }) => entries);
  const isDue =
    asked.some((one) => 'enforced' in one) &&
    now.some((entries) => entries.some(({ waiting }) => waiting.some(({ waits }) => waits)));
  if (!isDue) return now;
  const first = new Map<Made, readonly Foreseen[]>();
  for (const [made, judgement] of early) {
    const seen = await seenOf(judgement, made, { asked, from: FROM + first.size });
    for (const { end } of seen) end();
    first.set(made, seen);
  }
  const told: (readonly Entry[])[] = [];
  for (const one of all) told.push(await toldOf(one, { asked, first }));
  return told;
}

const breath = breathing();

async function toldOf(
  { made, from, stay, entries }: Told,
  { asked, first }: Pick<In, 'asked'> & { readonly first: ReadonlyMap<Made, readonly Foreseen[]> },
): Promise<readonly Entry[]> {
  await breath();
  const told: Entry[] = [];
  const ends: (() => void)[] = [];
  let pods = from;
  for (const [nth, one] of made().entries()) {
    const entry = entries[nth];
    if (entry === undefined) continue;
    const seen = first.get(one) ?? (await seenOf(entry, one, { asked, from: pods }));
    pods += one.pods.length;
    told.push(withAll(entry, seen));
    if (!first.has(one)) ends.push(...seen.map(({ end }) => end));
  }
  if (stay !== 'stands') for (const end of ends) end();
  return told;
}

async function seenOf(
  { reviewed, waiting }: Pick<Entry, 'reviewed' | 'waiting'>,
  made: Made,
  { asked, from }: { readonly asked: readonly Asked[]; readonly from: number },
): Promise<readonly Foreseen[]> {
  const seen: Foreseen[] = [];
  for (const [nth, one] of asked.entries()) {
    const [outcome, waits] = [reviewed?.outcomes[nth], waiting[nth]];
    // What could not be read today, or is never sent, is nothing to anybody then.
    if (outcome === undefined || waits === undefined) return [];
    seen.push(await foreseen({ outcome, waits }, { made, one, from }));
  }
  return seen;
}

function withAll(entry: Entry, seen: readonly Foreseen[]): Entry {
  const { reviewed, costed } = entry;
  if (reviewed === undefined || seen.length === 0) return entry;
  return {
    ...entry,
    reviewed: { ...reviewed, outcomes: seen.map(({ outcome }) => outcome) },
    costed: costed.map((one, nth) => {
      const { outcome = one.outcome, onceEnforced } = seen[nth] ?? {};
      return { ...one, outcome, ...(onceEnforced === undefined ? {} : { onceEnforced }) };
    }),
  };
}
