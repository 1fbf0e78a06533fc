/** What of a report is a failure to whoever runs it: a pipeline stops at it, a Job of each week must not. */
import type { UnderUse, Use } from '../../usage/underuse/report.ts';

export const FAILURES = ['none', 'under-used', 'stale'] as const;
export type FailOn = (typeof FAILURES)[number];

const FAILS: Readonly<Record<FailOn, (use: Use) => boolean>> = {
  none: () => false,
  'under-used': ({ standing }) => standing === 'under',
  stale: ({ stale }) => stale,
};

export const failsOn = (what: FailOn, { workloads }: UnderUse): boolean =>
  workloads.some(FAILS[what]);
