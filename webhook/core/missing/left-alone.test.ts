import { describe, expect, test } from '@jest/globals';
import type { Exemption } from '../exemption.ts';
import type { Pod } from '../pod.ts';
import { decided, first, requestsOf, silent, told } from '../testing/missing.contract.ts';
import { mixed } from '../testing/nodes.ts';
import { container, podOf } from '../testing/pods.ts';
import { READ_AT, termsOf, type WorldParts } from '../testing/world.ts';

const inSpec = (spec: Partial<Pod['spec']>): Pod => ({
  ...silent,
  spec: { ...silent.spec, ...spec },
});

describe('a pod is left alone', () => {
  const keep = {
    ...silent,
    metadata: { ...silent.metadata, annotations: { 'tranche.dev/keep': 'original' } },
  };
  const exemption: Exemption = {
    name: 'tuner',
    owner: 'lab',
    reason: 'knows better',
    expires: READ_AT + 1000,
    until: 'tomorrow',
    rules: ['guard/memory'],
  };

  test.each<[string, Pod, Partial<WorldParts>, string]>([
    ['that keeps its original', keep, {}, 'asked/keep'],
    [
      'whose namespace opts out',
      silent,
      { namespace: { labels: { 'tranche.dev/rewrite': 'off' }, nativeGpuQuota: false } },
      'asked/namespace',
    ],
    ['whose namespace nobody has seen', silent, { namespace: 'unknown' }, 'namespace-unseen'],
    ['that an operator exempts', silent, { exemptions: [exemption] }, 'GpuExemption tuner of lab'],
    [
      'that Kueue has queued',
      { ...silent, metadata: { ...silent.metadata, labels: { 'kueue.x-k8s.io/queue-name': 'q' } } },
      {},
      'neighbour/kueue',
    ],
    ['whose node was chosen by hand', inSpec({ nodeName: 'whole' }), {}, 'never/placed-by-hand'],
    [
      'that another scheduler places',
      inSpec({ schedulerName: 'volcano' }),
      {},
      'never/other-scheduler',
    ],
    [
      'with claims of its own',
      inSpec({ resourceClaims: [{ name: 'c', resourceClaimTemplateName: 't' }] }),
      {},
      'never/resource-claims',
    ],
    ['of a gang', inSpec({ schedulingGroup: { name: 'g' } }), {}, 'never/gang'],
  ])('%s', (_, pod, parts, why) => {
    expect(decided(pod, parts).apart).toBeUndefined();
    expect(told(pod, parts)).toEqual([expect.stringMatching(/^skip request\/left-alone: /)]);
    expect(told(pod, parts)[0]).toContain(why);
  });

  test('unless the policy that shares denies it what it asks', () => {
    const terms = termsOf({ optOut: 'denied' });
    expect(requestsOf(first(keep, { terms }))).toMatchObject({ memory: '16Gi' });
  });

  test('but not because it asks for slices by name', () => {
    const slice = podOf({
      containers: [
        container('server', {
          resources: {
            requests: { 'nvidia.com/mig-1g.10gb': '2' },
            limits: { 'nvidia.com/mig-1g.10gb': '2' },
          },
        }),
      ],
    });
    const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 })];
    expect(requestsOf(first(slice, { nodes, terms: termsOf() }))).toMatchObject({ memory: '32Gi' });
  });
});
