/** What an engine's owner has told it with a flag, and the words for what stands against sharing. */
import type { Edit, Reason } from '../decision.ts';
import type { Container, Pointer } from '../pod.ts';
import type { Engine } from './engines.ts';
import { said } from './said.ts';

export type SettingEdit = Extract<Edit, { kind: 'env' | 'arg' }>;

export interface Told {
  readonly container: Container;
  readonly pointer: Pointer;
  readonly engine: Engine;
  /** Of the whole card, as a fraction and in MiB. */
  readonly share: number;
  readonly shareMiB: number;
}

export const settings = (says: string): Reason => ({ rule: 'fit/settings', says });

export const tooMuch = ({ engine: { name } }: Told, what: string, part: string): Reason =>
  settings(`its owner tells ${name} ${what}; its share of the card is ${part}`);

export const unseen = ({ engine: { name }, container }: Told, why: string): Reason =>
  settings(`what ${name} is told cannot be seen in container ${container.name}: ${why}`);

/** What its owner has said with one of these flags: nothing to add, or too much; `undefined` where nothing. */
export function ownersWord(
  told: Told,
  names: readonly string[],
): readonly SettingEdit[] | Reason | undefined {
  const { values, aside } = said(told.container, names);
  if (values.length === 0) return undefined;
  const over = values.find((value) => !within(value, told.share));
  if (over !== undefined) return tooMuch(told, `${names[0]} ${over}`, String(told.share));
  return aside ? unseen(told, ASIDE) : [];
}

export const ASIDE = 'a variable holds arguments';

export const within = (value: string, share: number): boolean =>
  Number(value) > 0 && Number(value) <= share;
