/**
 * A pod as it may be kept on a disk: what decides, and nothing that somebody may want hidden. A list
 * of what looks like a secret always misses one, so it is the other way round: of commands and
 * variables only known words are kept, of annotations only the values that are read, and of
 * what points elsewhere only that it does. Where that leaves too little, the record says so
 * (`read-alike.ts`).
 */
import { KEEP } from '../../core/fit/blocked.ts';
import { SHARE, VRAM } from '../../core/fit/declared.ts';
import { DECISION, ORIGINAL } from '../../core/governed.ts';
import { KAI_DEVICES, KAI_FRACTION, KAI_MEMORY } from '../../core/fit/kai.ts';
import { ARGUMENTS } from '../../core/never-slice/spoken.ts';
import type { Affinity, Container, EnvVar, Pod, PodSpec, Volume } from '../../core/pod.ts';
import { wayIn } from '../../core/words/host-paths.ts';
import { plainPath } from '../../core/words/plain-path.ts';
import { isOwnersModel, isPlain, isVariable } from './known-words.ts';
import { HIDDEN, maskedWords } from './masked.ts';

export { HIDDEN } from './masked.ts';

export function redacted({ metadata, spec }: Pod): Pod {
  const { annotations, ...rest } = metadata;
  return {
    metadata: { ...rest, ...(annotations === undefined ? {} : { annotations: read(annotations) }) },
    spec: { ...elsewhere(spec), ...containersOf(spec) },
  };
}

const LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

const containersOf = (spec: PodSpec): Pick<PodSpec, (typeof LISTS)[number]> => ({
  containers: spec.containers.map(withoutSecrets),
  ...Object.fromEntries(
    LISTS.flatMap((list) => {
      const all = spec[list];
      return all === undefined ? [] : [[list, all.map(withoutSecrets)]];
    }),
  ),
});

function withoutSecrets({ env, envFrom, args, command, ...container }: Container): Container {
  const variables = new Set(env?.map(({ name }) => name));
  const words = maskedWords([...(command ?? []), ...(args ?? [])], variables);
  const behind = command?.length ?? 0;
  return {
    ...container,
    ...(command === undefined ? {} : { command: words.slice(0, behind) }),
    ...(args === undefined ? {} : { args: words.slice(behind) }),
    ...(env === undefined ? {} : { env: env.map((one) => withoutValue(one, variables)) }),
    ...(envFrom === undefined ? {} : { envFrom: envFrom.map(() => ({})) }),
  };
}

/** That it comes from elsewhere is kept; from where is not. */
function withoutValue(
  { name, value, valueFrom }: EnvVar,
  variables: ReadonlySet<string>,
): NonNullable<Container['env']>[number] {
  const kept = value === undefined ? undefined : valueKept(name, value, variables);
  return {
    name,
    ...(kept === undefined ? {} : { value: kept }),
    ...(valueFrom === undefined ? {} : { valueFrom: {} }),
  };
}

/** Sizes, switches, what precision; a model that is said as on its hub; arguments, as a command's. */
function valueKept(
  name: string,
  value: string,
  variables: ReadonlySet<string>,
): string | undefined {
  if (value === '') return value;
  if (ARGUMENTS.test(name)) return maskedWords([value], variables).join(' ');
  if (!isVariable(name)) return undefined;
  return isPlain(value) || isOwnersModel(name, value) ? value : undefined;
}

/** Our own two repeat the pod, and so does kubectl's. */
const REPEAT = [DECISION, ORIGINAL, 'kubectl.kubernetes.io/last-applied-configuration'];
const AMOUNTS: readonly string[] = [VRAM, SHARE, KAI_FRACTION, KAI_MEMORY, KAI_DEVICES];
const AMOUNT = /^[\d.]{1,12}(?:[kMGT]i?)?$/;

/** Which keys there are is read by rules that a policy names keys to; what they say, of few. */
const read = (annotations: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(annotations)
      .filter(([key]) => !REPEAT.includes(key))
      .map(([key, value]) => [key, valueOf(key, value)]),
  );

function valueOf(key: string, value: string): string {
  if (value === '' || (key === KEEP && value === 'original')) return value;
  if (AMOUNTS.includes(key) && AMOUNT.test(value)) return value;
  return FABRIC.exec(value)?.[0] ?? HIDDEN;
}

/** Of a network that the pod joins: its kind. */
const FABRIC = /(?<![a-z])(?:efa|e?rdma|hca|ibs?|infiniband|roce|sriov)(?![a-z])/i;

/** Of what is only looked for, that it is there. */
function elsewhere({ affinity, volumes, schedulingGroup, workloadRef, ...spec }: PodSpec): PodSpec {
  return {
    ...spec,
    ...(schedulingGroup === undefined ? {} : { schedulingGroup: {} }),
    ...(workloadRef === undefined ? {} : { workloadRef: {} }),
    ...(affinity === undefined ? {} : { affinity: required(affinity) }),
    ...(volumes === undefined ? {} : { volumes: volumes.map(kindOf) }),
  };
}

/** No placement depends on a wish, and of neighbours it is told only that the pod is choosy. */
function required({ nodeAffinity, podAffinity, podAntiAffinity }: Affinity): Affinity {
  const { requiredDuringSchedulingIgnoredDuringExecution: nodes } = nodeAffinity ?? {};
  const [near, far] = [neighbours(podAffinity), neighbours(podAntiAffinity)];
  return {
    ...(nodes && { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: nodes } }),
    ...(near && { podAffinity: near }),
    ...(far && { podAntiAffinity: far }),
  };
}

function neighbours(rules: Affinity['podAffinity']): Affinity['podAffinity'] {
  const { requiredDuringSchedulingIgnoredDuringExecution: all } = rules ?? {};
  return all && { requiredDuringSchedulingIgnoredDuringExecution: all.map(() => ({})) };
}

function kindOf({ name, hostPath, ...kinds }: Volume): Volume {
  return {
    ...(name === undefined ? {} : { name }),
    ...(hostPath === undefined ? {} : { hostPath: { path: placeOf(hostPath.path ?? '') } }),
    ...Object.fromEntries(Object.entries(kinds).map(([kind, given]) => [kind, given && {}])),
  };
}

/** Where on a node devices are is known; any other folder is any other folder. */
const placeOf = (path: string): string =>
  wayIn(path) === undefined ? `/${HIDDEN}` : plainPath(path);
