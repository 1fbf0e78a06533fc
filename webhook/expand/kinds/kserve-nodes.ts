/**
 * GPUs of a model over several nodes. KServe's controller writes on head and workers alike as many as the
 * tensors are parallel, one where nothing is said, over whatever stands there
 * (https://github.com/kserve/kserve, pkg/controller/v1beta1/inferenceservice/reconcilers/deployment).
 */
import { count, isRecord, member, type Raw } from '../raw.ts';
import { CONTAINER, WORKER, type Server } from './serving-runtime.ts';

const RESOURCES = ['nvidia.com/gpu', 'amd.com/gpu', 'intel.com/gpu', 'habana.ai/gaudi'];
const OF_KSERVE = new Set([CONTAINER, WORKER]);

/** `spec`: of the component. A runtime's own number is not looked for: it is seldom said there. */
export function withGpus(server: Server, spec: Raw): Server {
  const own = spec['workerSpec'];
  if (!isRecord(own)) return server;
  const gpus = Math.max(1, count(own['tensorParallelSize'], 1));
  const pod = member(server.template, 'spec');
  const { containers } = pod;
  if (!Array.isArray(containers)) return server;
  const given = containers.map((one) =>
    isRecord(one) && OF_KSERVE.has(String(one['name'])) ? having(one, gpus) : one,
  );
  return { ...server, template: { ...server.template, spec: { ...pod, containers: given } } };
}

function having(container: Raw, gpus: number): Raw {
  const resources = member(container, 'resources');
  const [limits, requests] = [member(resources, 'limits'), member(resources, 'requests')];
  const name =
    RESOURCES.find((one) => Object.hasOwn(limits, one) || Object.hasOwn(requests, one)) ??
    'nvidia.com/gpu';
  // What says the same stays as it was written.
  const own = (of: Raw): Raw =>
    String(of[name]) === String(gpus) ? of : { ...of, [name]: String(gpus) };
  return {
    ...container,
    resources: { ...resources, limits: own(limits), requests: own(requests) },
  };
}
