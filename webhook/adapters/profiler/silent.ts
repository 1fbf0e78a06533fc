/** Which containers that hold a GPU have no figures, and why: who looks for the cause must know where. */
import type { Labels } from '../../core/pod.ts';
import type { Source } from '../../usage/measured.ts';
import type { Holding } from '../../usage/profiling/holders.ts';
import { keyText, type Key } from '../../usage/profiling/learned.ts';
import type { Outcome } from '../../usage/profiling/published.ts';
import { nameOf, type Whose } from '../../usage/profiling/whose.ts';
import { sources } from '../../usage/sources/all.ts';
import { saysSilence, silenceOf, type Silence } from '../../usage/sources/silence.ts';
import type { SeriesByName } from '../../usage/sources/told.ts';

export interface Silent extends Key {
  readonly why: string;
  /** What is silent, where that is known. */
  readonly silence?: Silence;
}

export interface Seen {
  readonly holders: readonly Holding[];
  readonly whose: Whose;
  readonly outcome: Outcome;
  readonly heard: ReadonlyMap<Source, SeriesByName>;
  readonly nodes: ReadonlyMap<string, Labels>;
  readonly told: ReadonlySet<string>;
  readonly withMemory: ReadonlySet<string>;
}

/** Replicas are one container of one workload, and are told once. */
export function silentOnes(seen: Seen): Silent[] {
  const known = new Set([...publishedKeys(seen.outcome), ...seen.outcome.byHand].map(keyText));
  const silent = new Map<string, Silent>();
  for (const holder of seen.holders) {
    const [member] = seen.whose.of(holder, new Map());
    if (member === undefined) continue;
    const { namespace, kind, name } = member.workload;
    const key = { namespace, kind, name, container: holder.container };
    if (!known.has(keyText(key))) silent.set(keyText(key), { ...key, ...whyOf(holder, seen) });
  }
  return [...silent.values()].toSorted((a, b) => (keyText(a) < keyText(b) ? -1 : 1));
}

const publishedKeys = ({ profiles }: Outcome): Key[] =>
  profiles.flatMap(({ metadata: { namespace }, spec: { workload, containers } }) =>
    containers.map(({ name }) => ({ namespace, ...workload, container: name })),
  );

const UNBUSY =
  'it was seen, and never with more than 200 MiB on a card that the catalogue knows: idle, or the card is to be added';

const WITHOUT_MEMORY =
  'it was seen at work, and what is told of its memory is not believed: no number, or none that a card can have';

const UNBELIEVED =
  'what tells of it is not believed: it names another node, no host where others do, or several clusters, or gives no figure that a card can have';

function whyOf(
  holder: Holding,
  { heard, nodes, told, withMemory }: Seen,
): Pick<Silent, 'why' | 'silence'> {
  const whom = nameOf(holder.namespace, `${holder.pod}/${holder.container}`);
  if (told.has(whom)) return { why: withMemory.has(whom) ? UNBUSY : WITHOUT_MEMORY };
  const heards = Object.values(sources)
    .filter(({ vendor }) => vendor === holder.vendor)
    .map(({ name }) => silenceOf(name, heard.get(name) ?? new Map(), holder, { nodes }));
  if (heards.includes('told')) return { why: UNBELIEVED };
  const tried = heards
    .filter((silence): silence is Silence => silence !== 'told')
    .toSorted((a, b) => NEAREST.indexOf(a.of) - NEAREST.indexOf(b.of));
  const [nearest] = tried;
  return nearest === undefined
    ? { why: `no exporter is known that tells of ${holder.vendor} devices` }
    : { why: saysSilence(nearest), silence: nearest };
}

/** A source that is not there at all is the reason only where no other is. */
const NEAREST: readonly Silence['of'][] = ['workload', 'node', 'labels', 'source'];
