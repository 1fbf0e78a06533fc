/**
 * Argo: the templates of a Workflow are not pod templates. Each that runs containers gives pods of its
 * own, put together of the template, the defaults for all and what the workflow says of its pods.
 */
import { parseDocument } from 'yaml';
import { token } from '../../core/edits/pointer.ts';
import { nameOf } from '../../core/text.ts';
import { contentsOf } from '../contents.ts';
import { isRecord, member, type Raw } from '../raw.ts';
import { AS_KUBECTL } from '../scalars.ts';
import { flowOf, templatesIn } from './argo-flow.ts';
import { resourcePods } from './argo-resource.ts';
import { overlapping } from './batch.ts';
import {
  between,
  nothing,
  type Asked,
  type Labels,
  type Made,
  type Maker,
  type Makers,
} from './kind.ts';
import { merged } from './merge.ts';
import { placed } from './pointers.ts';

const LABEL = 'workflows.argoproj.io';

/** `maker`: of any object, for those that a Workflow makes. */
export const argo = (maker: Maker): Makers => ({
  'Workflow.argoproj.io': ({ spec, ...asked }) =>
    podsOf(asked, { spec, at: '/spec', name: asked.name, labels: {}, maker }),

  /** The Workflow is named by the second of its start. */
  'CronWorkflow.argoproj.io': ({ spec, ...asked }) =>
    podsOf(asked, {
      spec: member(spec, 'workflowSpec'),
      at: '/spec/workflowSpec',
      name: `${asked.name}-${asked.minute * 60}`,
      labels: { [`${LABEL}/cron-workflow`]: asked.name },
      maker,
    }).map((made) => overlapping(made, spec['concurrencyPolicy'])),

  'WorkflowTemplate.argoproj.io': ({ spec, ...asked }) => called(asked, spec, maker),
  'ClusterWorkflowTemplate.argoproj.io': ({ spec, ...asked }) => called(asked, spec, maker),
});

/** Workflows run it, or one of its templates, under names of their own. */
const called = (asked: Omit<Asked, 'spec'>, spec: Raw, maker: Maker): Made[] =>
  podsOf(asked, {
    spec: { ...spec, entrypoint: undefined },
    at: '/spec',
    name: asked.name,
    labels: {},
    maker,
  });

interface Workflow {
  readonly spec: Raw;
  readonly at: string;
  readonly name: string;
  readonly labels: Labels;
  readonly maker: Maker;
}

function podsOf(asked: Omit<Asked, 'spec'>, workflow: Workflow): Made[] {
  const flow = flowOf(workflow.spec, workflow.at, asked);
  const { untold } = flow;
  const made = templatesIn(flow).flatMap((running) => {
    const { name, template, at, most, least } = running;
    if (isRecord(template['resource'])) return resourcePods(running, asked, workflow.maker);
    const pod = podIn(template, at, flow.spec, workflow.at);
    if (pod === undefined) return [];
    const because = 'steps, loops and conditions of the workflow decide';
    const one: Made = {
      ...pod,
      group: name,
      signs: (i) => ({
        name: `${workflow.name}-${name}-${Number.parseInt(nameOf(`${name}/${i}`).slice(0, 8), 16)}`,
        owner: { apiVersion: asked.apiVersion, kind: 'Workflow', name: workflow.name },
        labels: {
          ...workflow.labels,
          [`${LABEL}/completed`]: 'false',
          [`${LABEL}/workflow`]: workflow.name,
        },
        annotations: { [`${LABEL}/node-name`]: `${workflow.name}.${name}` },
      }),
      ...between(least, most, because),
      ...(most === 'unknown' ? {} : { replicas: most }),
    };
    return [untold === undefined ? one : { ...one, untold }];
  });
  return made.length > 0 || untold === undefined ? made : [nothing(workflow.at, untold)];
}

type Pod = Pick<Made, 'template' | 'writtenAt'>;

/** Where a template says nothing of these, the workflow does. */
const SCHEDULING = [
  'affinity',
  'automountServiceAccountToken',
  'hostAliases',
  'nodeSelector',
  'priorityClassName',
  'schedulerName',
  'securityContext',
  'serviceAccountName',
  'tolerations',
] as const;
const OF_ALL = ['hostNetwork', 'imagePullSecrets', 'dnsPolicy', 'dnsConfig'] as const;
const LISTS = ['initContainers', 'resourceClaims'] as const;

type Row = readonly [string, string];

/** None of a template that runs no containers. */
function podIn(template: Raw, at: string, spec: Raw, above: string): Pod | undefined {
  const main = mainOf(template, at);
  if (main === undefined) return undefined;
  const sidecars: readonly unknown[] = Array.isArray(template['sidecars'])
    ? template['sidecars']
    : [];
  const own = [...SCHEDULING, ...LISTS].filter((field) => template[field] !== undefined);
  const inherited = [...SCHEDULING, ...OF_ALL].filter(
    (field) => template[field] === undefined && spec[field] !== undefined,
  );
  const pod = {
    restartPolicy: 'Never',
    ...Object.fromEntries(inherited.map((field) => [field, spec[field]])),
    ...Object.fromEntries(own.map((field) => [field, template[field]])),
    volumes: [...listOf(spec['volumes']), ...listOf(template['volumes'])],
    containers: [...main.containers, ...sidecars],
  };
  const rows: Row[] = [
    ...main.rows,
    ...sidecars.map((_, i): Row => [
      `/spec/containers/${main.containers.length + i}`,
      `${at}/sidecars/${i}`,
    ]),
    ...inherited.map((field): Row => [`/spec/${field}`, `${above}/${field}`]),
    ...own.map((field): Row => [`/spec/${field}`, `${at}/${field}`]),
    ['/metadata', `${at}/metadata`],
  ];
  return {
    template: {
      metadata: merged(member(spec, 'podMetadata'), member(template, 'metadata')),
      spec: [spec, template].reduce(patched, pod),
    },
    writtenAt: placed(rows, at),
  };
}

interface Main {
  readonly containers: readonly unknown[];
  readonly rows: readonly Row[];
}

function mainOf(template: Raw, at: string): Main | undefined {
  const set = member(template, 'containerSet')['containers'];
  if (Array.isArray(set))
    return { containers: set, rows: [['/spec/containers', `${at}/containerSet/containers`]] };
  const field = ['container', 'script'].find((one) => isRecord(template[one]));
  if (field === undefined) return undefined;
  const { source: _source, ...container } = member(template, field);
  return {
    containers: [{ ...container, name: 'main' }],
    rows: [['/spec/containers/0', `${at}/${token(field)}`]],
  };
}

/** A patch is text, and may hold parameters that only a run fills in. */
function patched(pod: Raw, { podSpecPatch }: Raw): Raw {
  if (typeof podSpecPatch !== 'string') return pod;
  const document = parseDocument(podSpecPatch, AS_KUBECTL);
  if (document.errors.length > 0) return pod;
  const { value, faults } = contentsOf(document, podSpecPatch);
  return faults.length === 0 && isRecord(value) ? merged(pod, value) : pod;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
