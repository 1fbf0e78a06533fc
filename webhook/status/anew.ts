/** Whose counts begin anew where documents have changed. */
import type { RuleId } from '../core/decision.ts';
import { ofKind, type Document } from '../policy/documents.ts';
import type { GpuPolicy } from '../policy/schema/gpu-policy.ts';
import type { PolicyChanges } from './tally.ts';

export interface Changed {
  /** Names of policies that came, or say something else. */
  readonly anew: readonly string[];
  readonly gone: readonly string[];
}

/**
 * What one policy refuses is not counted for another that only tells of it, so the pods of all that name
 * a rule begin anew together: else it would be said of pods that no rule objected to one of them.
 */
export function begunAnew(
  { anew, gone }: Changed,
  before: readonly Document[],
  now: readonly Document[],
): PolicyChanges {
  const standing = ofKind(now, 'GpuPolicy');
  const changed = new Set([...anew, ...gone]);
  const touched = [...ofKind(before, 'GpuPolicy'), ...standing].filter(({ name }) =>
    changed.has(name),
  );
  const rules = new Set(touched.flatMap(rulesOf));
  const beside = standing.filter((one) => rulesOf(one).some((rule) => rules.has(rule)));
  return {
    anew: [...new Set([...anew, ...beside.map(({ name }) => name)])],
    gone,
    rules: [...rules],
  };
}

const rulesOf = ({ value }: Document<GpuPolicy>): readonly RuleId[] =>
  value.spec.guards.map(({ rule }) => rule);
