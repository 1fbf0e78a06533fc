/**
 * What the API server adds to a pod before the mutating webhooks see it (pkg/apis/core/v1
 * defaults.go and the in-tree plugins that run first), as far as admission can tell the difference.
 */
import { copied } from '../core/copied.ts';
import { readPod } from '../core/read-pod.ts';
import { effectiveRequests } from '../core/requests.ts';
import { isRecord, member, type Raw } from './raw.ts';

/** Changes `pod` in place; what is there stays. */
export function defaulted(pod: Raw): Raw {
  const spec = member(pod, 'spec');
  fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'default',
    securityContext: {},
    schedulerName: 'default-scheduler',
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    priority: 0,
  });
  // The deprecated twin follows the name.
  spec['serviceAccount'] = spec['serviceAccountName'];
  for (const list of ['initContainers', 'containers'])
    for (const container of Array.isArray(spec[list]) ? spec[list] : [])
      if (isRecord(container)) containerDefaults(container);
  requestsOfTheWhole(pod, spec);
  tolerateOutages(spec);
  return pod;
}

/** For Pods, never for templates, a limit without a request is copied. */
function containerDefaults(container: Raw): void {
  fill(container, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    resources: {},
  });
  const resources = member(container, 'resources');
  if (!isRecord(resources['limits'])) return;
  resources['requests'] = { ...resources['limits'], ...member(resources, 'requests') };
}

/** Limited as a whole, a pod requests what its containers do together, and its limit where they say nothing (KEP-2837). */
function requestsOfTheWhole(pod: Raw, spec: Raw): void {
  const { resources, overhead: _besides, ...apart } = spec;
  const limits = member(resources, 'limits');
  if (!isRecord(resources) || Object.keys(limits).length === 0) return;
  const read = readPod({ ...pod, spec: apart });
  if (!read.ok) return;
  const { cpu, memory } = effectiveRequests(read.pod);
  resources['requests'] = {
    ...limits,
    ...(cpu !== undefined && { cpu: `${cpu}m` }),
    ...(memory !== undefined && { memory: String(memory) }),
    ...member(resources, 'requests'),
  };
}

/** The DefaultTolerationSeconds plugin. */
function tolerateOutages(spec: Raw): void {
  const tolerations: unknown[] = Array.isArray(spec['tolerations']) ? spec['tolerations'] : [];
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'])
    if (!tolerations.some((one) => isRecord(one) && one['key'] === key))
      tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
  spec['tolerations'] = tolerations;
}

function fill(object: Raw, defaults: Raw): void {
  for (const [key, value] of Object.entries(defaults))
    if (object[key] === undefined) object[key] = copied(value);
}
