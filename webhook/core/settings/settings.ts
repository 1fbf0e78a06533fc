/** What is said to an engine so that it leaves its neighbours their share of a card. */
import type { Reason } from '../decision.ts';
import type { Offer } from '../menu.ts';
import type { Container, Pointer } from '../pod.ts';
import type { Terms } from '../terms.ts';
import { engineOf } from './engine.ts';
import type { Engine } from './engines.ts';
import type { SettingEdit } from './owners-word.ts';
import { bounded } from './told.ts';

/** MiB that contexts and libraries take beside what an engine counts. */
const BESIDE = 512;

/** Part of the whole card that an engine may be told to take, in hundredths rounded down. */
const shareOf = (shared: Shared): number =>
  Math.max(0, Math.floor(((shared.memoryMiB - BESIDE) / cardOf(shared)) * 100)) / 100;

const shareMiB = (shared: Shared): number => Math.floor(shareOf(shared) * cardOf(shared));

const cardOf = ({ memoryMiB, replicas, milliOfCard }: Shared): number =>
  (memoryMiB * replicas * 1000) / milliOfCard;

interface Shared {
  readonly memoryMiB: number;
  readonly replicas: number;
  /** Thousandths of the card that `memoryMiB × replicas` are. */
  readonly milliOfCard: number;
}

/** How a card is shared without walls between those who share it; `undefined` where there are walls. */
function sharedBy(offer: Offer): Shared | 'unseen' | undefined {
  const { mechanism, memoryMiB, replicas, claim, form } = offer;
  if (form?.by === 'hami') return 'unseen';
  if (mechanism === 'fraction') return { memoryMiB, replicas: 1, milliOfCard: claim.milliGPU };
  return replicas > 1 ? { memoryMiB, replicas, milliOfCard: 1000 } : undefined;
}

export function settingsFor(
  container: Container,
  pointer: Pointer,
  offer: Offer,
  { settings }: Terms,
): readonly SettingEdit[] | Reason {
  const shared = sharedBy(offer);
  const engine = shared === undefined ? undefined : engineOf(container);
  if (shared === undefined || engine === undefined) return [];
  if (settings === 'leave') return engine.fills ? fillsCard(engine) : [];
  if (shared === 'unseen') return engine.fills ? underHami(engine) : [];
  const part = { share: shareOf(shared), shareMiB: shareMiB(shared) };
  const told = bounded({ container, pointer, engine, ...part });
  // What only helps an engine is no reason to keep it from sharing.
  return 'rule' in told && !engine.fills ? [] : told;
}

/** MiB of the card that the engine would take at most, where it is told a share; else `Infinity`. */
export function toldMiB(container: Container, offer: Offer, { settings }: Terms): number {
  const shared = settings === 'leave' ? undefined : sharedBy(offer);
  if (shared === undefined || shared === 'unseen') return Infinity;
  return takesShare(engineOf(container)) ? shareMiB(shared) : Infinity;
}

const takesShare = (engine: Engine | undefined): boolean =>
  engine?.bound.by === 'flag' ||
  (engine?.bound.by === 'variables' && engine.bound.set.some(({ value }) => value === 'share'));

const fillsCard = ({ name, bound }: Engine): Reason => ({
  rule: 'fit/preallocates',
  says: `${name} takes a fraction of the whole card, which neighbours need${
    bound.by === 'models' ? '' : '; sharing.settings: rewrite would have it told its share'
  }`,
});

const underHami = ({ name }: Engine): Reason => ({
  rule: 'fit/preallocates',
  says: `${name} takes a fraction of the card it sees, and what that is under HAMi is not known here`,
});
