/** Spark's operator: a driver, and executors that the driver makes; a GPU is a name and a quantity there. */
import { count, isRecord, member, text, type Raw } from '../raw.ts';
import { token } from '../../core/edits/pointer.ts';
import { nameOf } from '../../core/text.ts';
import { overlapping } from './batch.ts';
import { between, templateHash, type Labels, type Made, type Makers } from './kind.ts';
import { merged } from './merge.ts';
import { placed } from './pointers.ts';

const LABEL = 'sparkoperator.k8s.io';

export const spark: Makers = {
  'SparkApplication.sparkoperator.k8s.io': ({ spec, apiVersion, name }) =>
    applicationPods({ spec, at: '/spec', apiVersion, name, labels: {} }),

  /** The application is named by the nanosecond of its start. */
  'ScheduledSparkApplication.sparkoperator.k8s.io': ({ spec, apiVersion, name, minute }) =>
    applicationPods({
      spec: member(spec, 'template'),
      at: '/spec/template',
      apiVersion,
      name: `${name}-${minute * 60}000000000`,
      labels: { [`${LABEL}/scheduled-app-name`]: name },
    }).map((made) => overlapping(made, spec['concurrencyPolicy'] ?? 'Forbid')),
};

interface Application {
  readonly spec: Raw;
  readonly at: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly labels: Labels;
}

type Role = 'driver' | 'executor';

function applicationPods(app: Application): Made[] {
  const { spec, apiVersion, name } = app;
  const driver = text(member(spec, 'driver')['podName']) ?? `${name}-driver`;
  const run = `${name}-${templateHash(spec)}${nameOf(name).slice(0, 6)}`;
  return [
    {
      ...partOf(app, 'driver'),
      signs: () => ({
        name: driver,
        owner: { apiVersion, kind: 'SparkApplication', name },
        labels: labelsOf(app, 'driver'),
      }),
      replicas: 1,
    },
    {
      ...partOf(app, 'executor'),
      signs: (at) => ({
        name: `${run}-exec-${at + 1}`,
        owner: { apiVersion: 'v1', kind: 'Pod', name: driver },
        labels: labelsOf(app, 'executor'),
      }),
      ...executors(spec),
    },
  ];
}

const labelsOf = ({ name, labels }: Application, role: Role): Labels => ({
  ...labels,
  [`${LABEL}/app-name`]: name,
  [`${LABEL}/launched-by-spark-operator`]: 'true',
  'spark-app-selector': `spark-${nameOf(name)}`,
  'spark-role': role,
});

function executors(spec: Raw): Pick<Made, 'replicas' | 'atOnce'> {
  const { enabled, minExecutors, initialExecutors, maxExecutors } = member(
    spec,
    'dynamicAllocation',
  );
  const wanted = count(member(spec, 'executor')['instances'], 1);
  if (enabled !== true) return { replicas: wanted };
  const least = count(minExecutors, 0);
  const most = maxExecutors === undefined ? 'unknown' : Math.max(least, count(maxExecutors, least));
  const range = between(least, most, 'dynamicAllocation adds executors as tasks wait');
  return { ...range, replicas: Math.max(range.replicas, count(initialExecutors, 0)) };
}

/** Fields of a role that its pod has under the same name. */
const ALIKE = [
  'affinity',
  'hostNetwork',
  'initContainers',
  'nodeSelector',
  'priorityClassName',
  'schedulerName',
  'tolerations',
] as const;
const OF_CONTAINERS = ['env', 'envFrom', 'securityContext', 'volumeMounts'] as const;

function partOf(
  { spec, at: above }: Application,
  role: Role,
): Pick<Made, 'group' | 'template' | 'writtenAt'> {
  const own = member(spec, role);
  const container = containerOf(spec, own, role);
  const template = laid(member(own, 'template'), container, picked(own, ALIKE));
  const containers = member(template, 'spec')['containers'];
  const index = Array.isArray(containers)
    ? containers.findIndex((one) => member(one)['name'] === container['name'])
    : 0;
  const at = `${above}/${role}`;
  return {
    group: role,
    template: merged(
      { metadata: { labels: member(own, 'labels'), annotations: member(own, 'annotations') } },
      template,
    ),
    writtenAt: placed(
      [
        ...(isRecord(own['template']) ? [['', `${at}/template`] as const] : []),
        ...ALIKE.filter((field) => own[field] !== undefined).map(
          (field) => [`/spec/${field}`, `${at}/${field}`] as const,
        ),
        ...rowsOf(own, `/spec/containers/${index}`, above, at),
      ],
      at,
    ),
  };
}

function containerOf(spec: Raw, own: Raw, role: Role): Raw {
  const image = own['image'] ?? spec['image'];
  const gpu = member(own, 'gpu');
  const device = text(gpu['name']);
  return {
    ...picked(own, OF_CONTAINERS),
    name: `spark-kubernetes-${role}`,
    ...(image === undefined ? {} : { image }),
    resources: {
      ...(device === undefined ? {} : { limits: { [device]: gpu['quantity'] ?? 1 } }),
      requests: { cpu: own['coreRequest'] ?? own['cores'] ?? 1 },
    },
  };
}

function rowsOf(own: Raw, inPod: string, above: string, at: string): (readonly [string, string])[] {
  const device = text(member(own, 'gpu')['name']);
  const limit = `${inPod}/resources/limits`;
  return [
    ...OF_CONTAINERS.map((field) => [`${inPod}/${field}`, `${at}/${field}`] as const),
    [`${inPod}/image`, own['image'] === undefined ? `${above}/image` : `${at}/image`],
    [`${inPod}/resources`, `${at}/gpu`],
    [
      `${inPod}/resources/requests/cpu`,
      `${at}/${own['coreRequest'] === undefined ? 'cores' : 'coreRequest'}`,
    ],
    ...(device === undefined ? [] : [[`${limit}/${token(device)}`, `${at}/gpu/quantity`] as const]),
  ];
}

/** What the role says goes before what its free template says. */
const laid = (template: Raw, container: Raw, spec: Raw): Raw =>
  merged(template, { spec: { ...spec, containers: [container] } });

const picked = (of: Raw, fields: readonly string[]): Raw =>
  Object.fromEntries(
    fields.flatMap((field) => (of[field] === undefined ? [] : [[field, of[field]]])),
  );
