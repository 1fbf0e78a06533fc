/** A pod that was given a slice, for tests to tell of otherwise. */
import type { Decision } from '../core/decision.ts';

export const base: Decision = {
  version: 1,
  visit: 'mutate',
  verdict: 'rewrite',
  mode: 'enforce',
  inForce: true,
  workload: { namespace: 'speech', kind: 'Deployment', name: 'whisper', by: 'owner' },
  class: 'serving',
  classBy: 'owner Deployment',
  team: 'speech',
  policy: 'default',
  revision: 'ghcr.io/acme/whisper',
  claimAsked: { milliGPU: 1000, MiB: 81_559 },
  claimFinal: { milliGPU: 142, MiB: 9984 },
  because: { rule: 'fit/mig', says: 'peak 6200 MiB x 1.2 fits 9984 MiB' },
  containers: [
    {
      name: 'main',
      pointer: '/spec/containers/0',
      asked: 'nvidia.com/gpu: 1',
      chosen: 'H100-80GB nvidia.com/mig-1g.10gb',
      mechanism: 'mig',
      candidates: [],
      reasons: [],
    },
  ],
  rules: [],
  edits: [],
  policyHash: 'abc',
  id: '0123456789abcdef',
};
