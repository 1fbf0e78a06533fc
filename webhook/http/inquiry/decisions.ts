/** `GET /decisions?namespace=…&of=Pod/x`: what was decided about pods, as far back as is remembered. */
import type { Recollected, Recollection } from '../../ports.ts';
import type { Decision } from '../../core/decision.ts';
import type { Voice } from '../answer.ts';
import { misheard, one, type Page } from './page.ts';

export interface DecisionsParts {
  readonly recollection: Recollection;
  readonly voice: Voice;
  /** Of the server, in milliseconds since the epoch. */
  readonly startedAt: number;
}

/** As many ReplicaSets as a Deployment keeps by default, and itself. */
const MOST_NAMES = 32;
/** Different ones: pods that are alike share theirs, and a page of hundreds would keep reviews waiting. */
const MOST_DECISIONS = 128;
const NAME = /^[A-Z][A-Za-z]{1,62}\/[a-z0-9.-]{1,253}$/;

export const decisionsPage = (parts: DecisionsParts): Page => ({
  method: 'get',
  path: '/decisions',
  hear(inquiry) {
    const namespace = one(inquiry, 'namespace');
    const names = inquiry.query.get('of') ?? [];
    if (namespace === undefined) return misheard('which namespace? Say namespace=NAME, once');
    if (names.length === 0 || names.length > MOST_NAMES)
      return misheard(
        `of what? Say of=Pod/NAME or of=Deployment/NAME, ${MOST_NAMES} times at most`,
      );
    const odd = names.find((name) => !NAME.test(name));
    if (odd !== undefined)
      return misheard('each of= is a kind and a name, such as Deployment/whisper');
    return {
      ok: true,
      right: { verb: 'get', resource: 'decisions', namespace },
      answer: () => told(parts, namespace, names),
    };
  },
});

function told(
  { recollection, voice, startedAt }: DecisionsParts,
  namespace: string,
  names: readonly string[],
) {
  const found = recollection.about(namespace, names);
  const { decisions, place } = shared();
  const items: unknown[] = [];
  for (const entry of found) {
    if (decisions.length >= MOST_DECISIONS) break;
    items.push(inWords(entry, voice, place));
  }
  return {
    startedAt: iso(startedAt),
    since: iso(recollection.since()),
    found: found.length,
    decisions,
    items,
  };
}

/** Each decision once; an item says which it is. */
export function shared() {
  const decisions: Decision[] = [];
  const places = new Map<string, number>();
  const place = (decision: Decision): number => {
    const text = JSON.stringify(decision);
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, decisions.length);
    return decisions.push(decision) - 1;
  };
  return { decisions, place };
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

const inWords = (
  { at, proposed, judged, ...about }: Recollected,
  voice: Voice,
  place: (decision: Decision) => number,
) => ({
  at: iso(at),
  ...about,
  ...(proposed === undefined ? {} : { proposed: place(proposed) }),
  ...(judged === undefined ? {} : { judged: place(judged) }),
  ...spoken(proposed, judged, voice),
});

/** What the API server was told, and whoever called it. */
export function spoken(proposed: Decision | undefined, judged: Decision | undefined, voice: Voice) {
  const warnings = [proposed, judged].flatMap((decision) =>
    decision === undefined ? [] : (voice.warning(decision) ?? []),
  );
  const refused = judged?.verdict === 'refuse' && judged.inForce;
  return {
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(refused ? { refusal: voice.refusal(judged) } : {}),
  };
}
