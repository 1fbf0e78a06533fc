/** What makes an exporter tell how much of a card is computed with, where it tells of memory alone or only that something ran. */
import type { Source } from '../measured.ts';

const CURES: Readonly<Record<Source, string | undefined>> = {
  dcgm: 'add the line "DCGM_FI_PROF_SM_ACTIVE, gauge, SM activity" to the counters file (CSV) of dcgm-exporter',
  amd: 'have gpu_prof_sm_active (GPU_PROF_SM_ACTIVE) among the fields of AMD’s device-metrics-exporter',
  xpum: 'have xpum_eu_active_ratio (EU active) among the metrics of XPUM',
  hami: 'HAMi tells of no more: run dcgm-exporter with DCGM_FI_PROF_SM_ACTIVE beside it',
  recorded: undefined,
};

export interface Cure {
  readonly source: Source;
  readonly says: string;
}

/** Once of each source that tells of anything; beside dcgm-exporter what HAMi lacks is told already. */
export const computeCures = (sources: readonly Source[]): readonly Cure[] =>
  sources
    .filter((source) => source !== 'hami' || !sources.includes('dcgm'))
    .flatMap((source) => {
      const says = CURES[source];
      return says === undefined ? [] : [{ source, says }];
    });

/** What all of them say who have no figure at all, and who have a lesser one. */
export const NO_COMPUTE = 'no compute figure is told, and missing is not zero';
export const ONLY_RAN =
  'only GPU utilisation is known, which says that some kernel ran and not how much of a card it takes';
