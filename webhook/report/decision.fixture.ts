/** A pod that was given a slice, for tests to tell of otherwise. */
import { decision, onSlice } from '../core/testing/decision.ts';

export const base = decision({
  workload: { namespace: 'speech', kind: 'Deployment', name: 'whisper', by: 'owner' },
  policy: 'default',
  revision: 'ghcr.io/acme/whisper',
  claimAsked: { milliGPU: 1000, MiB: 81_559 },
  claimFinal: { milliGPU: 142, MiB: 9984 },
  because: { rule: 'fit/mig', says: 'peak 6200 MiB x 1.2 fits 9984 MiB' },
  containers: [onSlice],
  rules: [],
  edits: [],
  policyHash: 'abc',
});
