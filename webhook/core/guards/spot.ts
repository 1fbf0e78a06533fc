import { outlasts } from '../fit/volumes.ts';
import type { Container, Pod } from '../pod.ts';
import { gpuContainers } from './gpu-containers.ts';
import { heldTo } from './rule.ts';
import { wayToSpot } from './spot-nodes.ts';

/** What the API server writes where nobody does. */
const GRACE = 30;

export const spot = heldTo({
  id: 'guard/spot',
  about:
    'A spot node is taken back within minutes or seconds, and work that was not saved is done, and paid for, again.',
  parameters: {
    grace: {
      kind: 'duration',
      about:
        'The least terminationGracePeriodSeconds of a pod with a GPU that may run on spot nodes.',
      needed: true,
    },
    checkpointPaths: {
      kind: 'names',
      about:
        'Paths where such a pod saves its work: a volume that outlasts it must be mounted there.',
    },
    checkpointVariables: {
      kind: 'names',
      about: 'Variables of its containers that show that it saves its work.',
    },
    checkpointAnnotations: {
      kind: 'keys',
      about: 'Annotations that show that it saves its work.',
    },
  },
  oneOf: ['checkpointPaths', 'checkpointVariables', 'checkpointAnnotations'],
  notInCel:
    'whether a volume outlasts its pod, and a path lies below its mount, takes paths and claims to be taken apart',

  check(scene, given) {
    const { pod } = scene;
    const way = wayToSpot(pod);
    if (way === undefined || gpuContainers(scene).length === 0) return undefined;
    const grace = pod.spec.terminationGracePeriodSeconds ?? GRACE;
    const help = [
      ...(saves(pod, given) ? [] : [signsIn(given)]),
      ...(grace >= given.grace
        ? []
        : [`set terminationGracePeriodSeconds to ${given.grace} or more, it is ${grace}`]),
    ];
    if (help.length === 0) return undefined;
    return `it ${way}, which may be taken back at any minute: ${help.join(', and ')}; or keep it off such nodes`;
  },
});

interface Signs {
  readonly checkpointPaths: readonly string[] | undefined;
  readonly checkpointVariables: readonly string[] | undefined;
  readonly checkpointAnnotations: readonly string[] | undefined;
}

/** One sign is enough. */
function saves(pod: Pod, signs: Signs): boolean {
  const { checkpointPaths = [], checkpointVariables = [], checkpointAnnotations = [] } = signs;
  const { annotations = {} } = pod.metadata;
  return (
    checkpointAnnotations.some(
      (key) => Object.hasOwn(annotations, key) && annotations[key] !== '',
    ) ||
    pod.spec.containers.some(
      (container) =>
        checkpointVariables.some((name) => isSet(container, name)) ||
        checkpointPaths.some((path) => isKept(container, path, pod)),
    )
  );
}

const isSet = ({ env = [] }: Container, wanted: string): boolean =>
  env.some(
    ({ name, value = '', valueFrom }) =>
      name === wanted && (value !== '' || valueFrom !== undefined),
  );

/** A folder of its own, a folder in it or the folder around it; but not what dies with the pod or stays on its node. */
function isKept({ volumeMounts = [] }: Container, path: string, { spec }: Pod): boolean {
  const kept = (spec.volumes ?? []).filter(outlasts).map(({ name }) => name);
  const wanted = withSlash(path);
  return volumeMounts.some(({ name, mountPath }) => {
    if (name === undefined || mountPath === undefined || !kept.includes(name)) return false;
    const at = withSlash(mountPath);
    return wanted.startsWith(at) || at.startsWith(wanted);
  });
}

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

function signsIn({
  checkpointPaths = [],
  checkpointVariables = [],
  checkpointAnnotations = [],
}: Signs): string {
  const ways = [
    ...checkpointPaths.map((path) => `mount a claimed volume at ${path}`),
    ...checkpointVariables.map((name) => `set the variable ${name}`),
    ...checkpointAnnotations.map((key) => `write the annotation ${key}`),
  ];
  return `show that it saves its work (${ways.join(', or ')})`;
}
