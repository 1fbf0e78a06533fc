/**
 * How much of the time a workload's compute must be met, by what it is for. A server is slow to
 * somebody whenever it is short of multiprocessors; a job only ends a little later.
 */
import type { WorkloadClass } from '../../core/decision.ts';

const MET: Record<WorkloadClass, number> = {
  serving: 0.95,
  batch: 0.9,
  training: 0.9,
  notebook: 0.95,
  build: 0.9,
  unknown: 0.95,
};

export const metOf = (workloadClass: WorkloadClass): number => MET[workloadClass];
