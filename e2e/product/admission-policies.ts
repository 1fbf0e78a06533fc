/**
 * The API server's own mutating policies (CEL, on since Kubernetes 1.36): always before webhooks, and
 * again after one has changed the pod. They see what a pod asks for; Gatekeeper's only see where.
 */
import type { Written } from './objects.ts';

export const FIRST = 'mesh-proxy';
export const TEAM = 'example.com/gpu-team';

/** For pods that ask for `nvidia.com/gpu`: a container before all others, and a toleration. */
export function admissionPolicies(namespace: string): readonly Written[] {
  const name = `${namespace}-mesh`;
  const here = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
  const pods = {
    apiGroups: [''],
    apiVersions: ['v1'],
    operations: ['CREATE'],
    resources: ['pods'],
  };
  return [
    {
      ...policy('MutatingAdmissionPolicy', name),
      spec: {
        failurePolicy: 'Fail',
        reinvocationPolicy: 'IfNeeded',
        matchConstraints: { namespaceSelector: here, resourceRules: [pods] },
        matchConditions: [{ name: 'asks-for-a-card', expression: ASKS }],
        mutations: [patch(PROXY_FIRST), patch(TOLERATION)],
      },
    },
    { ...policy('MutatingAdmissionPolicyBinding', name), spec: { policyName: name } },
  ];
}

const policy = (kind: string, name: string) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind,
  metadata: { name },
});

const patch = (expression: string): object => ({
  patchType: 'JSONPatch',
  jsonPatch: { expression },
});

const ASKS = `object.spec.containers.exists(c,
  has(c.resources) && has(c.resources.limits) && 'nvidia.com/gpu' in c.resources.limits)`;

/** It is asked again, so it looks first whether it has been here. */
const once = (there: string, path: string, value: string): string =>
  `${there} ? [] : [JSONPatch{op: 'add', path: '${path}', value: ${value}}]`;

const PROXY_FIRST = once(
  `object.spec.containers.exists(c, c.name == '${FIRST}')`,
  '/spec/containers/0',
  `Object.spec.containers{name: '${FIRST}', image: 'registry.example.com/${FIRST}:1.0'}`,
);

/** There is a list by then: the API server tolerates nodes that are not ready for five minutes. */
const TOLERATION = once(
  `object.spec.tolerations.exists(t, has(t.key) && t.key == '${TEAM}')`,
  '/spec/tolerations/-',
  `Object.spec.tolerations{key: '${TEAM}', operator: 'Exists'}`,
);
