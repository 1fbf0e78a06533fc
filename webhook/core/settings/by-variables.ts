/** An engine that takes its part by variables: those that are missing are added. */
import { shelled } from '../words/command-line.ts';
import type { Reason } from '../decision.ts';
import type { Bound, Variable } from './engines.ts';
import {
  ownersWord,
  settings,
  tooMuch,
  unseen,
  within,
  type SettingEdit,
  type Told,
} from './owners-word.ts';
import { spokenOf, variablesOf } from './said.ts';

export function byVariables(
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
