/**
 * From a workload object to the pods its controller would create: template, owner reference, labels
 * and name as that controller writes them, and how many there are at once. A kind nobody has heard
 * of with a pod template at `spec.template` owns its pods itself. Kinds are told apart by API group
 * too: a Job of batch.volcano.sh has nothing but its name in common with one of batch.
 */
import type { Numbered } from '../core/identity/numbered.ts';
import { scaleFrom, type Scale } from '../core/identity/scale.ts';
import { nameOf } from '../core/text.ts';
import type { AtOnce } from './at-once.ts';
import { count, isRecord, member, text, type Raw } from './raw.ts';

export interface Made {
  readonly template: Raw;
  /** JSON pointer of the template in its object. */
  readonly at: string;
  /** The controller that the API server will see, absent for a bare Pod. */
  readonly owner?: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  readonly labels: Readonly<Record<string, string>>;
  /** Fixed names of the pods, or the prefix the API server completes. */
  readonly naming:
    | { readonly name: string }
    | { readonly generateName: string }
    | { readonly ordinal: string; readonly start: number }
    | { readonly index: string };
  readonly replicas: number;
  /** Where that is not how many stand there at once. */
  readonly atOnce?: AtOnce;
  /** Where the controller could number them: how many there are to be, which may be more than at once. */
  readonly numbers?: Numbers;
}

export interface Numbers {
  readonly kind: Numbered['kind'];
  readonly name: string;
  /** None of a Job that does not number its pods, whatever its template says of them. */
  readonly scale: Scale | 'none';
}

export function madeFrom(object: Raw, minute: number): Made | undefined {
  const kind = text(object['kind']) ?? '';
  const name =
    text(member(object, 'metadata')['name']) ??
    text(member(object, 'metadata')['generateName']) ??
    '';
  const full = qualified(object);
  const maker = Object.hasOwn(makers, full) ? makers[full] : undefined;
  if (maker !== undefined) return maker(object, name, minute);
  const template = member(object, 'spec', 'template');
  if (!isPodTemplate(template)) return undefined;
  const owner = { apiVersion: text(object['apiVersion']) ?? 'v1', kind, name };
  return {
    template,
    at: TEMPLATE,
    owner,
    labels: {},
    naming: { generateName: `${name}-` },
    replicas: count(member(object, 'spec')['replicas'], 1),
  };
}

/** As kubectl writes a kind that needs telling apart: `Job.batch.volcano.sh`, and `Pod` for the core group. */
export function qualified(object: Raw): string {
  const [group = '', version] = (text(object['apiVersion']) ?? '').split('/');
  const kind = text(object['kind']) ?? '';
  return version === undefined ? kind : `${kind}.${group}`;
}

/** Whether pod templates lie somewhere in it: under `template`, `workerTemplate` and the like. */
export const holdsTemplates = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(holdsTemplates)
    : isRecord(value) &&
      Object.entries(value).some(
        ([key, inner]) =>
          (/template$/i.test(key) && isRecord(inner) && isPodTemplate(inner)) ||
          holdsTemplates(inner),
      );

const isPodTemplate = (template: Raw): boolean =>
  Array.isArray(member(template, 'spec')['containers']);

const TEMPLATE = '/spec/template';

type Maker = (object: Raw, name: string, minute: number) => Made;

const makers: Readonly<Record<string, Maker>> = {
  Pod: (object, name) => ({
    template: object,
    at: '',
    labels: {},
    naming: member(object, 'metadata')['name'] === undefined ? { generateName: name } : { name },
    replicas: 1,
  }),

  'Deployment.apps'(object, name) {
    const template = member(object, 'spec', 'template');
    const hash = templateHash(template);
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-${hash}` };
    return {
      template,
      at: TEMPLATE,
      owner,
      labels: { 'pod-template-hash': hash },
      naming: { generateName: `${owner.name}-` },
      replicas: count(member(object, 'spec')['replicas'], 1),
    };
  },

  'ReplicaSet.apps': (object, name) => ({
    template: member(object, 'spec', 'template'),
    at: TEMPLATE,
    owner: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name },
    labels: {},
    naming: { generateName: `${name}-` },
    replicas: count(member(object, 'spec')['replicas'], 1),
  }),

  'StatefulSet.apps': (object, name) =>
    ordinals(object, name, scaleFrom('StatefulSet', object['spec'])),

  'DaemonSet.apps'(object, name) {
    const template = member(object, 'spec', 'template');
    return {
      template,
      at: TEMPLATE,
      owner: { apiVersion: 'apps/v1', kind: 'DaemonSet', name },
      labels: { 'controller-revision-hash': templateHash(template) },
      naming: { generateName: `${name}-` },
      replicas: 1,
      atOnce: { least: 0, most: 'unknown', because: 'one for each node that matches' },
    };
  },

  'Job.batch': (object, name) => jobPods(object, ['spec'], name),

  /** The Job of the minute; a CronJob names it by minutes since the epoch. */
  'CronJob.batch': (object, name, minute) =>
    jobPods(object, ['spec', 'jobTemplate', 'spec'], `${name}-${minute}`),

  /** Kubeflow's controller makes a StatefulSet of the same name with one replica. */
  'Notebook.kubeflow.org'(object, name) {
    const made = ordinals(object, name, { replicas: 1, start: 0 });
    return { ...made, labels: { ...made.labels, 'notebook-name': name, statefulset: name } };
  },
};

function ordinals(object: Raw, name: string, found: Scale | 'none'): Made {
  const scale = found === 'none' ? { replicas: 1, start: 0 } : found;
  const template = member(object, 'spec', 'template');
  return {
    template,
    at: TEMPLATE,
    owner: { apiVersion: 'apps/v1', kind: 'StatefulSet', name },
    labels: { 'controller-revision-hash': `${name}-${templateHash(template)}` },
    naming: { ordinal: name, start: scale.start },
    replicas: scale.replicas,
    numbers: { kind: 'StatefulSet', name, scale },
  };
}

function jobPods(object: Raw, path: readonly string[], name: string): Made {
  const spec = member(object, ...path);
  const parallel = count(spec['parallelism'], 1);
  const scale = scaleFrom('Job', spec);
  return {
    template: member(spec, 'template'),
    at: `/${path.join('/')}/template`,
    owner: { apiVersion: 'batch/v1', kind: 'Job', name },
    labels: { 'batch.kubernetes.io/job-name': name, 'job-name': name },
    naming: scale === 'none' ? { generateName: `${name}-` } : { index: name },
    replicas: Math.min(parallel, count(spec['completions'], parallel)),
    numbers: { kind: 'Job', name, scale },
  };
}

/** Stands for the controller's own hash: it tells templates apart and stays the same for one. */
const templateHash = (template: Raw): string => nameOf(JSON.stringify(template)).slice(0, 10);

/** Whether the object is a list of others. */
export const itemsOf = (object: Raw): Raw[] | undefined =>
  (text(object['kind']) ?? '').endsWith('List') && Array.isArray(object['items'])
    ? object['items'].filter(isRecord)
    : undefined;
