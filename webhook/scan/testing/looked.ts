/** What was looked up of a small fleet, made by hand. */
import { cards } from '../../core/testing/nodes.ts';
import { podOf } from '../../core/testing/pods.ts';
import { profilesFor, worldOf, type WorldParts } from '../../core/testing/world.ts';
import type { ObjectMeta, Pod, PodSpec } from '../../core/pod.ts';
import type { Profile } from '../../core/profile.ts';
import type { World } from '../../core/world.ts';
import type { Trial } from '../../usage/back-test/trial.ts';
import { asIfEnforced } from '../judge.ts';
import type { Looked } from '../scan.ts';

/** One that runs there. */
export const running = (
  nodeName: string,
  spec: Partial<PodSpec> = {},
  metadata: Partial<ObjectMeta> = {},
): Pod => podOf({ nodeName, ...spec }, metadata);

export interface Fleet extends Partial<WorldParts> {
  readonly pods: readonly Pod[];
  /** What they were seen to use; `unseen` for none of it. */
  readonly used?: Partial<Profile> | 'unseen';
  /** With which nodes there could be more. */
  readonly cut?: WorldParts['nodes'];
}

/** All that a report says besides. */
const FRAME = {
  waiting: 0,
  readAt: '2026-11-22T09:00:00Z',
  from: '2026-11-08T09:00:00Z',
  until: '2026-11-22T08:59:00Z',
  sources: ['dcgm'],
  policies: { by: 'default', says: 'judged by the starter' },
  namespaces: 'all',
  notSeen: [],
} as const;

export function lookedAt(
  { pods, used = {}, cut, nodes = [cards('gpu-1', 'h100')], ...parts }: Fleet,
  facts: Partial<Looked> = {},
): Looked {
  const profiles =
    used === 'unseen' ? {} : Object.assign({}, ...pods.map((pod) => profilesFor(pod, used)));
  const world = (more: WorldParts['nodes'] = []): World =>
    worldOf({ profiles, ...parts, nodes: [...nodes, ...more] });
  return {
    ...FRAME,
    standing: world(),
    empty: asIfEnforced(world()),
    cut: cut === undefined ? 'none' : asIfEnforced(world(cut)),
    templates: new Map(),
    silent: new Map(),
    excluded: new Set(),
    held: [],
    backTest: { days: 0, trials: [] },
    pods,
    ...facts,
  };
}

/** Of that workload's container, decided on an evening. */
export const trial = (outcome: Trial['outcome'], day: number): Trial => ({
  namespace: 'speech',
  kind: 'Deployment',
  name: 'asr',
  container: 'server',
  day,
  at: day * 86_400,
  shape: 'mig-1g.10gb',
  capacityMiB: 9984,
  peakMiB: outcome === 'tooSmall' ? 12_000 : 6000,
  outcome,
  rule: 'fit/mig',
});
