import type { Refused } from './refused-form.fixture.ts';

type Json = Readonly<Record<string, unknown>>;

const profile = (spec: Json): Pick<Refused, 'kind' | 'spec'> => ({
  kind: 'GpuProfile',
  spec: { workload: { kind: 'Deployment', name: 'whisper' }, ...spec },
});

export const backOffs: readonly Refused[] = [
  {
    name: 'a profile of nothing',
    ...profile({ containers: [] }),
    says: '/spec/containers must have a row in containers, or say what it is backedOff from',
  },
  {
    name: 'a slice that is backed off from until a day that never was',
    ...profile({
      backedOff: [
        {
          container: 'server',
          revision: 'r',
          slice: { name: 'H100-80GB nvidia.com/mig-1g.10gb', memoryMiB: 9984, sms: 16 },
          since: '2026-11-20T00:00:00Z',
          until: '2026-11-31T00:00:00Z',
          because: 'it restarted twice',
        },
      ],
    }),
    says: '/spec/backedOff/0/until must be a time that exists, got 2026-11-31T00:00:00Z',
  },
  {
    name: 'a time of two units, where one will do',
    kind: 'GpuPolicy',
    spec: { sharing: { backOff: { within: '1h30m' } } },
    says: '/spec/sharing/backOff/within must be a time of one unit, such as 10m or 7d, got "1h30m"',
  },
];
