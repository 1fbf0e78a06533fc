/** Replicas of one template that are not given the same, and pods that are left though nothing whole is there for them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { render as text } from '../review/outputs/text.ts';
import type { Report } from '../review/report.ts';
import { reportOf } from './review/conclusions.ts';
import { reviewing } from './review/reviewing.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-review-lots-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOW = Date.parse('2026-11-22T12:00:00Z');

const WORLD = (labels: string, allocatable: string, more = ''): string => `
apiVersion: tranche.dev/v1alpha1
kind: World
spec: { version: 1.0.0, readAt: '2026-11-22T06:00:00Z', cluster: eks, hashes: { policies: x, documents: y } }
---
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

const ONE_SLICE = WORLD(
  'nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3, nvidia.com/mig.strategy: mixed',
  `nvidia.com/mig-1g.10gb: '1', nvidia.com/gpu: '7'`,
);
const QUOTA = `---
apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: { name: speech }
spec: { namespaces: [speech], mode: enforce, limits: { gpus: 2 } }
`;
const PRICES = `---
apiVersion: tranche.dev/v1alpha1
kind: GpuCatalogue
metadata: { name: ours }
spec: { currency: EUR, per: hour, prices: [{ product: H100-80GB, price: 1 }] }
`;
const SHARED = WORLD(
  'nvidia.com/gpu.product: NVIDIA-L4-SHARED, nvidia.com/gpu.sharing-strategy: time-slicing',
  `nvidia.com/gpu: '8'`,
);

const HEAD = (replicas: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: head, namespace: speech }
spec:
  replicas: ${replicas}
  template:
    spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 8 } } }] }
`;

async function reviewed(manifest: string, world: string): Promise<Report> {
  const path = join(folder, 'world.yaml');
  writeFileSync(path, world);
  const found = await reviewing({
    files: [{ path: manifest, name: 'manifest.yaml' }],
    snapshots: [{ file: path }],
    policies: [],
    namespace: 'default',
    maxAge: 86_400,
    version: '1.0.0',
    clock: { now: () => NOW },
    progress: () => undefined,
  });
  return reportOf(found, { failOn: 'error', failOnToday: false, version: '1.0.0' });
}

function heads(replicas: number): string {
  const path = join(folder, 'head.yaml');
  writeFileSync(path, HEAD(replicas));
  return path;
}

const whisper = 'policies/sample/workloads/01-whisper.yaml';

test('each shape is told with the pods that are given it, so that the sum adds up', async () => {
  const { reviewed: all, findings } = await reviewed(whisper, ONE_SLICE);
  expect(all[0]?.outcomes[0]).toMatchObject({
    verdict: 'rewritten',
    asked: 'nvidia.com/gpu: 1',
    chosen: '1 × H100-80GB nvidia.com/mig-1g.10gb, 2 × nvidia.com/gpu: 1',
    claimAsked: { milliGPU: 3000 },
    claimFinal: { milliGPU: 2142 },
  });
  expect(findings.find(({ rule }) => rule === 'fit/sold-out')).toMatchObject({
    level: 'note',
    says: expect.stringMatching(/^2 of 3 pods: /),
  });
});

test('a pod that is refused is given no shape, and is told apart from what is saved', async () => {
  const report = await reviewed(whisper, ONE_SLICE + QUOTA + PRICES);
  const { reviewed: all, teams } = report;
  expect(text(report, { colour: false, quiet: false })).toContain(
    'team speech: asks for 3 GPU, 1 refused, needs 1.142; quota 2, used 0, then 1.142; a month 1460 -> 833.66 EUR\n',
  );
  expect(all[0]?.outcomes[0]).toMatchObject({
    verdict: 'refused',
    chosen: '1 × H100-80GB nvidia.com/mig-1g.10gb, 1 × nvidia.com/gpu: 1',
    pods: { judged: 3, admitted: 2 },
  });
  expect(teams).toMatchObject([
    {
      asked: { milliGPU: 3000 },
      refused: { milliGPU: 1000 },
      needed: { milliGPU: 1142 },
      quota: { limit: 2000, after: 1142 },
      before: { perMonth: 2 * 730 },
      after: { perMonth: 1.142 * 730 },
    },
  ]);
});

test.each(['warn', 'observe'])(
  'what only later replicas meet is found in %s, and it is theirs',
  async (mode) => {
    const quota = QUOTA.replace('mode: enforce', `mode: ${mode}`).replace('gpus: 2', 'gpus: 8');
    const { reviewed: all, findings } = await reviewed(heads(2), SHARED + quota);
    expect(all[0]?.outcomes[0]).toMatchObject({
      verdict: 'refused',
      inForce: false,
      because: { rule: 'quota/team' },
      pods: { judged: 2, admitted: 2 },
    });
    expect(findings.find(({ rule }) => rule === 'quota/team')).toMatchObject({
      subject: { name: 'head' },
      says: expect.stringMatching(/^1 of 2 pods: team speech asks for 8 GPU and uses 8 of/),
    });
  },
);

test('whoever asks for whole cards where all are slices is warned, since a slice would serve it', async () => {
  const { reviewed: all, findings } = await reviewed(heads(1), SHARED);
  expect(all[0]?.outcomes[0]?.verdict).toBe('left');
  expect(findings.find(({ rule }) => rule === 'placement/no-whole-gpu')).toMatchObject({
    level: 'warning',
    basis: 'policy',
    at: { line: 8 },
  });
});
