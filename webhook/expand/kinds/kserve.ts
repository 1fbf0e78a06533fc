/**
 * KServe's InferenceService: each component is a pod spec itself, and a `model` in it is laid over the
 * container of a ServingRuntime. Its Deployments are named after service and component.
 */
import { count, isRecord, member, text, type Raw } from '../raw.ts';
import { ofDeployment } from './apps.ts';
import { between, type Asked, type Labels, type Made, type Makers, type Signs } from './kind.ts';
import { ofRevision } from './knative.ts';
import { withGpus } from './kserve-nodes.ts';
import { serverIn, type Server } from './serving-runtime.ts';

const LABEL = 'serving.kserve.io';

export const kserve: Makers = {
  'InferenceService.serving.kserve.io': (asked) => [
    ...['predictor', 'transformer', 'explainer'].flatMap((component) =>
      isRecord(asked.spec[component]) ? componentPods(asked, component) : [],
    ),
    ...canaries(asked),
  ],
};

interface Component {
  readonly asked: Asked;
  readonly name: string;
  readonly group: string;
  readonly spec: Raw;
  readonly at: string;
}

const componentPods = (asked: Asked, name: string): Made[] => {
  const one = { asked, name, group: name, spec: member(asked.spec, name), at: `/spec/${name}` };
  return [headOf(one), ...workersOf(one)];
};

/** Beside the first predictor, each as large as it says. */
function canaries(asked: Asked): Made[] {
  const { canary } = asked.spec;
  const all: readonly unknown[] = Array.isArray(canary) ? canary : [];
  return all.map((one, i) => {
    const group = `canary ${text(member(one)['name']) ?? i}`;
    const spec = member(one, 'predictor');
    return headOf({ asked, name: 'predictor', group, spec, at: `/spec/canary/${i}/predictor` });
  });
}

function headOf({ asked, name, group, spec, at }: Component): Made {
  return made(withGpus(serverIn({ asked, spec, at, part: 'containers' }), spec), {
    group,
    signs: (template) => signsOf(asked, name, template),
    ...scaled(spec, asked.object),
  });
}

/** A model over several nodes: the head is one of them. */
function workersOf({ asked, name, group, spec, at }: Component): Made[] {
  const own = spec['workerSpec'];
  if (!isRecord(own)) return [];
  const server = serverIn({ asked, spec: own, at: `${at}/workerSpec`, part: 'worker', of: spec });
  const nodes = count(own['pipelineParallelSize'], 2);
  const heads = count(spec['minReplicas'], 1);
  return [
    made(withGpus(server, spec), {
      group: `${group} worker`,
      signs: (template) => ({
        ...ofDeployment(`${asked.name}-${name}-worker`, template, labelsOf(asked, name)),
        annotations: annotationsOf(asked),
      }),
      replicas: heads * Math.max(1, nodes - 1),
    }),
  ];
}

interface Rest extends Pick<Made, 'replicas' | 'atOnce'> {
  readonly group: string;
  readonly signs: (template: Raw) => Signs;
}

const made = ({ template, writtenAt, untold }: Server, { signs, ...rest }: Rest): Made => ({
  ...rest,
  template,
  writtenAt,
  signs: () => signs(template),
  ...(untold === undefined ? {} : { untold }),
});

const byKnative = (object: Raw): boolean => {
  const mode = member(object, 'metadata', 'annotations')[`${LABEL}/deploymentMode`];
  return mode === 'Serverless' || mode === 'Knative';
};

function signsOf(asked: Asked, component: string, template: Raw): Signs {
  const labels = labelsOf(asked, component);
  const service = `${asked.name}-${component}`;
  const signs = byKnative(asked.object)
    ? ofRevision(service, template, { ...labels, 'serving.knative.dev/service': service })
    : ofDeployment(service, template, { app: `isvc.${service}`, ...labels });
  return { ...signs, annotations: annotationsOf(asked) };
}

/** What the service itself is labelled with goes to its pods. */
const labelsOf = ({ object, name }: Asked, component: string): Labels => ({
  ...textsOf(member(object, 'metadata', 'labels')),
  [`${LABEL}/inferenceservice`]: name,
  component,
  [`${LABEL}/component`]: component,
});

const annotationsOf = ({ object }: Asked): Labels =>
  textsOf(member(object, 'metadata', 'annotations'), (key) => !key.startsWith('kubectl.'));

const textsOf = (of: Raw, wanted: (key: string) => boolean = () => true): Labels =>
  Object.fromEntries(
    Object.entries(of).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && wanted(entry[0]),
    ),
  );

/** Knative scales without a limit where none is said, a Deployment stays as small as it may be. */
function scaled(spec: Raw, object: Raw): Pick<Made, 'replicas' | 'atOnce'> {
  const least = count(spec['minReplicas'], 1);
  const most = count(spec['maxReplicas'], 0);
  const limit = byKnative(object) && most === 0 ? 'unknown' : Math.max(least, most);
  return between(least, limit, 'its autoscaler decides');
}
