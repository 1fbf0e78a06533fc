/** The documents that are spoiled: all that we ship for people to copy, and one that has a word of everything. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const policies = join(import.meta.dirname, '..', '..', '..', 'policies');
const textOf = (file: string): string => readFileSync(join(policies, file), 'utf8');

const SHIPPED = [
  ...globSync('packs/*/{policy,quota}.yaml', { cwd: policies }),
  ...globSync('init/*.yaml', { cwd: policies }),
  'sample/policy.yaml',
  'sample/quotas.yaml',
].toSorted();

const EVERYTHING = `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata:
  name: everything
spec:
  mode: warn
  priority: 7
  match:
    namespaces: [team-*, speech]
    namespaceLabels: { example.com/tier: gold }
    podLabels: { app: whisper }
    ownerKinds: [Deployment, StatefulSet]
    ownerNames: [whisper-*]
    images: ['*/vllm-openai:*']
    conditions:
      - name: urgent
        cel: object.spec.?priority.orValue(0) > 3
      - name: by-class
        jsonPath: $.spec.priorityClassName
        values: [urgent, high-*]
  sharing:
    headroom: 1.25
    rolloutShare: 0.5
    floor: { vram: 4Gi }
    ceiling: { vram: 40Gi }
    declared: accept
    require:
      - key: example.com/rack
        operator: In
        values: [r1, r2]
    tolerate: [nvidia.com/gpu]
  guards:
    - rule: guard/max-gpus
      severity: deny
      except: [gpu-operator]
      parameters:
        perPod: 4
---
apiVersion: tranche.dev/v1alpha1
kind: GpuExemption
metadata:
  name: driver-of-its-own
spec:
  owner: team-speech
  reason: its driver needs the whole node
  expires: '2030-12-31T00:00:00Z'
  rules: [guard/privileged, guard/host-devices]
  match:
    namespaces: [speech-*]
---
apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata:
  name: speech
spec:
  mode: enforce
  namespaces: [speech, speech-eval]
  limits:
    gpus: 2500m
    vram: 320Gi
`;

/** One document each. */
export const good: readonly string[] = [...SHIPPED.map(textOf), EVERYTHING].flatMap((text) =>
  text.split(/^---\n/m),
);
