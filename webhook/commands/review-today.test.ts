/** What is worse beside what runs than it would be with nothing running there: told as of today, and failing only where that was asked for. */
import { expect, test } from '@jest/globals';
import { fingerprinted } from '../review/fingerprint.ts';
import { finding } from '../review/report.fixture.ts';
import { render as junit } from '../review/outputs/junit.ts';
import { reviewed, WORLD, written } from './review-world.fixture.ts';

const CARDS = 'nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3';

/** Warns of more than one GPU a pod, and refuses what brings the team above two. */
const busy = WORLD(
  CARDS,
  `nvidia.com/gpu: '8'`,
  `---
apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: warns }
spec:
  mode: enforce
  guards: [{ rule: guard/max-gpus, severity: warn, parameters: { perPod: 1 } }]
---
apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: denies }
spec:
  mode: enforce
  guards: [{ rule: guard/max-gpus, severity: deny, parameters: { perTeam: 2 } }]
---
apiVersion: v1
kind: Pod
metadata: { namespace: speech, name: old, uid: old, labels: { app: old } }
spec:
  nodeName: gpu-0
  containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 1 } } }]
`,
);

const asking = written(
  'asking.yaml',
  `
apiVersion: v1
kind: Pod
metadata: { name: new, namespace: speech }
spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 2 } } }] }
`,
);

test.each([
  { failOnToday: false, exit: 0, failures: 0 },
  { failOnToday: true, exit: 1, failures: 1 },
])(
  'who is merely warned of at rest and refused today is told both ($failOnToday)',
  async ({ failOnToday, exit, failures }) => {
    const report = await reviewed(asking, busy, { failOnToday });
    const found = report.findings.filter(({ rule }) => rule === 'guard/max-gpus');
    expect(found).toMatchObject([
      { level: 'error', basis: 'today', says: expect.stringMatching(/team|namespace/) },
      { level: 'warning', basis: 'policy', says: expect.stringMatching(/allows 1 a pod/) },
    ]);
    expect(report.conclusion.exit).toBe(exit);
    const printed = junit(report, { colour: false, quiet: false });
    expect(printed).toMatch(new RegExp(`<testsuites [^>]*failures="${failures}"`));
  },
);

test('a baseline that knows a warning does not hide what today refuses', () => {
  const lasting = finding({
    rule: 'guard/max-gpus',
    fingerprint: '1',
    level: 'warning',
    says: 'z',
  });
  const [alone] = fingerprinted([lasting]);
  const ofToday = { ...lasting, level: 'error', basis: 'today', says: 'a' } as const;
  const both = fingerprinted([ofToday, lasting]).map(({ fingerprint }) => fingerprint);
  expect(both[1]).toBe(alone?.fingerprint);
  expect(both[0]).not.toBe(alone?.fingerprint);
});
