import { expect, test } from '@jest/globals';
import { readPod } from './read-pod.ts';
import { at, faultsOf, places, put } from './testing/places.ts';

const container = {
  name: 'a',
  image: 'a',
  command: ['a'],
  args: ['a'],
  env: [{ name: 'a', value: 'b' }],
  envFrom: [],
  resources: { requests: { cpu: '1' }, limits: { cpu: 1 }, claims: [{ name: 'x' }] },
  ports: [{ hostPort: 1 }],
  securityContext: {
    privileged: true,
    runAsUser: 0,
    capabilities: { add: ['A'] },
    windowsOptions: { hostProcess: true },
  },
  volumeMounts: [{ name: 'a', mountPath: '/', readOnly: true }],
  restartPolicy: 'Always',
};
const expression = { key: 'a', operator: 'In', values: ['b'] };
const required = 'requiredDuringSchedulingIgnoredDuringExecution';

/** What is read of a pod, each field once, and nothing else. */
const everything = () => ({
  metadata: {
    name: 'a',
    generateName: 'a',
    namespace: 'a',
    uid: 'a',
    labels: { a: 'b' },
    annotations: { a: 'b' },
    ownerReferences: [{ apiVersion: 'a', kind: 'a', name: 'a', uid: 'a', controller: true }],
  },
  spec: {
    containers: [structuredClone(container)],
    initContainers: [structuredClone(container)],
    ephemeralContainers: [structuredClone(container)],
    nodeName: 'a',
    nodeSelector: { a: 'b' },
    affinity: {
      nodeAffinity: {
        [required]: {
          nodeSelectorTerms: [
            {
              matchExpressions: [structuredClone(expression)],
              matchFields: [structuredClone(expression)],
            },
          ],
        },
        preferredDuringSchedulingIgnoredDuringExecution: [],
      },
      podAffinity: { [required]: [] },
      podAntiAffinity: { [required]: [] },
    },
    tolerations: [{ key: 'a', operator: 'a', value: 'a', effect: 'a' }],
    topologySpreadConstraints: [{ whenUnsatisfiable: 'a' }],
    schedulerName: 'a',
    securityContext: { runAsUser: 0, windowsOptions: { hostProcess: true } },
    resourceClaims: [{ name: 'a', resourceClaimName: 'a', resourceClaimTemplateName: 'a' }],
    runtimeClassName: 'a',
    hostIPC: true,
    hostPID: true,
    volumes: [{ name: 'a', hostPath: { path: 'a' }, image: { reference: 'a' } }],
    activeDeadlineSeconds: 1,
    terminationGracePeriodSeconds: 0,
    overhead: { cpu: '1' },
    resources: { requests: { cpu: '1' }, limits: { cpu: '1' } },
  },
});

test('whatever is read is looked at before', () => {
  expect(readPod(everything()).ok).toBe(true);
  const passed = places(everything()).filter((place) => {
    // A list is no word, number or truth; a word is no list and no object.
    const wrong = typeof at(everything(), place) === 'object' ? 'x' : [];
    const faults = faultsOf(put(everything(), place, wrong));
    return !(faults.length === 1 && faults[0]?.startsWith(`${['', ...place].join('/')} must be `));
  });
  expect(passed).toEqual([]);
});
