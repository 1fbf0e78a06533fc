/**
 * GPUs where they are held longer than used, or where none may be. An ordinary init container's share
 * is kept free for as long as the pod lives (component-helpers resource/helpers.go: the larger of what
 * init containers and app containers ask for); an ephemeral container may ask for nothing
 * (ValidateEphemeralContainers forbids `resources`), and none may be there when a pod is made; a pod as a whole may ask
 * for cpu, memory and huge pages alone (KEP-2837), and before Kubernetes 1.34 what it asked for was dropped.
 */
import { gpuNames } from '../../core/asks.ts';
import { namesGpu } from '../../core/governed.ts';
import { token } from '../../core/edits/pointer.ts';
import { seats, type Pod } from '../../core/pod.ts';
import type { Lint, OfPod } from './lint.ts';

export const gpuSeats: OfPod = (pod) => [...initAlone(pod), ...ephemeral(pod), ...ofTheWhole(pod)];

function initAlone(pod: Pod): Lint[] {
  const asking = seats(pod).filter(({ container }) => gpuNames(container).length > 0);
  if (asking.some(({ role }) => role !== 'init')) return [];
  return asking.map(({ container, pointer }) => {
    const [name = ''] = gpuNames(container);
    return {
      rule: 'lint/init-gpu',
      level: 'warning',
      container: container.name,
      says: `is the only one that asks for ${name}, and runs before the others: the pod holds it for as long as it lives`,
      help: 'run what needs it as a Job of its own, or ask for it where it is used',
      pointer: `${pointer}/resources/${Object.hasOwn(container.resources?.limits ?? {}, name) ? 'limits' : 'requests'}/${token(name)}`,
    };
  });
}

const ephemeral = ({ spec }: Pod): Lint[] =>
  (spec.ephemeralContainers ?? []).flatMap((container, i) =>
    gpuNames(container).length === 0
      ? []
      : [
          {
            rule: 'lint/ephemeral-gpu',
            level: 'error',
            container: container.name,
            says: 'is an ephemeral container that asks for a GPU: it may ask for nothing, and is never part of a manifest',
            help: 'kubectl debug adds one to a pod that runs; it sees the GPU of the container that it targets',
            pointer: `/spec/ephemeralContainers/${i}`,
          },
        ],
  );

function ofTheWhole({ spec }: Pod): Lint[] {
  const { limits = {}, requests = {} } = spec.resources ?? {};
  const names = new Set([...Object.keys(limits), ...Object.keys(requests)].filter(namesGpu));
  return [...names].map((name) => ({
    rule: 'lint/pod-level-gpu',
    level: 'error',
    says: `asks for ${name} for the pod as a whole, where only cpu, memory and huge pages may be asked for: the API server refuses it, and before Kubernetes 1.34 drops it without a word`,
    help: 'write it under resources.limits of the container that uses it',
    pointer: `/spec/resources/${Object.hasOwn(limits, name) ? 'limits' : 'requests'}/${token(name)}`,
  }));
}
