import type { Container } from '../pod.ts';
import { gpuContainers } from './gpu-containers.ts';
import { heldTo } from './rule.ts';

const FIELDS = {
  readiness: 'readinessProbe',
  startup: 'startupProbe',
  liveness: 'livenessProbe',
} as const;
type Probe = keyof typeof FIELDS;
const PROBES: readonly Probe[] = ['readiness', 'startup', 'liveness'];

export const probes = heldTo({
  id: 'guard/probes',
  about:
    'A server loads its model for minutes: without a probe it is sent requests before it can answer, and nobody notices when it hangs and keeps its card.',
  parameters: {
    probes: {
      kind: 'names',
      about: 'Probes that each GPU container of a serving pod must have.',
      needed: true,
      of: PROBES,
    },
  },
  notInCel: 'which class a workload has is known from its owner and its command',

  check(scene, { probes: named }) {
    if (scene.question.classified.class !== 'serving') return undefined;
    const served = gpuContainers(scene);
    const handed = scene.pod.spec.containers.some(
      (one) => asksForAnother(one) && served.every(({ container }) => container !== one),
    );
    const wanted = named.filter((probe) => probe !== 'readiness' || !handed);
    for (const { container, role } of served) {
      // An init container that ends may have none.
      const missing = role === 'init' ? [] : lacking(container, wanted);
      if (missing.length > 0)
        return `container ${container.name} serves with a GPU and has no ${missing.join(' and no ')}; add it to the container`;
    }
    return undefined;
  },
});

const lacking = (container: Container, wanted: readonly string[]): readonly string[] =>
  PROBES.filter((probe) => wanted.includes(probe))
    .map((probe) => FIELDS[probe])
    .filter((field) => (container[field] ?? undefined) === undefined);

/**
 * Knative takes the readiness probe from the server and gives it to its proxy beside it, which the
 * kubelet asks whether both are ready; so it is with KServe on Knative.
 */
const PROXY = 'queue-proxy';
const HANDED_ON = 'SERVING_READINESS_PROBE';

const asksForAnother = ({ name, env = [], readinessProbe }: Container): boolean =>
  name === PROXY &&
  (readinessProbe ?? undefined) !== undefined &&
  env.some((one) => one.name === HANDED_ON && (one.value ?? '') !== '');
