/** A server that has been up for two days, in front of three policies. */
import { counter } from './tally.ts';
import type { Guards } from '../core/terms.ts';
import { podOf, reviewOf } from '../core/testing/pods.ts';
import { cards, mixed } from '../core/testing/nodes.ts';
import { examine } from '../core/examine.ts';
import { propose } from '../core/propose.ts';
import { profilesFor, termsOf, worldOf, type WorldParts } from '../core/testing/world.ts';
import { object, policy } from '../policy/example.ts';
import type { Document } from '../policy/documents.ts';
import type { Facts } from './facts.ts';
import type { MissedStatus } from './report.ts';

export const START = Date.UTC(2026, 10, 20, 9);
const HOUR = 3_600_000;

export const documents: readonly Document[] = [
  policy('default', {
    mode: 'observe',
    sharing: { ladder: { default: ['mig'] } },
    guards: [{ rule: 'guard/host-namespaces', severity: 'deny' }],
  }),
  policy('lab', { mode: 'warn', priority: 5, match: { classes: ['notebook'] }, sharing: {} }),
  policy('night', {
    mode: 'enforce',
    priority: 9,
    match: { namespaces: ['night'] },
    sharing: { rolloutShare: 0.25 },
  }),
  object(
    'GpuProfile',
    'asr',
    {
      workload: { kind: 'Deployment', name: 'asr' },
      containers: ['fresh', 'old', 'undated'].map((name) => ({
        name,
        revision: 'registry.local/asr',
        measuredOn: 'H100-80GB',
        sharing: 'whole',
        attribution: 'exact',
        vramMaxMiB: 6000,
        hours: 48,
        samples: 5000,
        ...(name === 'undated' ? {} : { lastSeen: LAST_SEEN(name) }),
      })),
    },
    'speech',
  ),
];

function LAST_SEEN(name: string): string {
  return name === 'fresh' ? '2026-11-21T09:00:00Z' : '2026-11-01T09:00:00Z';
}

export const missed: MissedStatus = {
  pods: 12,
  unread: 3,
  groups: [
    {
      namespace: 'speech',
      workload: 'Deployment/whisper',
      pods: 12,
      names: ['whisper-f-a', 'whisper-f-b'],
      since: '2026-11-22T08:58:31Z',
      policy: 'night',
      would: 'main: nvidia.com/gpu: 1 -> H100-80GB nvidia.com/mig-1g.10gb',
      command:
        'kubectl delete pod -n speech -l pod-template-hash=f --field-selector=spec.nodeName=',
    },
  ],
};

const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];
const privileged = podOf({ hostPID: true });

export interface Came {
  readonly pods?: number;
  readonly privileged?: number;
}

export function factsOf(
  differs: Partial<Facts> = {},
  { pods = 300, privileged: bad = 0 }: Came = {},
): Facts {
  let now = START;
  const counts = counter(() => now);
  counts.changed({ anew: ['default', 'lab', 'night'], gone: [], rules: [] });
  const comes = (parts: Partial<WorldParts>, times: number, pod = podOf()): void => {
    const review = reviewOf(pod);
    const world = worldOf({ nodes, profiles: profilesFor(pod), ...parts });
    const examined = examine(review, world);
    for (let i = 0; i < times; i++)
      counts.count(
        review,
        examined.decision,
        () => propose(review, world),
        () => examined,
      );
  };
  const terms = termsOf({ mode: 'observe' });
  comes({ terms, guards: GUARDS }, pods);
  comes({ terms, guards: GUARDS }, bad, privileged);
  comes({ terms: termsOf({ policy: 'night' }) }, 1);
  now += 48 * HOUR;
  return {
    now,
    since: START,
    missing: [],
    ages: new Map([
      ['pods', 0.42],
      ['nodes', 12.06],
    ]),
    set: { hash: '3f2a9c1d0e77', generation: 3, since: START, faults: [], documents, teams: TEAMS },
    tally: counts.tally(),
    live: { byPolicy: new Map([['default', { workloads: 4, pods: 9 }]]), withoutProfile: 2 },
    used: (team) => (team === 'speech' ? { milliGPU: 1142, MiB: 91_000 } : 'unknown'),
    exemptions: { inForce: 2, expiring: 1, ended: 0, unmatched: 1 },
    missed: { pods: 0, unread: 0, groups: [] },
    backOff: { is: 'off', because: 'nobody watches', backedOff: 0, workloads: [] },
    profiler: 'off',
    ...differs,
  };
}

/** Of the policy that observes. */
const GUARDS: Guards = new Map([
  [
    'guard/host-namespaces',
    [
      {
        policy: 'default',
        severity: 'audit',
        written: 'deny',
        mode: 'observe',
        parameters: {},
      },
    ],
  ],
]);

const TEAMS: Facts['set']['teams'] = [
  { team: 'vision', mode: 'observe', namespaces: ['vision'], limits: { MiB: 163_840 } },
  { team: 'speech', mode: 'enforce', namespaces: ['speech', 'voice'], limits: { milliGPU: 4000 } },
];
