/** The guardrails a policy may name, which are those the core has, and what each may be held to. */
import type { RuleId } from '../core/decision.ts';
import { guards } from '../core/guards/all.ts';
import type { BoundsSpec, ParameterSpec, ParameterSpecs, Sets } from '../core/guards/rule.ts';

export const guardRules: readonly RuleId[] = guards.map(({ id }) => id);

export const specsOf = (rule: RuleId): ParameterSpecs =>
  guards.find(({ id }) => id === rule)?.parameters ?? {};

/** Of each rule that has such, with its id. */
export const guardBounds: readonly (BoundsSpec & { readonly rule: RuleId })[] = guards.flatMap(
  ({ id, bounds }) => (bounds === undefined ? [] : [{ ...bounds, rule: id }]),
);

/** Of each rule that sets a request, the parameter that says how much, and its bounds. */
export const guardSets: readonly (BoundsSpec & {
  readonly rule: RuleId;
  readonly figure: string;
  readonly resource: Sets['resource'];
})[] = guards.flatMap(({ id, sets, bounds }) =>
  sets === undefined || bounds === undefined
    ? []
    : [{ ...bounds, rule: id, figure: sets.figure, resource: sets.resource }],
);

/** Whether a rule that is held to this objects to nothing, and has requests written that are missing. */
export function onlySets(rule: RuleId, written: Readonly<Record<string, unknown>> = {}): boolean {
  const figure = guardSets.find((one) => one.rule === rule)?.figure;
  const names = Object.keys(written);
  return names.length > 0 && names.every((name) => name === figure);
}

export interface Choice {
  readonly rule: RuleId;
  readonly names: readonly string[];
}

/** Of each rule that needs one of several, those. */
export const guardChoices: readonly Choice[] = guards.flatMap(({ id, oneOf }) =>
  oneOf === undefined ? [] : [{ rule: id, names: oneOf }],
);

export interface SharedParameter extends ParameterSpec {
  readonly name: string;
  /** The rules that take it. */
  readonly rules: readonly RuleId[];
  /** Those of them that cannot do without. */
  readonly neededBy: readonly RuleId[];
}

/** Each parameter once, under whichever rules it stands. */
export const guardParameters: readonly SharedParameter[] = shared();

function shared(): SharedParameter[] {
  const found = new Map<string, SharedParameter>();
  for (const { id, parameters = {} } of guards)
    for (const [name, spec] of Object.entries(parameters)) {
      const before = found.get(name);
      found.set(name, {
        ...(before ?? { ...spec, name }),
        rules: [...(before?.rules ?? []), id],
        neededBy: [...(before?.neededBy ?? []), ...(spec.needed === true ? [id] : [])],
      });
    }
  return [...found.values()];
}
