/** Guardrails that are named wrongly. */
import type { Refused } from './refused-form.fixture.ts';

const named = (
  rule: string,
  parameters?: Readonly<Record<string, number | string | readonly string[]>>,
) => ({
  guards: [{ rule, severity: 'deny', ...(parameters === undefined ? {} : { parameters }) }],
});

const AT = '/spec/guards/0';

export const inGuards: readonly Refused[] = [
  {
    name: 'a guardrail of which one parameter of several is needed, and none is there',
    kind: 'GpuPolicy',
    spec: named('guard/max-gpus'),
    says: `${AT} needs parameters.perPod or parameters.perOwner or parameters.perTeam for guard/max-gpus`,
    help: 'one of them is enough',
  },
  {
    name: 'one of which others are there',
    kind: 'GpuPolicy',
    spec: named('guard/spot', { grace: '90s' }),
    says: `${AT} needs parameters.checkpointPaths or parameters.checkpointVariables or parameters.checkpointAnnotations for guard/spot`,
    help: 'one of them is enough',
  },
  {
    name: 'a guardrail without the parameter that it needs',
    kind: 'GpuPolicy',
    spec: named('guard/deadline', { classes: ['training'] }),
    says: `${AT} needs parameters.most for guard/deadline`,
    help: 'The longest activeDeadlineSeconds of a pod, such as 72h.',
  },
  {
    name: 'a parameter of another guardrail',
    kind: 'GpuPolicy',
    spec: named('guard/deadline', { most: '72h', perPod: 4 }),
    says: `${AT}/parameters/perPod is no parameter of guard/deadline`,
    help: 'its parameters: most, classes',
  },
  {
    name: 'a class that there is none of',
    kind: 'GpuPolicy',
    spec: named('guard/deadline', { most: '72h', classes: ['trainings'] }),
    says: `${AT}/parameters/classes/0 must be one of serving, batch, training, notebook, build, unknown, got "trainings"`,
    help: 'did you mean training?',
  },
  {
    name: 'a label that no pod can have',
    kind: 'GpuPolicy',
    spec: named('guard/required-labels', { labels: ['cost centre'] }),
    says: `${AT}/parameters/labels/0 must be the key of a label, such as dag_id or tekton.dev/pipeline, got "cost centre"`,
  },
  {
    name: 'fewer GPUs than none',
    kind: 'GpuPolicy',
    spec: named('guard/max-gpus', { perTeam: -1 }),
    says: `${AT}/parameters/perTeam must be at least 0, got the number -1`,
  },
  {
    name: 'a share of a GPU in percent',
    kind: 'GpuPolicy',
    spec: named('guard/idle-notebook', { smBelow: 5 }),
    says: `${AT}/parameters/smBelow must be at most 1, got the number 5`,
  },
];
