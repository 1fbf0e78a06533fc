/** Manifests that claim devices instead of asking for a resource: what they name may be among them, or in the cluster. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import type { Outcome, Report } from '../review/report.ts';
import { reportOf } from './review/conclusions.ts';
import { reviewing } from './review/reviewing.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-review-claims-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fleet = fileURLToPath(new URL('../golden/fleets/h100-claims.yaml', import.meta.url));

const QUOTA = `
apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: { name: research }
spec: { namespaces: [research], mode: enforce, limits: { gpus: 3 } }
---
apiVersion: v1
kind: Namespace
metadata: { name: research }
`;

const TEMPLATE = `
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: { name: card, namespace: research }
spec: { spec: { devices: { requests: [{ name: gpu, exactly: { deviceClassName: gpu.nvidia.com } }] } } }
`;

const PODS = (replicas: number, claim = 'resourceClaimTemplateName: card'): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: demo, namespace: research }
spec:
  replicas: ${replicas}
  template:
    spec:
      resourceClaims: [{ name: gpu, ${claim} }]
      containers: [{ name: app, image: x, resources: { claims: [{ name: gpu }] } }]
`;

async function outcomeOf(manifest: string, world?: string): Promise<Outcome | undefined> {
  const { reviewed } = await reviewOf(manifest, world);
  return reviewed[0]?.outcomes[0];
}

async function reviewOf(manifest: string, world = QUOTA): Promise<Report> {
  const path = join(folder, 'manifest.yaml');
  writeFileSync(path, manifest);
  const file = join(folder, 'world.yaml');
  writeFileSync(file, `${world}---\n${readFileSync(fleet, 'utf8')}`);
  const found = await reviewing({
    files: [{ path, name: 'manifest.yaml' }],
    snapshots: [{ file, name: 'claims' }],
    policies: [],
    namespace: 'research',
    maxAge: 86_400,
    version: '1.0.0',
    clock: { now: () => Date.parse('2026-11-22T12:00:00Z') },
    progress: () => undefined,
  });
  expect(found.unread).toEqual([]);
  return reportOf(found, { failOn: 'error', failOnToday: false, version: '1.0.0' });
}

test('a template of the same manifests is charged for each pod that names it', async () => {
  const outcome = await outcomeOf(`${TEMPLATE}---${PODS(2)}`);
  expect(outcome).toMatchObject({ claimAsked: { milliGPU: 2000 }, pods: { admitted: 2 } });
  expect(outcome?.because).toEqual({
    rule: 'never/resource-claims',
    says: 'it has 1 resource claim; Dynamic Resource Allocation hands out its own devices, by its own rules',
  });
});

test('what it claims is held against the quota', async () => {
  const outcome = await outcomeOf(`${TEMPLATE}---${PODS(4)}`);
  expect(outcome).toMatchObject({ verdict: 'refused', pods: { judged: 4, admitted: 3 } });
  expect(outcome?.because).toMatchObject({ rule: 'quota/team' });
});

test.each([
  ['without a namespace of its own', TEMPLATE.replace(', namespace: research', '')],
  ['with an empty one', TEMPLATE.replace('namespace: research', "namespace: ''")],
  [
    'of an older version, which said the request outright',
    TEMPLATE.replace('/v1', '/v1beta1').replace(
      'exactly: { deviceClassName: gpu.nvidia.com }',
      'deviceClassName: gpu.nvidia.com',
    ),
  ],
])('so is a template %s', async (_how, template) => {
  const outcome = await outcomeOf(`${template}---${PODS(1)}`);
  expect(outcome).toMatchObject({ claimAsked: { milliGPU: 1000 } });
});

const CLAIM = `
apiVersion: resource.k8s.io/v1
kind: ResourceClaim
metadata: { name: mine, namespace: research }
spec: { devices: { requests: [{ name: gpu, exactly: { deviceClassName: team-cards } }] } }
`;
const CLASS = `
apiVersion: resource.k8s.io/v1
kind: DeviceClass
metadata: { name: team-cards }
spec: { selectors: [{ cel: { expression: device.driver == "gpu.nvidia.com" } }] }
`;

test('a claim made by hand of a class that comes with it is charged too', async () => {
  const outcome = await outcomeOf(`${CLAIM}---${CLASS}---${PODS(1, 'resourceClaimName: mine')}`);
  expect(outcome).toMatchObject({ claimAsked: { milliGPU: 1000 } });
});

test('what lies in the cluster already need not be among the manifests', async () => {
  const outcome = await outcomeOf(PODS(1), `${QUOTA}---${TEMPLATE}`);
  expect(outcome).toMatchObject({ claimAsked: { milliGPU: 1000 } });
});

test('of a template that nobody has told of nothing is charged, and that is said where it is named', async () => {
  const { reviewed, findings } = await reviewOf(PODS(1));
  expect(reviewed[0]?.outcomes[0]).toMatchObject({ claimAsked: { milliGPU: 0 } });
  expect(findings.filter(({ level }) => level !== 'note')).toMatchObject([
    {
      rule: 'lint/unknown-claim',
      level: 'warning',
      says: expect.stringContaining('needs ResourceClaimTemplate research/card, which is neither'),
      at: { pointer: '/spec/template/spec/resourceClaims/0', line: 9 },
    },
  ]);
  const known = await reviewOf(`${TEMPLATE}---${PODS(1)}`);
  expect(known.findings.filter(({ level }) => level !== 'note')).toEqual([]);
});

test('what is said of its quota stands where it claims', async () => {
  const { findings } = await reviewOf(`${TEMPLATE}---${PODS(4)}`);
  expect(findings.find(({ rule }) => rule === 'quota/team')?.at).toMatchObject({
    pointer: '/spec/template/spec/resourceClaims',
    line: 14,
  });
});

test('a container that uses a claim which its pod does not have is refused, as the API server would', async () => {
  const { reviewed, findings } = await reviewOf(
    `${TEMPLATE}---${PODS(1).replace('claims: [{ name: gpu }]', 'claims: [{ name: cards }]')}`,
  );
  expect(reviewed[0]?.outcomes[0]).toMatchObject({ verdict: 'refused' });
  expect(findings[0]).toMatchObject({ rule: 'api-server/devices', at: { line: 15 } });
});
