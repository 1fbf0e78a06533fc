/**
 * What is said to an engine so that it leaves its neighbours their share of a card. What its owner has
 * set is never overwritten: it is within the share, or the pod does not share. Where what is set
 * cannot be seen (a shell's line, a ConfigMap), nothing is written and the pod does not share either.
 */
import { option, shelled, words } from '../command-line.ts';
import type { Edit, Reason } from '../decision.ts';
import type { Offer } from '../menu.ts';
import type { Container, Pointer } from '../pod.ts';
import type { Terms } from '../terms.ts';
import { engineOf, type Bound, type Engine } from './engine.ts';

/** MiB that contexts and libraries take beside what an engine counts. */
const BESIDE = 512;

/** Part of the whole card that an engine may be told to take, in hundredths rounded down. */
const shareOf = (shared: Shared): number =>
  Math.max(0, Math.floor(((shared.memoryMiB - BESIDE) / cardOf(shared)) * 100)) / 100;

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

type SettingEdit = Extract<Edit, { kind: 'env' | 'arg' }>;

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
  const told = bounded({ container, pointer, engine }, shareOf(shared));
  // What only helps an engine is no reason to keep it from sharing.
  return 'rule' in told && !engine.fills ? [] : told;
}

/** MiB of the card that the engine would take at most, where it is told a share; else `Infinity`. */
export function toldMiB(container: Container, offer: Offer, { settings }: Terms): number {
  const shared = settings === 'leave' ? undefined : sharedBy(offer);
  if (shared === undefined || shared === 'unseen') return Infinity;
  return takesShare(engineOf(container)) ? Math.floor(shareOf(shared) * cardOf(shared)) : Infinity;
}

const takesShare = (engine: Engine | undefined): boolean =>
  engine?.bound.by === 'flag' ||
  (engine?.bound.by === 'variables' && engine.bound.set.some(([, value]) => value === 'share'));

const fillsCard = ({ name }: Engine): Reason => ({
  rule: 'fit/preallocates',
  says: `${name} takes a fraction of the whole card, which neighbours need; sharing.settings: rewrite would have it told its share`,
});

const underHami = ({ name }: Engine): Reason => ({
  rule: 'fit/preallocates',
  says: `${name} takes a fraction of the card it sees, and what that is under HAMi is not known here`,
});

interface Told {
  readonly container: Container;
  readonly pointer: Pointer;
  readonly engine: Engine;
}

function bounded(told: Told, share: number): readonly SettingEdit[] | Reason {
  const { bound } = told.engine;
  if (bound.by === 'owner')
    return ownersWord(told, bound.names, share) ?? unsaid(told, bound.names);
  return bound.by === 'flag' ? byFlag(told, bound, share) : byVariables(told, bound, share);
}

/** What its owner has said with one of these flags: nothing to add, or too much; `undefined` where nothing. */
function ownersWord(
  { container, engine }: Told,
  names: readonly string[],
  share: number,
): readonly SettingEdit[] | Reason | undefined {
  const said = option(words(container), names);
  if (said === undefined) return undefined;
  return within(said, share) ? [] : tooMuch(engine, `${names[0]} ${said}`, share);
}

const within = (said: string, share: number): boolean => Number(said) > 0 && Number(said) <= share;

const tooMuch = ({ name }: Engine, said: string, share: number): Reason => ({
  rule: 'fit/settings',
  says: `its owner tells ${name} ${said}; its share of the card is ${share}`,
});

const unsaid = ({ engine: { name } }: Told, [flag = '']: readonly string[]): Reason => ({
  rule: 'fit/settings',
  says: `${name} takes a fraction of what is free when it starts; only its owner can set ${flag}`,
});

const unseen = ({ engine: { name }, container }: Told, why: string): Reason => ({
  rule: 'fit/settings',
  says: `what ${name} is told cannot be seen in container ${container.name}: ${why}`,
});

function byFlag(
  told: Told,
  { names, absolute }: Extract<Bound, { by: 'flag' }>,
  share: number,
): readonly SettingEdit[] | Reason {
  const { container, pointer } = told;
  if (shelled(container)) return unseen(told, 'a shell runs it');
  const said = ownersWord(told, names, share);
  if (said !== undefined) return said;
  if (option(words(container), absolute) !== undefined) return [];
  // Arguments of ours would take the place of those in the image.
  if (container.command === undefined && container.args === undefined)
    return unseen(told, 'its command line is the image’s');
  if (words(container).includes('--')) return unseen(told, 'its command line ends its options');
  return share > 0
    ? [{ kind: 'arg', pointer, container: container.name, value: `${names[0]}=${share}` }]
    : {
        rule: 'fit/settings',
        says: `${told.engine.name} can be told of hundredths of a card, and its share is less than one`,
      };
}

function byVariables(
  told: Told,
  { set, flags }: Extract<Bound, { by: 'variables' }>,
  share: number,
): readonly SettingEdit[] | Reason {
  if (flags.length > 0 && shelled(told.container)) return unseen(told, 'a shell runs it');
  const said = ownersWord(told, flags, share);
  if (said !== undefined) return said;
  if ((told.container.envFrom ?? []).length > 0)
    return unseen(told, 'variables come from elsewhere');
  const missing: SettingEdit[] = [];
  for (const [name, wanted] of set) {
    const found = variable(told, name, wanted, share);
    if ('rule' in found) return found;
    missing.push(...found);
  }
  return missing;
}

function variable(
  told: Told,
  name: string,
  wanted: string,
  share: number,
): readonly SettingEdit[] | Reason {
  const { container, pointer, engine } = told;
  const own = container.env?.find((one) => one.name === name);
  const value = wanted === 'share' ? String(share) : wanted;
  if (own === undefined) return [{ kind: 'env', pointer, container: container.name, name, value }];
  if (own.value === undefined) return unseen(told, `${name} comes from elsewhere`);
  return !engine.fills || allows(own.value, wanted, share)
    ? []
    : tooMuch(engine, `${name}=${own.value}`, share);
}

const allows = (own: string, wanted: string, share: number): boolean =>
  wanted === 'share' ? within(own, share) : own.toLowerCase() === wanted;
