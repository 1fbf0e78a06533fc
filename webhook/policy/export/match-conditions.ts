/** Whom a policy matches, for an API server that sees the pod and its namespace and no owner of owners. */
import { celContainers } from '../../core/guards/cel.ts';
import { globsIn } from '../../core/matching/globs-in-cel.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';

type Match = GpuPolicy['spec']['match'];

interface Condition {
  readonly name: string;
  readonly expression: string;
}

/** Said by labels in the selectors, or here. */
const SAID: readonly string[] = ['namespaces', 'namespaceLabels', 'podLabels', 'images'];

/** Why this match cannot be said, where it cannot. */
export function unsaid(match: Match): string | undefined {
  const asked = Object.entries(match).find(
    ([field, value]) => !SAID.includes(field) && Object.keys(value).length > 0,
  );
  if (asked === undefined) return undefined;
  return asked[0] === 'conditions'
    ? 'the policy matches by conditions, and those are asked of the pod as submitted, of namespaceLabels and of its top owner (owner.kind, owner.name), which no admission policy of the API server is given; put the guardrail into a policy that matches without conditions'
    : `the policy matches by ${asked[0]}, which no single pod shows`;
}

export function conditionsOf(
  { namespaces, images }: Match,
  except: readonly string[],
): Condition[] {
  const conditions: Condition[] = [];
  if (namespaces.length > 0 && !namespaces.includes('*'))
    conditions.push({ name: 'namespaces', expression: globsIn('request.namespace', namespaces) });
  if (images !== undefined && images.length > 0)
    conditions.push({
      name: 'images',
      expression: celContainers(`has(c.image) && (${globsIn('c.image', images)})`),
    });
  if (except.length > 0)
    conditions.push({ name: 'except', expression: `!(${globsIn('request.namespace', except)})` });
  return conditions;
}
