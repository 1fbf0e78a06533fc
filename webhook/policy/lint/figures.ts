/** Figures of two guardrails of one rule: whether one holds to no less than the other, and whether both can be met. */
import type { RuleId } from '../../core/decision.ts';
import type { Parameter, Parameters } from '../../core/terms.ts';
import { canonical } from '../canonical.ts';
import { parametersOf } from '../guard-parameters.ts';
import { guardBounds } from '../guard-rules.ts';
import type { NamedGuard } from './named.ts';

/** Of these less is stricter. */
const MOST: Readonly<Record<RuleId, readonly string[]>> = {
  'guard/max-gpus': ['perPod', 'perOwner', 'perTeam'],
};

const boundsOf = (rule: RuleId) => guardBounds.find((one) => one.rule === rule);
const figuresOf = ({ rule, parameters }: NamedGuard): Parameters => parametersOf(rule, parameters);

export function asStrict(more: NamedGuard, one: NamedGuard): boolean {
  const [ours, theirs] = [figuresOf(more), figuresOf(one)];
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...names].every((name) => noLess(more.rule, name, ours[name], theirs[name]));
}

function noLess(rule: RuleId, name: string, ours?: Parameter, theirs?: Parameter): boolean {
  const least = name === boundsOf(rule)?.least;
  if (!least && !isMost(rule, name)) return canonical(ours ?? '') === canonical(theirs ?? '');
  // What the other does not say it does not hold to.
  if (theirs === undefined || ours === undefined) return theirs === undefined;
  return least ? ours >= theirs : ours <= theirs;
}

const isMost = (rule: RuleId, name: string): boolean =>
  name === boundsOf(rule)?.most || MOST[rule]?.includes(name) === true;

/** `leastCores` and `mostCores`, where nothing is at least the one and at most the other. */
export function apart(
  a: NamedGuard,
  b: NamedGuard,
): { readonly least: string; readonly most: string } | undefined {
  const bounds = boundsOf(a.rule);
  const [first, second] = [figuresOf(a), figuresOf(b)];
  // Figures for each GPU and for the pod as a whole are of two measures.
  if (bounds === undefined || (first['ofPod'] ?? false) !== (second['ofPod'] ?? false))
    return undefined;
  const { least, most } = bounds;
  const cross = (x: Parameters, y: Parameters): boolean => (x[least] ?? 0) > (y[most] ?? Infinity);
  return cross(first, second) || cross(second, first) ? { least, most } : undefined;
}
