/** A report with one of everything, for tests of outputs: two clusters, all levels, both bases, names that want escaping. */
import type { Finding, Outcome, Report, Reviewed, Subject } from './report.ts';

const whisper: Subject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'speech',
  name: 'whisper',
  group: '',
};
const workers: Subject = {
  apiVersion: 'ray.io/v1',
  kind: 'RayCluster',
  namespace: 'research',
  name: 'tune',
  group: 'gpu-workers',
};

const span = (line: number, column: number, pointer: string) => ({
  file: 'deploy/a&b <dev>.yaml',
  line,
  column,
  endLine: line,
  endColumn: column + 17,
  pointer,
});
const limits = '/spec/template/spec/containers/0/resources/limits/nvidia.com~1gpu';

export const finding = (
  changes: Partial<Finding> & Pick<Finding, 'rule' | 'fingerprint'>,
): Finding => ({
  level: 'error',
  basis: 'policy',
  clusters: ['eks', 'gke'],
  subject: whisper,
  container: 'asr',
  says: 'asks for 8 GPUs, and at most 4 are allowed',
  at: span(21, 15, limits),
  ...changes,
});

const outcome = (cluster: string, changes: Partial<Outcome> = {}): Outcome => ({
  cluster,
  verdict: 'rewritten',
  inForce: true,
  mode: 'enforce',
  class: 'serving',
  team: 'speech',
  policy: 'small-models',
  asked: 'nvidia.com/gpu: 1',
  chosen: 'nvidia.com/mig-1g.10gb: 1',
  because: { rule: 'fit/mig', says: 'peak 6,144 MiB × 1.2 fits 9,728 MiB of 1g.10gb' },
  claimAsked: { milliGPU: 3000, MiB: 245_760 },
  claimFinal: { milliGPU: 426, MiB: 29_184 },
  pods: { judged: 3, admitted: 3 },
  id: '00c0ffee00c0ffee',
  diff: [
    '@@ -18,4 +18,4 @@',
    '       resources:',
    '         limits:',
    '-          nvidia.com/gpu: 1',
    '+          nvidia.com/mig-1g.10gb: 1',
  ],
  patch: [{ op: 'remove', path: '/spec/containers/0/resources/limits/nvidia.com~1gpu' }],
  ...changes,
});

const kept: Partial<Outcome> = {
  verdict: 'kept whole',
  inForce: false,
  mode: 'observe',
  chosen: 'nvidia.com/gpu: 1',
  because: { rule: 'evidence/none', says: 'nobody has measured <asr> | "yet"' },
  claimFinal: { milliGPU: 3000, MiB: 245_760 },
  diff: [],
  patch: [],
};

/** As `eks` has it, once somebody has measured it and it is enforced. */
const watched: Partial<Outcome> = {
  ...kept,
  onceEnforced: {
    verdict: 'rewritten',
    chosen: 'nvidia.com/mig-1g.10gb: 1',
    because: { rule: 'fit/mig', says: 'peak 6,144 MiB × 1.2 fits <9,728> MiB of 1g.10gb' },
    claim: { milliGPU: 426, MiB: 29_184 },
    pods: { judged: 3, admitted: 3 },
    diff: ['-          nvidia.com/gpu: 1', '+          nvidia.com/mig-1g.10gb: 1'],
    notYet: 'policy small-models only observes',
  },
};

const reviewed: readonly Reviewed[] = [
  {
    subject: whisper,
    at: span(4, 1, ''),
    atOnce: { least: 3, most: 3 },
    notes: [],
    outcomes: [outcome('eks'), outcome('gke', watched)],
  },
  {
    subject: workers,
    at: { ...span(40, 1, ''), renderedFrom: 'charts/tune/templates/raycluster.yaml' },
    atOnce: { least: 1, most: 4, because: 'minReplicas to maxReplicas' },
    notes: ['replicas are scaled by the cluster'],
    outcomes: ['eks', 'gke'].map((cluster) =>
      outcome(cluster, {
        ...kept,
        verdict: 'refused',
        inForce: true,
        mode: 'enforce',
        team: 'research',
        pods: { judged: 3, admitted: 0 },
      }),
    ),
  },
];

export const report: Report = {
  apiVersion: 'tranche.dev/v1alpha1',
  kind: 'ReviewReport',
  version: '0.1.0',
  clusters: ['eks', 'gke'].map((name) => ({
    name,
    from: `snapshots/${name}.yaml`,
    readAt: '2026-11-21T06:00:00Z',
    serverVersion: 'v1.36.3',
    policyHash: '5eed5eed5eed5eed',
  })),
  reviewed,
  findings: [
    finding({
      rule: 'guard/max-gpus',
      fingerprint: '1111111111111111',
      subject: workers,
      help: 'ask for at most 4, or for an exemption',
      extent: { pods: 4, asked: { 'nvidia.com/gpu': '8' } },
      at: {
        ...span(
          61,
          17,
          '/spec/workerGroupSpecs/0/template/spec/containers/0/resources/limits/nvidia.com~1gpu',
        ),
        renderedFrom: 'charts/tune/templates/raycluster.yaml',
      },
    }),
    finding({
      rule: 'quota/team',
      basis: 'today',
      clusters: ['eks'],
      fingerprint: '2222222222222222',
      says: 'team speech may hold 8 GPUs, holds 7 and asks for 3 more',
    }),
    finding({
      rule: 'api-server/devices',
      level: 'warning',
      fingerprint: '3333333333333333',
      says: 'requests nvidia.com/gpu: 1 with a limit of 2; of devices both must be equal',
      known: true,
    }),
    finding({
      rule: 'evidence/none',
      level: 'note',
      clusters: ['gke'],
      fingerprint: '4444444444444444',
      says: 'nobody has measured <asr> | "yet", 100 % of it: a,b\u2028c',
    }),
  ],
  teams: [
    {
      cluster: 'eks',
      team: 'speech',
      asked: { milliGPU: 3000, MiB: 245_760 },
      refused: { milliGPU: 0, MiB: 0 },
      needed: { milliGPU: 426, MiB: 29_184 },
      quota: { limit: 8000, used: 7000, after: 7426 },
      before: { perMonth: 5400, currency: 'EUR' },
      after: { perMonth: 766.8, currency: 'EUR' },
    },
    {
      cluster: 'gke',
      team: 'unassigned',
      asked: { milliGPU: 3000, MiB: 245_760 },
      refused: { milliGPU: 0, MiB: 0 },
      needed: { milliGPU: 3000, MiB: 245_760 },
      onceEnforced: {
        refused: { milliGPU: 0, MiB: 0 },
        needed: { milliGPU: 426, MiB: 29_184 },
        before: { perMonth: 5400, currency: 'EUR' },
        after: { perMonth: 766.8, currency: 'EUR' },
      },
    },
  ],
  without: [
    { kind: 'ConfigMap', objects: 2 },
    { kind: 'Service', objects: 1 },
  ],
  unread: [
    {
      file: 'deploy/broken.yaml',
      line: 7,
      column: 3,
      says: 'is a template that is not rendered',
      help: 'pipe it through helm template',
    },
  ],
  limits: ['Sidecars that other webhooks add are not known here.'],
  conclusion: {
    exit: 2,
    failOn: 'error',
    includesToday: false,
    objects: 5,
    pods: 7,
    counts: { error: 2, warning: 0, note: 1 },
    known: 1,
    says: '5 objects, 7 pods: 2 errors (1 of today), 1 note, 1 known; 1 document could not be read',
  },
};
