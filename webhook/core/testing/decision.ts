/** Decisions for whoever answers, keeps or tells of one. */
import type { Decision } from '../decision.ts';

/** A container that was given a MIG instance. */
export const onSlice: Decision['containers'][number] = {
  name: 'main',
  pointer: '/spec/containers/0',
  asked: 'nvidia.com/gpu: 1',
  chosen: 'H100-80GB nvidia.com/mig-1g.10gb',
  mechanism: 'mig',
  candidates: [],
  reasons: [],
};

/** Of a first visit in which one container takes a slice, unless told otherwise. */
export const decision = (over: Partial<Decision> = {}): Decision => ({
  version: 1,
  visit: 'mutate',
  verdict: 'rewrite',
  mode: 'enforce',
  inForce: true,
  workload: { namespace: 'speech', kind: 'Deployment', name: 'asr', by: 'replicaset-name' },
  class: 'serving',
  classBy: 'owner Deployment',
  team: 'speech',
  policy: 'serving',
  revision: 'asr',
  claimAsked: { milliGPU: 1000, MiB: 81559 },
  claimFinal: { milliGPU: 142, MiB: 9728 },
  because: { rule: 'fit/mig', says: 'it never used more than 6.1 GiB in 14 days' },
  containers: [],
  rules: [{ id: 'fit/mig', outcome: 'pass', reason: '' }],
  edits: [
    {
      kind: 'resource',
      pointer: '/spec/containers/0',
      container: 'server',
      from: 'nvidia.com/gpu',
      to: 'nvidia.com/mig-1g.10gb',
    },
    { kind: 'annotate', key: 'tranche.dev/decision', value: 'server takes a slice' },
  ],
  policyHash: 'abcdef0123456789',
  id: '0123456789abcdef',
  ...over,
});

export const allowed = (over: Partial<Decision> = {}): Decision =>
  decision({ visit: 'validate', verdict: 'leave', edits: [], ...over });

export const refused = (over: Partial<Decision> = {}): Decision =>
  allowed({
    verdict: 'refuse',
    because: { rule: 'guard/privileged', says: 'it is privileged' },
    ...over,
  });
