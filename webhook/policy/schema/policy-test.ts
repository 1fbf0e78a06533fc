/**
 * PolicyTest: pods, and what should become of them under policies that are not in a cluster yet. It
 * lies among the documents it tests, so a World may hold it; only `tranche test` looks at it.
 */
import { Type, type Static } from '@sinclair/typebox';
import type { RuleOutcome } from '../../core/decision.ts';
import { ruleIds } from '../../core/rules.ts';
import { clusterKind } from './kind.ts';
import {
  choice,
  count,
  excerpt,
  labels,
  list,
  optional,
  quantities,
  record,
  standard,
  text,
} from './vocabulary.ts';
import * as words from './words.ts';

export type Outcome = RuleOutcome['outcome'] | 'unasked';
const outcomes: readonly Outcome[] = ['pass', 'fail', 'warn', 'error', 'skip', 'unasked'];

const rules = Type.Unsafe<Readonly<Record<string, Outcome>>>({
  type: 'object',
  description:
    'What guardrails and the quota found, by id, and what became of requests that were missing. fail: it refuses. warn: it warns. skip: it is only noted. unasked: no policy here names it.',
  minProperties: 1,
  additionalProperties: { type: 'string', enum: outcomes },
});

const resources = Type.Unsafe<Readonly<Record<string, Readonly<Record<string, string | number>>>>>({
  type: 'object',
  description:
    'Limits of containers as they are stored, by name of the container. All with a slash in their name are looked at, so that one not written must not be there; cpu and memory only where they are written.',
  minProperties: 1,
  additionalProperties: quantities('Limits by resource name.'),
});

const pins = Type.Unsafe<Readonly<Record<string, readonly string[]>>>({
  type: 'object',
  description:
    'Node labels by which the pod as stored is held to nodes, each with all the values that it may have; no values: it is not held by that label.',
  minProperties: 1,
  additionalProperties: { type: 'array', items: { type: 'string' } },
});

const stored = {
  ...excerpt(
    'Part of the pod as it is stored: what is written must be there, and there may be more. Of a list, items with a name are found by it, others by what they hold.',
    {},
  ),
  minProperties: 1,
};

const expected = {
  ...record('What should become of it. Only what is written is looked at.', {
    verdict: optional(
      choice(
        'leave: its GPUs are stored as submitted. rewrite: it gets a slice, or is kept away from slices. hold: it waits. refuse: a guardrail or the quota refuses it, or would once its policy enforces. One that refuses outweighs what was proposed.',
        ['leave', 'rewrite', 'hold', 'refuse'],
      ),
    ),
    inForce: optional(
      Type.Boolean({
        description: 'Whether the verdict has effect, which enforcing alone gives it.',
      }),
    ),
    mode: optional(words.mode('Mode of the policy that wins.')),
    class: optional(words.workloadClass('Class of the workload.')),
    policy: optional(words.objectName('The policy that wins; none: no policy does.')),
    team: optional(words.objectName('The GpuQuota that counts it; unassigned: none does.')),
    because: optional(choice('The rule that is told first.', ruleIds, 'the id of a rule')),
    says: optional(
      list(
        'Parts of what is said: of the reasons, and of what guardrails found.',
        text('Part.'),
        1,
      ),
    ),
    rules: optional(rules),
    resources: optional(resources),
    pins: optional(pins),
    claim: optional(
      record('What it is charged, all its containers together.', {
        milliGPU: optional(count('Thousandths of a GPU.')),
        MiB: optional(count('MiB of GPU memory.')),
      }),
    ),
    warnings: optional(
      list('Parts of the warning lines, a part for each line; an empty list: none.', text('Part.')),
    ),
    stored: optional(stored),
    admitted: optional(count('How many pods of the manifest are let in, where it makes several.')),
  }),
  minProperties: 1,
};

const tried = record('A pod, and what should become of it.', {
  name: text('Name of the case, unique in the file; a sentence is best.'),
  pod: optional(
    excerpt('A Pod, or an object that makes pods, as it would be applied.', {
      kind: text('E.g. Pod or Deployment.'),
    }),
  ),
  manifest: optional(text('Or the file that holds it, relative to this one.')),
  namespace: optional(words.namespaceName('Namespace, where the object names none.')),
  namespaceLabels: optional(
    labels('Labels that its namespace has here, in place of those in the world.'),
  ),
  user: optional(
    text('Who asks, where that matters: system:node:NAME is the kubelet of that node.'),
  ),
  expect: expected,
});

export const policyTest = clusterKind(
  'PolicyTest',
  'Pods, and what should become of them; run by tranche test, passed over by all else.',
  record('What is tested, where, and how it should come out.', {
    policies: list(
      'Files or folders of the policies that are tested, relative to this file.',
      text('Relative path.'),
      1,
    ),
    world: standard(
      list(
        'Files or folders of what is around: nodes, namespaces, profiles, quotas.',
        text('Relative path.'),
      ),
      [],
    ),
    cases: list('The pods. Each is tried by itself: none takes anything from another.', tried, 1),
  }),
);
export type PolicyTest = Static<typeof policyTest>;
