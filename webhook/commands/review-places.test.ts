/** A finding points at the line that its reader has to change. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { reviewing } from './review/reviewing.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-review-places-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WORLD = `
apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: strict }
spec:
  mode: enforce
  match: { namespaces: [speech] }
  guards:
    - { rule: guard/node-name, severity: deny }
    - { rule: guard/privileged, severity: deny }
    - { rule: guard/runtime-class, severity: deny }
    - { rule: guard/required-labels, severity: deny, parameters: { labels: [example.com/owner] } }
---
apiVersion: v1
kind: Namespace
metadata: { name: speech }
---
apiVersion: v1
kind: Node
metadata: { name: l4, labels: { nvidia.com/gpu.product: NVIDIA-L4 } }
status: { allocatable: { cpu: '64', memory: 512Gi, pods: '110', nvidia.com/gpu: '8' } }
`;

const POD = `apiVersion: apps/v1
kind: Deployment
metadata: { name: asr, namespace: speech }
spec:
  template:
    metadata:
      labels: { app: asr }
    spec:
      nodeName: l4
      containers:
        - name: main
          image: x
          securityContext:
            privileged: true
          resources: { limits: { nvidia.com/gpu: 1 } }
---
apiVersion: v1
kind: Pod
metadata: { name: peek, namespace: speech }
spec:
  runtimeClassName: nvidia
  containers: [{ name: main, image: x }]
`;

test('each guard points at what it refuses', async () => {
  const [file, path] = [join(folder, 'world.yaml'), join(folder, 'manifest.yaml')];
  writeFileSync(file, WORLD);
  writeFileSync(path, POD);
  const { found, unread } = await reviewing({
    files: [{ path, name: 'manifest.yaml' }],
    snapshots: [{ file, name: 'eks' }],
    policies: [],
    namespace: 'default',
    maxAge: 86_400,
    version: '1.0.0',
    clock: { now: () => Date.parse('2026-11-22T12:00:00Z') },
    progress: () => undefined,
  });
  expect(unread).toEqual([]);
  const lines = new Map(found.map(({ rule, at: { line } }) => [rule, POD.split('\n')[line - 1]]));
  expect(Object.fromEntries(lines)).toMatchObject({
    'guard/node-name': expect.stringContaining('nodeName:'),
    'guard/privileged': expect.stringContaining('securityContext:'),
    'guard/runtime-class': expect.stringContaining('runtimeClassName:'),
    'guard/required-labels': expect.stringContaining('labels:'),
  });
});
