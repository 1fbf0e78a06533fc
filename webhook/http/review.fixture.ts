/** A review as the API server writes it. */

interface Over {
  readonly request?: object;
  readonly [key: string]: unknown;
}

export const pod = () => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    generateName: 'asr-6c8b7d5f4d-',
    namespace: 'speech',
    uid: '1f6b8a0e-6393-11e8-b7cc-42010a800002',
    creationTimestamp: null,
    labels: { app: 'asr', 'pod-template-hash': '6c8b7d5f4d' },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'asr-6c8b7d5f4d',
        uid: 'b1946ac9',
        controller: true,
      },
    ],
  },
  spec: {
    containers: [
      {
        name: 'server',
        image: 'registry.example.com/asr:1.42.0',
        env: [{ name: 'LANGUAGE', value: 'de' }],
        resources: { limits: { 'nvidia.com/gpu': '1' }, requests: { 'nvidia.com/gpu': '1' } },
      },
    ],
    restartPolicy: 'Always',
  },
});

export const UID = '705ab4f5-6393-11e8-b7cc-42010a800002';

export const admissionReview = ({ request: inside, ...over }: Over = {}) => ({
  kind: 'AdmissionReview',
  apiVersion: 'admission.k8s.io/v1',
  ...over,
  request: {
    uid: UID,
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    namespace: 'speech',
    operation: 'CREATE',
    userInfo: { username: 'system:serviceaccount:kube-system:replicaset-controller' },
    object: pod(),
    oldObject: null,
    dryRun: false,
    ...inside,
  },
});
