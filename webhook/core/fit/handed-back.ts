/** What engines of a pod reserve and do not need, for people: what would be saved, and what to write. */
import type { Reason } from '../decision.ts';
import { containerRevision } from '../identity/revision.ts';
import type { Container } from '../pod.ts';
import type { Profile } from '../profile.ts';
import type { Question } from '../question.ts';
import { engineOf } from '../settings/engine.ts';
import type { Terms } from '../terms.ts';
import { gpus } from '../text.ts';
import { choose, wantedBy } from './choose.ts';
import { isInherited, minHoursOf } from './need.ts';
import { roomFor, unreserved } from './reserved.ts';

/** Of each container that reserves more than it needs, or of which nobody can tell. */
export function reservedFor(question: Question): readonly Reason[] {
  const { terms, asks, profiles } = question;
  if (terms === 'none') return [];
  const containers = new Set(asks.map(({ seat }) => seat.container));
  return [...containers].flatMap((container) => {
    const profile = profiles.get(container.name) ?? 'unknown';
    if (profile === 'unknown' || profile.revision !== containerRevision(container)) return [];
    const found = unreserved(
      container,
      profile,
      terms,
      minHoursOf(terms, isInherited(container, profile)),
    );
    if (found === 'none') return [];
    if (!('rule' in found)) return [inForce(container, profile)];
    const advice = terms.settings === 'leave' ? adviceOf(container, profile, question, terms) : '';
    return [{ rule: found.rule, says: found.says + advice }];
  });
}

function inForce({ name }: Container, { engine, vramMaxMiB }: Profile): Reason {
  const { needMiB = 0, says = '', name: of = '' } = engine ?? {};
  return {
    rule: 'evidence/reserved',
    says: `${name}: ${of} reserved ${vramMaxMiB} MiB and needs ${needMiB} MiB (${says}); ${vramMaxMiB - needMiB} MiB of it are never used`,
  };
}

function adviceOf(
  container: Container,
  { engine, measuredOn, sharing }: Profile,
  question: Question,
  terms: Terms,
): string {
  if (engine?.needMiB === undefined) return '';
  const slice = sliceOf(question, { ...terms, settings: 'rewrite' });
  const card = question.catalogue.products.find(({ name }) => name === measuredOn)?.memoryMiB;
  const flag =
    sharing === 'whole' && card !== undefined
      ? flagFor(container, (engine.needMiB * roomFor(terms)) / card)
      : undefined;
  return `${slice}${flag === undefined ? '' : `; by itself it would hand that back with ${flag}`}`;
}

function sliceOf(question: Question, terms: Terms): string {
  const { option } = choose(question, terms, wantedBy(question, terms));
  if (option === 'whole') return ', which no slice here would hold either';
  const [pick] = option.picks;
  return pick === undefined ? '' : `: ${pick.key}, ${gpus(pick.claim.milliGPU)} GPU`;
}

/** A fraction of the whole card, in hundredths rounded up; of what is free at a start nobody knows how much it is. */
function flagFor(container: Container, part: number): string | undefined {
  const bound = engineOf(container)?.bound;
  const share = Math.ceil(part * 100) / 100;
  if (bound === undefined || share >= 1) return undefined;
  if (bound.by === 'flag') return `${bound.names[0]}=${share}`;
  if (bound.by === 'owner') return `a lower ${bound.names[0]}`;
  const fraction =
    bound.by === 'variables' ? bound.set.find(({ value }) => value === 'share') : undefined;
  return fraction && `${fraction.names[0]}=${share}`;
}
