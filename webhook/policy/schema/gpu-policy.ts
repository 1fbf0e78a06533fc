/** GpuPolicy: which workloads get which terms, and which guardrails hold for them. */
import type { Static } from '@sinclair/typebox';
import { guardRules } from '../guard-rules.ts';
import { parameters, parameterRules } from './parameters.ts';
import { conditions } from './conditions.ts';
import { clusterKind, type Served } from './kind.ts';
import { sharing } from './sharing.ts';
import {
  always,
  choice,
  held,
  matchLabels,
  list,
  optional,
  record,
  standard,
  whole,
} from './vocabulary.ts';
import * as words from './words.ts';

const match = record(
  'Which workloads: all that is written must hold. Nothing written matches everything.',
  {
    namespaces: standard(
      list(
        'Namespaces of the pods; any of them will do.',
        words.namespaceGlob('Name of a namespace, or a glob such as team-*.'),
      ),
      [],
    ),
    namespaceLabels: standard(
      matchLabels('Labels that the namespace of the pod must have, all of them.'),
      {},
    ),
    podLabels: standard(matchLabels('Labels that the pod must have, all of them.'), {}),
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
    classes: standard(
      list(
        'Classes of workload; any of them will do.',
        words.workloadClass('What the workload does, as Tranche has told it by owner and command.'),
      ),
      [],
    ),
    images: optional(
      list(
        'Images of the pod; any of them in any container will do, init containers and sidecars among them.',
        words.glob('Image reference or glob, e.g. */vllm-openai:*.'),
      ),
    ),
    conditions: optional(conditions),
  },
);

const named = record('A guardrail that holds for what this policy matches.', {
  rule: choice(
    'Id of the rule; RULES.md has a row for each, and README.md beside it, under “Parameters of guardrails”, what it takes.',
    guardRules,
    'the id of a guardrail',
  ),
  severity: choice(
    'audit: note it. warn: tell who applies it. deny: refuse. Never more than the mode. It is about what the rule finds: what it sets is set whatever stands here.',
    ['audit', 'warn', 'deny'],
    undefined,
    {
      hint: 'audit, warn or deny: what becomes of what it finds; a rule that only sets requests finds nothing, and any of them will do',
    },
  ),
  except: standard(
    list(
      'Namespaces it passes over, such as the one of the GPU operator; another policy may still name the rule there.',
      words.namespaceGlob('Name of a namespace, or a glob, e.g. gpu-operator.'),
    ),
    [],
  ),
  parameters: optional(parameters),
});

const guard = parameterRules.reduce(
  (schema, { rule, message }) => held(schema, rule, message),
  named,
);

const said = record('Whom the policy is for, how far it goes, what it gives and what it asks.', {
  priority: standard(whole('Higher wins; among equals the name that sorts first.'), 0),
  mode: standard(words.mode('How far the policy goes.'), 'observe'),
  match: always(match),
  class: optional(
    words.workloadClass('Class given to what matches; then match may not ask for classes.'),
  ),
  identity: optional(
    list(
      'Labels whose values, joined by a slash, name the workload of what matches and has all of them; then match may not ask for ownerNames, classes, images or conditions.',
      words.labelKey('Key of the label, e.g. dag_id.'),
      1,
      8,
    ),
  ),
  sharing: optional(sharing),
  guards: standard(
    list('Guardrails, from every policy that matches, not only the winner.', guard),
    [],
  ),
});

const classed = held(
  said,
  '!has(self.class) || !has(self.match) || !has(self.match.classes) || size(self.match.classes) == 0',
  'a policy that gives a class cannot also match by class',
);

const identified = held(
  classed,
  '!has(self.identity) || !has(self.match) || ((!has(self.match.classes) || size(self.match.classes) == 0) && (!has(self.match.ownerNames) || size(self.match.ownerNames) == 0))',
  'a policy that gives an identity cannot also match by owner name or class',
);

const spec = held(
  identified,
  '!has(self.identity) || !has(self.match) || ((!has(self.match.images) || size(self.match.images) == 0) && (!has(self.match.conditions) || size(self.match.conditions) == 0))',
  'a policy that gives an identity cannot also match by image or condition',
);

const bounded = held(
  spec,
  '!has(self.sharing) || !has(self.sharing.floor) || !has(self.sharing.ceiling) || quantity(self.sharing.floor.vram).compareTo(quantity(self.sharing.ceiling.vram)) <= 0',
  'a ceiling below the floor leaves nothing between them',
);

export const gpuPolicy = clusterKind(
  'GpuPolicy',
  'Which workloads share GPUs on which terms, and which guardrails hold for them.',
  bounded,
);
export type GpuPolicy = Static<typeof gpuPolicy>;

export const gpuPolicyServed: Served = {
  plural: 'gpupolicies',
  scope: 'Cluster',
  columns: [
    { name: 'Mode', type: 'string', jsonPath: '.spec.mode' },
    { name: 'Priority', type: 'integer', jsonPath: '.spec.priority' },
    { name: 'Class', type: 'string', jsonPath: '.spec.class' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
};
