/**
 * What stands in for evidence that is missing where a policy lets it: an estimate from the model that
 * a container loads. It is asked for only where nothing was measured, and needs more room, because
 * nobody has seen it come true. Of what trains nobody can tell it from the model alone.
 */
import type { Reason } from '../decision.ts';
import { boundsOf } from '../models/bounds.ts';
import { estimate, onCard, type Estimate } from '../models/estimate.ts';
import { recognise, type Recognised } from '../models/recognise.ts';
import { termsTold, told } from '../models/told.ts';
import { untoldMemory } from '../models/untold.ts';
import { smallerVariant } from '../models/variant.ts';
import type { Container } from '../pod.ts';
import type { Profile } from '../profile.ts';
import type { Question } from '../question.ts';
import { engineOf } from '../settings/engine.ts';
import { programs } from '../settings/programs.ts';
import type { Terms } from '../terms.ts';
import { argvOf } from '../words/expansion.ts';
import { seenMiB } from './declared.ts';
import { isNeed, needOf, type Need } from './need.ts';

/** On top of headroom: a quarter more than is believed. */
const SLACK = 1.25;

const SERVERS: ReadonlySet<string> = new Set(['vLLM', 'SGLang', 'TGI', 'TensorRT-LLM']);
const LLAMA = /(?:^|\/)llama-server$/;

/** Whether it answers requests with a model; training takes several times as much. */
function serves(container: Container, { classified }: Question): boolean {
  if (classified.class === 'training' || classified.class === 'notebook') return false;
  return (
    classified.class === 'serving' ||
    SERVERS.has(engineOf(container)?.name ?? '') ||
    programs(argvOf(container)).some((name) => LLAMA.test(name))
  );
}

interface Found {
  readonly recognised: Recognised;
  readonly estimate: Estimate;
}

type Answer = Found | Reason | 'none';

/** What it needs is asked for before what a reader is told. */
let last: { of: Container; by: Question; answer: Answer } | undefined;

/** A Reason where the container speaks of a model that cannot be told; `none` where it speaks of none. */
function found(of: Container, by: Question): Answer {
  if (last?.of !== of || last.by !== by) last = { of, by, answer: lookedFor(of, by) };
  return last.answer;
}

function lookedFor(container: Container, question: Question): Answer {
  const { pod, asks, models } = question;
  // A label is the pod's, and of several containers nobody knows whose.
  const alone = asks.every(({ seat }) => seat.container === container);
  const recognised = recognise(container, alone ? pod.metadata.labels : undefined, models);
  if (recognised === 'unnamed') return 'none';
  if ('unknown' in recognised)
    return noEstimate(`the model of ${container.name} is unknown: ${recognised.unknown}`);
  const untold = untoldMemory(container);
  if (untold !== undefined) return noEstimate(`what ${container.name} takes is unknown: ${untold}`);
  if (!serves(container, question))
    return noEstimate(
      `${container.name} names ${recognised.name}, and is not known to serve it; to train it takes several times as much`,
    );
  return { recognised, estimate: estimate(recognised, boundsOf(container)) };
}

const noEstimate = (says: string): Reason => ({ rule: 'evidence/no-estimate', says });

export interface Unmeasured {
  readonly profile: Profile | 'unknown';
  readonly question: Question;
  readonly terms: Terms;
  /** Why there is no evidence. */
  readonly missing: Reason;
}

/** `missing`, with what is believed; or that as a need, where the policy lets estimates slice. */
export function needEstimated(
  container: Container,
  { profile, question, terms, missing }: Unmeasured,
): Need | Reason {
  const made = found(container, question);
  if (made === 'none' || 'rule' in made) return missing;
  const { source, totalMiB } = made.estimate;
  if (terms.evidence.estimate === 'advice' || source === 'size')
    return { ...missing, says: `${missing.says}; ${told(made.estimate)}, ${ADVICE[source]}` };
  const peakMiB = Math.max(totalMiB, seenMiB(container, profile));
  return {
    container: container.name,
    peakMiB,
    headroom: terms.headroom,
    slack: SLACK,
    vramMiB: Math.max(Math.ceil(peakMiB * terms.headroom * SLACK), terms.floorMiB),
    sms: 0,
    product: 'any',
    measuredOn: [],
    hours: 0,
  };
}

const ADVICE = {
  registry: 'and the policy takes estimates as advice',
  size: 'which slices nothing',
} as const;

/** What is believed of each container that nobody has measured, and what would be smaller. */
export function estimatesFor(question: Question): readonly Reason[] {
  const { terms, asks, profiles } = question;
  if (terms === 'none') return [];
  const containers = new Set(asks.map(({ seat }) => seat.container));
  return [...containers].flatMap((container) => {
    const profile = profiles.get(container.name) ?? 'unknown';
    if (isNeed(needOf(container, profile, terms, question))) return [];
    const made = found(container, question);
    if (made === 'none') return [];
    return 'rule' in made ? [made] : explained(container, made, question, terms);
  });
}

function explained(
  container: Container,
  { recognised, estimate: now }: Found,
  question: Question,
  { evidence }: Terms,
): readonly Reason[] {
  const { name } = container;
  const { quality } = evidence;
  const whole: Reason = {
    rule: 'evidence/estimate',
    says: `${name}: ${told(now)} = ${termsTold(now)}`,
  };
  const smaller = smallerVariant(recognised, boundsOf(container), quality);
  if (smaller === undefined) return [whole];
  const has = quality.includes(now.precision) ? '' : `, which ${now.precision} is not`;
  const says = `${name}: ${told(smaller)}, not ${now.totalMiB} MiB, and is among the precisions that the policy asks for (${quality.join(', ')})${has}${onCards(question, now, smaller)}`;
  return [whole, { rule: 'evidence/variant', says }];
}

/** On the smallest card that holds it as it is, or else as it could be. */
function onCards({ menu }: Question, now: Estimate, smaller: Estimate): string {
  const cards = menu.pools
    .flatMap(({ offers }) => offers)
    .filter(({ mechanism, lacks }) => mechanism === 'whole' && lacks === undefined)
    .toSorted((a, b) => a.memoryMiB - b.memoryMiB);
  const card = [now, smaller].flatMap((one) =>
    cards.filter(({ memoryMiB }) => onCard(one, memoryMiB) > 0).slice(0, 1),
  )[0];
  if (card === undefined) return '';
  const [before, after] = [now, smaller].map((one) => onCard(one, card.memoryMiB));
  if (before === after) return '';
  return `; one ${card.product} has room for ${after} of it instead of ${before}`;
}
