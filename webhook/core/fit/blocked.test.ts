import { describe, expect, test } from '@jest/globals';
import { blocked } from './blocked.ts';
import { gather } from '../gather.ts';
import type { Pod } from '../pod.ts';
import { mixed } from '../testing/nodes.ts';
import { NAMESPACE, asking, container, plain, podOf, served, sidecar } from '../testing/pods.ts';
import { termsOf, worldOf, type WorldParts } from '../testing/world.ts';

const nodes = [mixed('n', 'h100', { '1g.10gb': 7 })];

const stopped = (pod: Pod, parts: Partial<WorldParts>): string => {
  const world = worldOf({ nodes, ...parts });
  const terms = parts.terms === undefined || parts.terms === 'none' ? termsOf() : parts.terms;
  const found = blocked(gather(pod, NAMESPACE, world), terms);
  return found === undefined ? 'open' : `${found.because.rule}${found.whole ? ', kept whole' : ''}`;
};

const keep = { annotations: { 'tranche.dev/keep': 'original' } };
const queued = { labels: { 'kueue.x-k8s.io/queue-name': 'night' } };
const counted = { labels: {}, nativeGpuQuota: true };
const byKai = termsOf({
  ladder: ['fraction'],
  fraction: {
    engine: 'kai',
    schedule: 'owned',
    schedulerName: 'kai-scheduler',
    trustDomain: 'cluster',
    pools: [],
  },
});
const team = { team: 'speech', mode: 'enforce', limits: {} } as const;

describe('why a pod is left as it is before any slice is looked for', () => {
  const table: { name: string; pod: Pod; parts?: Partial<WorldParts>; want: string }[] = [
    { name: 'nothing stands in the way', pod: podOf(), want: 'open' },
    {
      name: 'its namespace has not been seen yet',
      pod: podOf(),
      parts: { namespace: 'unknown' },
      want: 'identity/namespace-unseen',
    },
    {
      name: 'its namespace stops rewriting',
      pod: podOf(),
      parts: { namespace: { labels: { 'tranche.dev/rewrite': 'off' }, nativeGpuQuota: false } },
      want: 'asked/namespace',
    },
    {
      name: 'its namespace does not',
      pod: podOf(),
      parts: { namespace: { labels: { 'tranche.dev/rewrite': 'on' }, nativeGpuQuota: false } },
      want: 'open',
    },
    { name: 'its user asks for the original', pod: podOf({}, keep), want: 'asked/keep' },
    {
      name: 'a policy does not hear that',
      pod: podOf({}, keep),
      parts: { terms: termsOf({ optOut: 'denied' }) },
      want: 'open',
    },
    {
      name: 'keeping something else is no such wish',
      pod: podOf({}, { annotations: { 'tranche.dev/keep': 'slice' } }),
      want: 'open',
    },
    {
      name: 'a native quota counts what it asks for',
      pod: podOf(),
      parts: { namespace: counted },
      want: 'neighbour/native-quota',
    },
    {
      name: 'a GpuQuota covers the namespace instead',
      pod: podOf(),
      parts: { namespace: counted, quota: team },
      want: 'open',
    },
    { name: 'Kueue queues it', pod: podOf({}, queued), want: 'neighbour/kueue' },
    {
      name: 'a policy sizes what Kueue queues',
      pod: podOf({}, queued),
      parts: { terms: termsOf({ kueue: 'size' }) },
      want: 'open',
    },
    {
      name: 'nobody knows whose it is',
      pod: { metadata: {}, spec: { containers: [container('a')] } },
      want: 'identity/unknown, kept whole',
    },
    {
      name: 'it requests a card without a limit, which the API server refuses and our patch would mend',
      pod: served({ resources: { requests: { 'nvidia.com/gpu': '1' } } }),
      want: 'visit/unequal',
    },
    {
      name: 'it requests fewer than its limit',
      pod: served({
        resources: { requests: { 'nvidia.com/gpu': '1' }, limits: { 'nvidia.com/gpu': '2' } },
      }),
      want: 'visit/unequal',
    },
    {
      name: 'it spells the same number in two ways',
      pod: served({
        resources: { requests: { 'nvidia.com/gpu': '1000m' }, limits: { 'nvidia.com/gpu': 1 } },
      }),
      want: 'open',
    },
    {
      name: 'its runtime class takes a card for itself',
      pod: podOf({ overhead: { 'nvidia.com/gpu': '1' } }),
      want: 'visit/overhead',
    },
    {
      name: 'its runtime class takes cores',
      pod: podOf({ overhead: { cpu: '250m' } }),
      want: 'open',
    },
    { name: 'it asks for two', pod: served(asking(2)), want: 'never/multi-gpu, kept whole' },
    {
      name: 'it asks for two and was placed by hand, so not even its placement is touched',
      pod: served(asking(2), { nodeName: 'n' }),
      want: 'never/placed-by-hand',
    },
    {
      name: 'it asks for two of another scheduler',
      pod: served(asking(2), { schedulerName: 'volcano' }),
      want: 'never/other-scheduler',
    },
    {
      name: "nobody knows whose it is, and it is another engine's",
      pod: {
        metadata: {},
        spec: {
          containers: [
            container('a', {
              resources: { limits: { 'nvidia.com/gpu': 1, 'nvidia.com/gpumem': 1 } },
            }),
          ],
        },
      },
      want: 'never/other-engine',
    },
    {
      name: 'it asks for two, of an engine that hands out parts of cards',
      pod: served(asking(2), { schedulerName: 'kai-scheduler' }),
      parts: { terms: byKai },
      want: 'never/multi-gpu, kept whole',
    },
    {
      name: 'it asks for half of one, which the API server will refuse',
      pod: served(asking('0.5')),
      want: 'never/invalid-count',
    },
    {
      name: 'it has a claim beside the card',
      pod: podOf({ resourceClaims: [{ name: 'gpu', resourceClaimName: 'mine' }] }),
      want: 'never/resource-claims',
    },
    {
      name: 'its user chose a slice',
      pod: served(asking(1, 'nvidia.com/mig-1g.10gb')),
      want: 'never/already-slice',
    },
    {
      name: 'its ladder is whole',
      pod: podOf(),
      parts: { terms: termsOf({ ladder: ['whole', 'mig'] }) },
      want: 'policy/whole, kept whole',
    },
    {
      name: 'its ladder is empty',
      pod: podOf(),
      parts: { terms: termsOf({ ladder: [] }) },
      want: 'policy/whole, kept whole',
    },
    {
      name: 'it must not stand beside another',
      pod: podOf({
        affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{}] } },
      }),
      want: 'placement/unprovable',
    },
    {
      name: 'it would rather not stand beside another',
      pod: podOf({ affinity: { podAntiAffinity: {} } }),
      want: 'open',
    },
    {
      name: 'its replicas must be spread',
      pod: podOf({ topologySpreadConstraints: [{ whenUnsatisfiable: 'DoNotSchedule' }] }),
      want: 'placement/unprovable',
    },
    {
      name: 'its replicas must be spread, as the default has it',
      pod: podOf({ topologySpreadConstraints: [{}] }),
      want: 'placement/unprovable',
    },
    {
      name: 'its replicas should be spread',
      pod: podOf({ topologySpreadConstraints: [{ whenUnsatisfiable: 'ScheduleAnyway' }] }),
      want: 'open',
    },
    {
      name: 'a live pod will not stand beside it',
      pod: podOf(),
      parts: { avoided: true },
      want: 'placement/unprovable',
    },
    {
      name: 'it takes a port of its node',
      pod: served({ ports: [{ hostPort: 80 }] }),
      want: 'placement/unprovable',
    },
    {
      name: 'a sidecar of it does',
      pod: podOf({ initContainers: [sidecar(plain('proxy', { ports: [{ hostPort: 80 }] }))] }),
      want: 'placement/unprovable',
    },
    {
      name: 'it asks in more places than anybody could follow',
      pod: podOf({ containers: Array.from({ length: 33 }, (_, i) => container(`c${i}`)) }),
      want: 'visit/too-large',
    },
    {
      name: 'it asks in as many as are followed',
      pod: podOf({ containers: Array.from({ length: 32 }, (_, i) => container(`c${i}`)) }),
      want: 'open',
    },
    { name: 'it takes a port of its own', pod: served({ ports: [{}] }), want: 'open' },
  ];
  test.each(table)('$name: $want', ({ pod, parts = {}, want }) => {
    expect(stopped(pod, parts)).toBe(want);
  });
});
