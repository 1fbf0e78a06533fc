/**
 * How an engine is told its part of a shared card. What its owner has set is never overwritten: it is
 * within the part, or the pod does not share. Where what is set cannot be seen, or where something
 * of ours might go to another program, nothing is written and the pod does not share either.
 */
import { shelled, words } from '../command-line.ts';
import type { Edit, Reason } from '../decision.ts';
import type { Container, Pointer } from '../pod.ts';
import { tooManyBytes } from './bytes.ts';
import type { Bound, Engine, Variable } from './engines.ts';
import { runsVllm } from './programs.ts';
import { fileFlag, said, spokenOf, unknownArguments, variablesOf } from './said.ts';

export type SettingEdit = Extract<Edit, { kind: 'env' | 'arg' }>;

export interface Told {
  readonly container: Container;
  readonly pointer: Pointer;
  readonly engine: Engine;
  /** Of the whole card, as a fraction and in MiB. */
  readonly share: number;
  readonly shareMiB: number;
}

export function bounded(told: Told): readonly SettingEdit[] | Reason {
  const { bound, name } = told.engine;
  switch (bound.by) {
    case 'flag':
      return byFlag(told, bound);
    case 'variables':
      return byVariables(told, bound);
    case 'owner':
      return byOwner(told, bound);
    case 'models':
      return settings(`what ${name} takes stands in the files of its models, which cannot be seen`);
    default:
      return bound satisfies never;
  }
}

const settings = (says: string): Reason => ({ rule: 'fit/settings', says });

const tooMuch = ({ engine: { name } }: Told, what: string, part: string): Reason =>
  settings(`its owner tells ${name} ${what}; its share of the card is ${part}`);

const unseen = ({ engine: { name }, container }: Told, why: string): Reason =>
  settings(`what ${name} is told cannot be seen in container ${container.name}: ${why}`);

/** What its owner has said with one of these flags: nothing to add, or too much; `undefined` where nothing. */
function ownersWord(
  told: Told,
  names: readonly string[],
): readonly SettingEdit[] | Reason | undefined {
  const { values, aside } = said(told.container, names);
  if (values.length === 0) return undefined;
  const over = values.find((value) => !within(value, told.share));
  if (over !== undefined) return tooMuch(told, `${names[0]} ${over}`, String(told.share));
  return aside ? unseen(told, ASIDE) : [];
}

const ASIDE = 'a variable holds arguments';

const within = (value: string, share: number): boolean =>
  Number(value) > 0 && Number(value) <= share;

function byOwner(
  told: Told,
  { names, files }: Extract<Bound, { by: 'owner' }>,
): readonly SettingEdit[] | Reason {
  const file = fileFlag(told.container, files);
  if (file !== undefined) return unseen(told, `${file} names a file`);
  return (
    ownersWord(told, names) ??
    settings(
      `${told.engine.name} takes a fraction of what is free when it starts; only its owner can set ${names[0]}`,
    )
  );
}

function byFlag(
  told: Told,
  { names, absolute, files }: Extract<Bound, { by: 'flag' }>,
): readonly SettingEdit[] | Reason {
  const { container, pointer, share } = told;
  const hidden = hiddenArguments(container, files);
  if (hidden !== undefined) return unseen(told, hidden);
  // The cache in bytes does not heed the fraction. What the engine asks to be free when it starts is
  // the fraction all the same, so one is written beside it.
  const cache = said(container, absolute);
  const over = tooManyBytes(cache.values, told.shareMiB);
  if (over !== undefined) return tooMuch(told, `${absolute[0]} ${over}`, `${told.shareMiB} MiB`);
  if (cache.aside) return unseen(told, ASIDE);
  const own = ownersWord(told, names);
  if (own !== undefined) return own;
  const closed = notOurs(container);
  if (closed !== undefined) return unseen(told, closed);
  return share > 0
    ? [{ kind: 'arg', pointer, container: container.name, value: `${names[0]}=${share}` }]
    : tooMuch(told, 'nothing', String(share));
}

/** Why there may be arguments that nobody sees here. */
function hiddenArguments(container: Container, files: readonly string[]): string | undefined {
  if (shelled(container)) return 'a shell runs it';
  const file = fileFlag(container, files);
  if (file !== undefined) return `${file} names a file`;
  const elsewhere = unknownArguments(container);
  return elsewhere && `${elsewhere} comes from elsewhere`;
}

/** Why no argument may be added. */
function notOurs(container: Container): string | undefined {
  const { command = [], args = [] } = container;
  // Arguments of ours would take the place of those in the image.
  if (command.length === 0 && args.length === 0) return 'its command line is the image’s';
  if (!runsVllm(container)) return 'another program than its server may be run';
  return words(container).includes('--') ? 'its command line ends its options' : undefined;
}

function byVariables(
  told: Told,
  { set, flags }: Extract<Bound, { by: 'variables' }>,
): readonly SettingEdit[] | Reason {
  const { container } = told;
  if (flags.length > 0 && shelled(container)) return unseen(told, 'a shell runs it');
  const own = ownersWord(told, flags);
  if (own !== undefined) return own;
  if ((container.envFrom ?? []).length > 0) return unseen(told, 'variables come from elsewhere');
  const missing: SettingEdit[] = [];
  for (const one of set) {
    const found = byVariable(told, one);
    if ('rule' in found) return found;
    missing.push(...found);
  }
  return missing;
}

function byVariable(told: Told, variable: Variable): readonly SettingEdit[] | Reason {
  const { container, pointer, engine, share } = told;
  const { names, also, value } = variable;
  const all = [...names, ...also];
  const scripted = spokenOf(container, all);
  if (scripted !== undefined) return unseen(told, `its command line speaks of ${scripted}`);
  const own = [...variablesOf(container, all)];
  const [first, second] = own;
  if (first === undefined)
    return names.map((name) => ({
      kind: 'env',
      pointer,
      container: container.name,
      name,
      value: value === 'share' ? String(share) : value,
    }));
  if (!engine.fills) return [];
  if (second !== undefined)
    return settings(
      `its owner sets ${first[0]} and ${second[0]}, of which ${engine.name} takes one`,
    );
  const [name, set] = first;
  if (set === undefined) return unseen(told, `${name} comes from elsewhere`);
  return allows(variable, set, share) ? [] : tooMuch(told, `${name}=${set}`, String(share));
}

const allows = ({ value, spelt }: Variable, own: string, share: number): boolean =>
  value === 'share' ? within(own, share) : spelt.includes(own);
