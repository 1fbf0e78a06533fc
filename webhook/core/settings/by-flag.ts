/** An engine that takes its part by a flag: one of ours goes behind the arguments that are there. */
import { shelled, words } from '../words/command-line.ts';
import type { Reason } from '../decision.ts';
import type { Container } from '../pod.ts';
import { tooManyBytes } from './bytes.ts';
import type { Bound } from './engines.ts';
import {
  ASIDE,
  ownersWord,
  settings,
  tooMuch,
  unseen,
  type SettingEdit,
  type Told,
} from './owners-word.ts';
import { runsVllm } from './programs.ts';
import { fileFlag, said, unknownArguments } from './said.ts';

export function byFlag(
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
    : settings(
        `${told.engine.name} can be told of hundredths of a card, and its share is less than one`,
      );
}

/** Why there may be arguments that nobody sees here. */
function hiddenArguments(container: Container, files: readonly string[]): string | undefined {
  if (shelled(container)) return 'a shell runs it';
  const file = fileFlag(container, files);
  if (file !== undefined) return `${file} names a file`;
  const elsewhere = unknownArguments(container);
  return elsewhere && `${elsewhere} comes from elsewhere`;
}

/** Why nothing may be added to what it is told. */
export const notOpen = (container: Container, files: readonly string[]): string | undefined =>
  hiddenArguments(container, files) ?? notOurs(container);

/** Why no argument may be added. */
function notOurs(container: Container): string | undefined {
  const { command = [], args = [] } = container;
  // Arguments of ours would take the place of those in the image.
  if (command.length === 0 && args.length === 0) return 'its command line is the image’s';
  if (!runsVllm(container)) return 'another program than its server may be run';
  return words(container).includes('--') ? 'its command line ends its options' : undefined;
}
