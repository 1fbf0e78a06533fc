/**
 * Every rule id there is, so that a counter for it stands at zero before it first speaks, and a
 * test can ask for its page in policies/RULES.md. Ids are stable for ever.
 */
import type { RuleId } from './decision.ts';
import { guards } from './guards/all.ts';
import { neverSlice } from './never-slice/all.ts';

export const ruleIds: readonly RuleId[] = [
  'visit/no-gpu',
  'visit/not-rewritten',
  'visit/settled',
  'visit/too-large',
  'policy/none',
  'policy/whole',
  'policy/ladder',
  'policy/pool',
  'policy/vendor',
  'identity/unknown',
  'identity/namespace-unseen',
  'asked/keep',
  'asked/namespace',
  'neighbour/native-quota',
  'neighbour/kueue',
  ...neverSlice.map(({ id }) => id),
  'evidence/none',
  'evidence/new-revision',
  'fit/mig',
  'fit/time-slice',
  'fit/mps',
  'fit/mps-refused',
  'fit/fraction',
  'fit/dra',
  'fit/none',
  'fit/sold-out',
  'fit/sibling',
  'fit/sibling-sold-out',
  'fit/unknown-product',
  'fit/unknown-size',
  'fit/product',
  'fit/memory',
  'fit/compute',
  'fit/dearer',
  'fit/no-decoder',
  'fit/preallocates',
  'fit/settings',
  'placement/unsatisfiable',
  'placement/unprovable',
  'placement/no-whole-gpu',
  'placement/scheduler',
  ...guards.map(({ id }) => id),
  'quota/team',
  'quota/unknown',
];
