/** Which parts of a match do not fit a pod: asked and had, in the words of the policy. */
import type { Unmet } from '../core/considered.ts';
import type { WorkloadClass } from '../core/decision.ts';
import type { Labels, Pod } from '../core/pod.ts';
import type { Answer, Condition, Subject } from '../core/terms.ts';
import { askedObject } from './asked-object.ts';
import type { Written } from './conditions.ts';
import { anyOf } from './globs.ts';
import { foundAt, readPath } from './json-path.ts';
import type { GpuPolicy } from './schema/gpu-policy.ts';

type Spec = GpuPolicy['spec'];

export interface Missed {
  readonly unmet: readonly Unmet[];
  /** Something does not fit, whatever is to be said of the rest. */
  readonly fails: boolean;
}

export function missedBy(
  {
    conditions,
    spec: { match },
  }: { readonly conditions: readonly Condition[]; readonly spec: Spec },
  subject: Subject,
  of: WorkloadClass,
): Missed {
  const unmet = [
    ...oneOf('namespaces', match.namespaces, [subject.namespace]),
    ...oneOf('ownerKinds', match.ownerKinds, [subject.ownerKind]),
    ...oneOf('ownerNames', match.ownerNames, [subject.ownerName]),
    ...oneOf('classes', match.classes, [of]),
    ...oneOf('images', match.images ?? [], subject.images ?? []),
    ...labelled('namespaceLabels', match.namespaceLabels, subject.namespaceLabels),
    ...labelled('podLabels', match.podLabels, subject.podLabels),
  ];
  const { unanswered, failed } = asked(conditions, match.conditions ?? [], subject);
  return {
    unmet: [...unmet, ...failed, ...unanswered],
    fails: unmet.length > 0 || failed.length > 0,
  };
}

function oneOf(part: string, globs: readonly string[], had: readonly string[]): Unmet[] {
  if (globs.length === 0 || had.some(anyOf(globs))) return [];
  return [{ part, asked: globs.join(' or '), had: had.filter(Boolean).join(', ') || 'none' }];
}

const labelled = (part: string, wanted: Labels, labels: Labels): Unmet[] =>
  Object.entries(wanted)
    .filter(([key, value]) => labels[key] !== value)
    .map(([key, value]) => ({
      part,
      asked: `${key}=${value}`,
      had: labels[key] === undefined ? `no ${key}` : `${key}=${labels[key]}`,
    }));

/** Each is asked here, where matching stops at the first that fails. */
function asked(conditions: readonly Condition[], written: readonly Written[], subject: Subject) {
  const failed: Unmet[] = [];
  const unanswered: Unmet[] = [];
  for (const [i, condition] of conditions.entries()) {
    const answer = subject.ask?.(condition, subject) ?? 'fails';
    const one = { part: `condition ${condition.name}`, asked: wordsOf(written[i]) };
    if (answer === 'fails') failed.push({ ...one, had: hadBy(written[i], subject) });
    else if (answer !== 'holds') unanswered.push({ ...one, had: answer.error });
  }
  return { failed, unanswered };
}

/** Of an expression, that it is false; of a path, what it has found. */
function hadBy({ name = '', jsonPath }: Partial<Written> = {}, subject: Subject): string {
  const path = jsonPath === undefined ? undefined : readPath(jsonPath);
  if (path === undefined || !path.ok) return 'false';
  let found: readonly unknown[] = [];
  const answer = (pod: Pod): Answer => {
    const object = askedObject(pod, subject);
    if (typeof object !== 'string') found = foundAt(path.steps, object.json);
    return 'fails';
  };
  subject.ask?.({ policy: '', name, answer }, subject);
  return found.map((value) => JSON.stringify(value)).join(', ') || 'nothing';
}

function wordsOf({ cel, jsonPath = '', values }: Partial<Written> = {}): string {
  if (cel !== undefined) return cel.trim();
  return values === undefined ? jsonPath : `${jsonPath} in ${values.join(' or ')}`;
}
