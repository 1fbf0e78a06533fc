/** Whoever scales an object stands beside it: an autoscaler of the same manifests tells between how many pods there are. */
import type { Scale } from '../../core/identity/scale.ts';
import { count, member, text, type Raw } from '../raw.ts';
import { between, type Asked, type Made } from './kind.ts';

/** As the library knows it: by what it scales. */
export const AUTOSCALER = 'autoscaler';

export const AUTOSCALERS = ['HorizontalPodAutoscaler', 'ScaledObject'];

/** KEDA's default target is a Deployment. */
export function targetOf({ spec }: Raw): string {
  const target = member(spec, 'scaleTargetRef');
  return `${text(target['kind']) ?? 'Deployment'}/${text(target['name']) ?? ''}`;
}

const SCALED: ReadonlySet<string> = new Set([
  'Deployment.apps',
  'Rollout.argoproj.io',
  'StatefulSet.apps',
]);

/** `kind`: with its group, as kubectl writes it. As many are judged as the manifest says, within what may be; of what may grow at least one. */
export function scaled(kind: string, asked: Asked, made: readonly Made[]): readonly Made[] {
  if (!SCALED.has(kind)) return made;
  const { library, namespace, name } = asked;
  const by = library(AUTOSCALER, namespace, `${text(asked.object['kind']) ?? ''}/${name}`);
  return by === undefined ? made : made.map((one) => (one.opaque ? one : within(one, by)));
}

function within(made: Made, by: Raw): Made {
  const [least, most] = boundsOf(by);
  if (made.replicas === 0 && leavesNone(by, least))
    return { resting: `${titled(by)} scales nothing up from 0`, ...made };
  const atLeast = Math.max(made.replicas, least, Math.min(most, 1));
  const replicas = most === 0 ? atLeast : Math.min(atLeast, most);
  const { atOnce } = between(least, most, titled(by));
  const scale = made.numbers?.scale ?? 'none';
  return {
    ...made,
    replicas,
    atOnce: atOnce ?? { least, most },
    ...(made.numbers === undefined || scale === 'none'
      ? {}
      : { numbers: { ...made.numbers, scale: grown(scale, replicas) } }),
  };
}

/** Zero replicas switch a HorizontalPodAutoscaler off, unless it may go there itself; KEDA wakes what sleeps. */
const leavesNone = ({ kind }: Raw, least: number): boolean =>
  kind === 'HorizontalPodAutoscaler' && least > 0;

const grown = (scale: Scale, replicas: number): Scale => ({ ...scale, replicas });

const titled = (by: Raw): string =>
  `${text(by['kind']) ?? ''} ${text(member(by, 'metadata')['name']) ?? ''}`;

/** KEDA goes down to none and up to a hundred where nothing is said. */
function boundsOf({ kind, spec }: Raw): readonly [least: number, most: number] {
  const of = member(spec);
  const [least, most] =
    kind === 'ScaledObject'
      ? [count(of['minReplicaCount'], 0), count(of['maxReplicaCount'], 100)]
      : [count(of['minReplicas'], 1), count(of['maxReplicas'], 1)];
  return [least, Math.max(least, most)];
}
