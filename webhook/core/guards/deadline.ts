import { controllerOf, type Pod } from '../pod.ts';
import { CLASSES } from './classes.ts';
import { gpuContainers } from './gpu-containers.ts';
import { heldTo } from './rule.ts';
import { timeOf } from './times.ts';

/** Whoever is meant to end. */
const ENDING: readonly string[] = ['training', 'notebook'];

export const deadline = heldTo({
  id: 'guard/deadline',
  about:
    'Training that hangs and notebooks that nobody closes hold their GPUs until somebody looks.',
  parameters: {
    most: {
      kind: 'duration',
      about: 'The longest activeDeadlineSeconds of a pod, such as 72h.',
      needed: true,
    },
    classes: {
      kind: 'names',
      about: 'Classes that the rule is for; not written: training and notebook.',
      of: CLASSES,
    },
  },
  notInCel: 'which class a workload has is known from its owner and its command',

  check(scene, { most, classes = ENDING }) {
    const { pod, question } = scene;
    const of = question.classified.class;
    if (!classes.includes(of) || gpuContainers(scene).length === 0) return undefined;
    const { activeDeadlineSeconds: seconds } = pod.spec;
    if (seconds !== undefined && seconds <= most) return undefined;
    const has = seconds === undefined ? 'has none' : `has ${timeOf(seconds)}`;
    return `${of} must have a deadline of at most ${timeOf(most)}, and the pod ${has}; ${help(pod, most)}`;
  },
});

/** Their API allows their pods none (k8s.io/kubernetes pkg/apis/{apps,core}/validation). */
const ENDLESS = ['StatefulSet', 'ReplicaSet', 'ReplicationController', 'DaemonSet'];

/** What a Job says of itself does not reach its pods. */
function help({ metadata }: Pod, most: number): string {
  const kind = controllerOf(metadata)?.kind ?? '';
  return ENDLESS.includes(kind)
    ? `pods of a ${kind} cannot have one, so run it as a Job, or ask whoever wrote the policy to leave its class out`
    : `write activeDeadlineSeconds: ${most} or less into the spec of the pod template, not of the Job`;
}
