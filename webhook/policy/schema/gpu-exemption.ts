/** GpuExemption: whom a guardrail is to let past, on whose word, why, and until when. */
import type { Static } from '@sinclair/typebox';
import { guardRules } from '../guard-rules.ts';
import { clusterKind, type Served } from './kind.ts';
import { choice, matchLabels, list, record, shaped, standard, text } from './vocabulary.ts';
import * as words from './words.ts';

/** `guard/*`, and whatever other groups there are. */
const groups = [...new Set(guardRules.map((rule) => `${rule.slice(0, rule.indexOf('/'))}/*`))];

/** One for every namespace would be a change of the policy, made where nobody looks for it. */
const someNamespaces = shaped(
  'Name of a namespace, or a glob such as team-*.',
  /^[-*]*[a-z0-9][-a-z0-9*]*$/,
  'a namespace name, in which * may stand for any letters, and not for all',
  { maxLength: 63, hint: 'what holds everywhere is for the policy to say that names the rule' },
);

const match = record('Whose findings: all that is written must hold.', {
  namespaces: list('Namespaces of the pods; any of them will do.', someNamespaces, 1),
  ownerKinds: standard(
    list(
      'Kinds of workload; any of them will do.',
      words.ownerKind('Kind of the top owner, e.g. Deployment; Pod for bare pods.'),
    ),
    [],
  ),
  ownerNames: standard(
    list(
      'Names of workloads; any of them will do.',
      words.nameGlob('Name of the top owner, or a glob such as whisper-*.'),
    ),
    [],
  ),
  podLabels: standard(
    matchLabels('Labels the pod must have; whoever writes pods there writes these too.'),
    {},
  ),
});

export const gpuExemption = clusterKind(
  'GpuExemption',
  'Lets pods past a guardrail until a day. It lifts no quota, and slices nothing that must stay whole.',
  record('Whom it lets past what, on whose word, why, and until when.', {
    owner: text('Who answers for it, and is to be asked when it ends: a team, or an address.'),
    reason: text('Why it is needed, for whoever looks it up.'),
    expires: words.timeThatExists(
      'From when on it has no effect, RFC 3339; its owner is warned 14 days before.',
    ),
    rules: list(
      'The guardrails whose findings are let past.',
      choice(
        'Id of a guardrail, or all of a group.',
        [...groups, ...guardRules],
        'the id of a guardrail, or guard/* (quotas, and what is never sliced, know no exemption)',
      ),
      1,
      64,
    ),
    match,
  }),
);
export type GpuExemption = Static<typeof gpuExemption>;

export const gpuExemptionServed: Served = {
  plural: 'gpuexemptions',
  scope: 'Cluster',
  columns: [
    { name: 'Owner', type: 'string', jsonPath: '.spec.owner' },
    { name: 'Expires', type: 'string', jsonPath: '.spec.expires' },
    // Of a list all or nothing can be shown, and all is wider than a terminal.
    { name: 'Rules', type: 'string', jsonPath: '.spec.rules', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
};
