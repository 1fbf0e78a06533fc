/** A cluster of one node, where a policy shares cards and whisper was measured: for stories of replicas and of reviews. */
export const oneNode = (labels: string, allocatable: string, more = ''): string => `
apiVersion: v1
kind: Namespace
metadata: { name: speech }
---
apiVersion: v1
kind: Node
metadata: { name: gpu-0, labels: { ${labels} } }
status: { allocatable: { cpu: '64', memory: 512Gi, pods: '110', ${allocatable} } }
---
apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: all }
spec: { mode: enforce, sharing: {} }
---
apiVersion: tranche.dev/v1alpha1
kind: GpuProfile
metadata: { namespace: speech, name: whisper }
spec:
  workload: { kind: Deployment, name: whisper }
  containers:
    - name: server
      revision: ghcr.io/acme/whisper model=large-v3-turbo workers=2
      measuredOn: H100-80GB
      attribution: exact
      vramMaxMiB: 6200
      smP95: 0.11
      hours: 336
      samples: 20160
${more}`;

export const QUOTA = `---
apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: { name: speech }
spec: { namespaces: [speech], mode: enforce, limits: { gpus: 2 } }
`;
