import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { container, plain, podOf } from '../testing/pods.ts';
import { objection } from '../testing/guarded.ts';
import type { MatchExpression, Pod, PodSpec, Volume } from '../pod.ts';
import type { Parameters } from '../terms.ts';
import { spot } from './spot.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const karpenter = { 'karpenter.sh/capacity-type': 'spot' };

const expressing = (...terms: readonly MatchExpression[]): Partial<PodSpec> => ({
  affinity: {
    nodeAffinity: {
      [REQUIRED]: { nodeSelectorTerms: terms.map((one) => ({ matchExpressions: [one] })) },
    },
  },
});
const capacity = (
  operator: MatchExpression['operator'],
  ...values: readonly string[]
): MatchExpression => ({ key: 'karpenter.sh/capacity-type', operator, values });

const held: Parameters = { grace: 60, checkpointPaths: ['/checkpoints'] };
const said = (spec: Partial<PodSpec>, parameters = held, annotations = {}): string =>
  objection(spot, podOf(spec, { annotations }), { parameters }) ?? 'let in';

describe('a pod that may run on spot nodes', () => {
  const ways: [name: string, spec: Partial<PodSpec>, way: RegExp | 'let in'][] = [
    [
      'Karpenter',
      { nodeSelector: karpenter },
      /^it selects nodes with karpenter.sh\/capacity-type=spot/,
    ],
    ['EKS', { nodeSelector: { 'eks.amazonaws.com/capacityType': 'SPOT' } }, /capacityType=SPOT/],
    ['GKE', { nodeSelector: { 'cloud.google.com/gke-spot': 'true' } }, /gke-spot=true/],
    [
      'AKS, by the taint that it puts there',
      {
        tolerations: [
          {
            key: 'kubernetes.azure.com/scalesetpriority',
            operator: 'Equal',
            value: 'spot',
            effect: 'NoSchedule',
          },
        ],
      },
      /^it tolerates the taint kubernetes.azure.com\/scalesetpriority=spot/,
    ],
    ['every taint there is', { tolerations: [{ operator: 'Exists' }] }, /^it tolerates the taint/],
    ['one of two kinds', expressing(capacity('In', 'on-demand', 'spot')), /^it selects nodes/],
    [
      'one of two terms',
      expressing(capacity('In', 'on-demand'), capacity('In', 'spot')),
      /^it selects/,
    ],
    [
      'none, whatever it tolerates',
      {
        tolerations: [{ operator: 'Exists' }],
        nodeSelector: { 'karpenter.sh/capacity-type': 'on-demand' },
      },
      'let in',
    ],
    [
      'none, by affinity',
      { tolerations: [{ operator: 'Exists' }], ...expressing(capacity('NotIn', 'spot')) },
      'let in',
    ],
    ['none: it says nothing', {}, 'let in'],
    [
      'none: it tolerates another taint',
      { tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] },
      'let in',
    ],
  ];
  test.each(ways)('of %s', (_, spec, way) => {
    if (way === 'let in') expect(said(spec)).toBe(way);
    else expect(said(spec)).toMatch(way);
  });

  test('is told both what is missing', () => {
    expect(said({ nodeSelector: karpenter })).toBe(
      'it selects nodes with karpenter.sh/capacity-type=spot, which may be taken back at any minute: ' +
        'show that it saves its work (mount a claimed volume at /checkpoints), and set terminationGracePeriodSeconds to 60 or more, it is 30; ' +
        'or keep it off such nodes',
    );
  });

  test('may be without a GPU', () => {
    expect(said({ nodeSelector: karpenter, containers: [plain('web')] })).toBe('let in');
  });
});

const saving = (volume: Volume, mountPath: string): Partial<PodSpec> => ({
  nodeSelector: karpenter,
  terminationGracePeriodSeconds: 60,
  volumes: [{ name: 'runs', ...volume }],
  containers: [container('main', { volumeMounts: [{ name: 'runs', mountPath }] })],
});
const claimed: Volume = { persistentVolumeClaim: { claimName: 'runs' } };

const graced = (terminationGracePeriodSeconds: number): Pod =>
  podOf({ ...saving(claimed, '/checkpoints'), terminationGracePeriodSeconds });

describe('work is saved', () => {
  test.each(['/checkpoints', '/checkpoints/', '/checkpoints/run-1', '/'])(
    'on a volume that is claimed, at %s',
    (path) => {
      expect(said(saving(claimed, path))).toBe('let in');
    },
  );

  test('not at a path that only begins alike', () => {
    expect(said(saving(claimed, '/checkpoints-old'))).toMatch(/show that it saves its work/);
  });

  test('on NFS and by a bucket’s driver; not on what dies with the pod or stays on its node', () => {
    expect(said(saving({ nfs: { server: 'nfs' } }, '/checkpoints'))).toBe('let in');
    expect(said(saving({ csi: { driver: 'gcsfuse.csi.storage.gke.io' } }, '/checkpoints'))).toBe(
      'let in',
    );
    expect(said(saving({}, '/checkpoints'))).toMatch(/show that it saves/);
    expect(said(saving({ hostPath: { path: '/data' } }, '/checkpoints'))).toMatch(/show that/);
  });

  test('where a variable or an annotation that the policy names says so', () => {
    const spec = { nodeSelector: karpenter, terminationGracePeriodSeconds: 60 };
    const byName: Parameters = {
      grace: 60,
      checkpointVariables: ['CHECKPOINT_DIR'],
      checkpointAnnotations: ['example.com/checkpoints'],
    };
    const variable = (value: string): Partial<PodSpec> => ({
      ...spec,
      containers: [container('main', { env: [{ name: 'CHECKPOINT_DIR', value }] })],
    });
    expect(said(spec, byName)).toMatch(
      /set the variable CHECKPOINT_DIR, or write the annotation example.com\/checkpoints/,
    );
    expect(said(variable('s3://runs/7'), byName)).toBe('let in');
    expect(said(variable(''), byName)).toMatch(/show that it saves/);
    expect(said(spec, byName, { 'example.com/checkpoints': 'every 10m' })).toBe('let in');
  });

  test('for nothing, if there is no time to', () => {
    const hurried = { ...saving(claimed, '/checkpoints'), terminationGracePeriodSeconds: 59 };
    expect(said(hurried)).toMatch(
      /: set terminationGracePeriodSeconds to 60 or more, it is 59; or/,
    );
  });

  test('a shorter grace asked for never refuses more', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (a, b, seconds) => {
        const check = (grace: number) =>
          objection(spot, graced(seconds), { parameters: { ...held, grace } });
        if (check(Math.max(a, b)) === undefined) expect(check(Math.min(a, b))).toBeUndefined();
      }),
    );
  });
});
