/**
 * How an engine is told its part of a shared card. What its owner has set is never overwritten: it is
 * within the part, or the pod does not share. Where what is set cannot be seen, or where something
 * of ours might go to another program, nothing is written and the pod does not share either.
 */
import type { Reason } from '../decision.ts';
import { byFlag } from './by-flag.ts';
import { byVariables } from './by-variables.ts';
import type { Bound } from './engines.ts';
import { ownersWord, settings, unseen, type SettingEdit, type Told } from './owners-word.ts';
import { fileFlag } from './said.ts';

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
