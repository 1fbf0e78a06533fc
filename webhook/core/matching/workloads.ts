/**
 * Objects that make pods, of which their authors hear early what those will get: their pods' own
 * warnings go to a controller, and nobody reads them there. Sent where somebody writes a pod template
 * that is new and has to do with GPUs. A condition cannot search a tree, so of kinds that keep their
 * templates elsewhere everything is sent whose `spec` is new, and the program looks; but for those that
 * are scaled in their `spec` and whose templates lie where a condition finds them.
 */
import { judgeConditions, type MatchCondition } from '../governed.ts';

export interface WorkloadRule {
  readonly group: string;
  /** Never with a subresource: `*` would bring status and scale. */
  readonly resources: readonly string[];
}

/** With a template at `spec.template`, or at `spec.jobTemplate.spec.template`. */
export const workloads: readonly WorkloadRule[] = [
  { group: '', resources: ['replicationcontrollers'] },
  { group: 'apps', resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'] },
  { group: 'batch', resources: ['cronjobs', 'jobs'] },
];

/** Of these the API server sends what it has; a kind that is not installed is no fault. */
export const customWorkloads: readonly WorkloadRule[] = [
  {
    group: 'argoproj.io',
    resources: ['cronworkflows', 'rollouts', 'workflows', 'workflowtemplates'],
  },
  { group: 'batch.volcano.sh', resources: ['cronjobs', 'jobs'] },
  { group: 'jobset.x-k8s.io', resources: ['jobsets'] },
  {
    group: 'kubeflow.org',
    resources: [
      'jaxjobs',
      'mpijobs',
      'mxjobs',
      'notebooks',
      'paddlejobs',
      'pytorchjobs',
      'tfjobs',
      'workspaces',
      'xgboostjobs',
    ],
  },
  { group: 'kubernetes.dask.org', resources: ['daskclusters'] },
  { group: 'leaderworkerset.x-k8s.io', resources: ['leaderworkersets'] },
  { group: 'ray.io', resources: ['rayclusters', 'raycronjobs', 'rayjobs', 'rayservices'] },
  { group: 'serving.knative.dev', resources: ['configurations', 'services'] },
  { group: 'serving.kserve.io', resources: ['inferenceservices', 'llminferenceservices'] },
  { group: 'sparkoperator.k8s.io', resources: ['scheduledsparkapplications', 'sparkapplications'] },
  { group: 'trainer.kubeflow.org', resources: ['trainjobs'] },
];

/** A controller cannot read, and whoever wrote its owner has heard. */
const WRITTEN: MatchCondition = {
  name: 'nobody-controls-it',
  expression:
    '!has(object.metadata.ownerReferences) || ' +
    '!object.metadata.ownerReferences.exists(o, has(o.controller) && o.controller)',
};

const templateIn = (object: string): string =>
  `(has(${object}.spec.jobTemplate) ? ${object}.spec.jobTemplate.spec.template : ${object}.spec.template)`;

/** What is asked of a pod, asked of a template: one may lack the metadata that each pod has. */
const ofTemplate = (expression: string): string =>
  expression
    .replaceAll(/has\(object\.metadata\./g, 'has(template.metadata) && has(template.metadata.')
    .replaceAll(/\bobject\./g, 'template.');

export function workloadConditions(): MatchCondition[] {
  const [now, before] = [templateIn('object'), templateIn('oldObject')];
  const asked = judgeConditions(true).map(({ expression }) => `(${ofTemplate(expression)})`);
  return [
    {
      name: 'template-changed',
      expression: `request.operation == 'CREATE' || ${now} != ${before}`,
    },
    WRITTEN,
    {
      name: 'of-gpus',
      expression: `[${now}].exists(template, has(template.spec) && ${asked.join(' && ')})`,
    },
  ];
}

export const customWorkloadConditions = (): MatchCondition[] => [
  {
    name: 'spec-changed',
    expression:
      "has(object.spec) && (request.operation == 'CREATE' || !has(oldObject.spec) || object.spec != oldObject.spec)",
  },
  {
    name: 'more-than-scaled',
    expression:
      "request.operation == 'CREATE' || !has(object.spec) || !has(oldObject.spec) || " +
      `(${Object.entries(PLACES)
        .map(([resource, { parts, lists }]) => {
          const changed = [...parts.map(partChanged), ...lists.map(listChanged)].join(' || ');
          return `request.resource.resource == '${resource}' ? (${changed}) : `;
        })
        .join('')}true)`,
  },
  WRITTEN,
];

interface Places {
  /** Of `spec`, where a template lies in or is. */
  readonly parts: readonly string[];
  /** Of `spec`, of groups that have a template each. */
  readonly lists: readonly string[];
}

/** By what the API calls them; Ray's autoscaler writes its clusters with every task that waits. */
const PLACES: Readonly<Record<string, Places>> = {
  jobs: { parts: [], lists: ['tasks'] },
  jobsets: { parts: [], lists: ['replicatedJobs'] },
  leaderworkersets: { parts: ['leaderWorkerTemplate'], lists: [] },
  rayclusters: { parts: ['headGroupSpec'], lists: ['workerGroupSpecs'] },
  rollouts: { parts: ['template'], lists: [] },
};

const changedIn = (field: string, of: string): string => {
  const [now, before] = [`object.spec.${field}`, `oldObject.spec.${field}`];
  return `has(${now}) != has(${before}) || (has(${now}) && ${now}${of} != ${before}${of})`;
};

const partChanged = (field: string): string => changedIn(field, '');
const listChanged = (field: string): string =>
  changedIn(field, '.map(g, has(g.template) ? g.template : g)');
