/** Pods that say little, where a policy sets what is missing: sixteen GiB for each GPU, unless a test says otherwise. */
import { inEffect, type Decision, type Mode } from '../decision.ts';
import type { Pod, ResourceList } from '../pod.ts';
import { propose } from '../propose.ts';
import type { GuardInForce, Guards, Parameters } from '../terms.ts';
import { cards } from './nodes.ts';
import { patched } from './patched.contract.ts';
import { container, podOf, reviewOf } from './pods.ts';
import { worldOf, type WorldParts } from './world.ts';

export const GI = 1024;

export const setBy = (
  policy: string,
  parameters: Parameters,
  mode: Mode = 'enforce',
): GuardInForce => ({
  severity: 'deny',
  written: 'deny',
  mode,
  parameters,
  policy,
});

export const memorySet = (...named: readonly GuardInForce[]): Guards =>
  new Map([['guard/memory', named]]);

const SIXTEEN = memorySet(setBy('feed', { setMemory: 16 * GI }));

/** Without a policy that shares, on a node with eight cards and 512Gi, unless a test says otherwise. */
export const at = (parts: Partial<WorldParts> = {}) =>
  worldOf({ nodes: [cards('whole', 'h100')], terms: 'none', guards: SIXTEEN, ...parts });

export const decided = (pod: Pod, parts: Partial<WorldParts> = {}): Decision =>
  propose(reviewOf(pod), at(parts));

export const first = (pod: Pod, parts: Partial<WorldParts> = {}): Pod =>
  patched(pod, inEffect(decided(pod, parts)));

export const requestsOf = (pod: Pod): ResourceList => ({
  ...pod.spec.containers[0]?.resources?.requests,
});

export const withResources = (requests: ResourceList, limits: ResourceList = {}, gpus = '1'): Pod =>
  podOf({
    containers: [
      container('server', {
        resources: {
          requests: { 'nvidia.com/gpu': gpus, ...requests },
          limits: { 'nvidia.com/gpu': gpus, ...limits },
        },
      }),
    ],
  });

/** What became of each wish, and why. */
export const told = (pod: Pod, parts: Partial<WorldParts> = {}): string[] =>
  decided(pod, parts)
    .rules.filter(({ id }) => id.startsWith('request/'))
    .map(({ id, outcome, reason }) => `${outcome} ${id}: ${reason}`);

export const silent = withResources({});
