/** Series of dcgm-exporter for what a test says happened on a card, as a scrape that honours labels keeps them. */
import type { Labels } from '../../core/pod.ts';
import type { Series } from '../measured.ts';
import type { Facts } from '../sources/ground.ts';
import type { SeriesByName } from '../sources/told.ts';

export const FB_USED = 'DCGM_FI_DEV_FB_USED';
export const GPU_UTIL = 'DCGM_FI_DEV_GPU_UTIL';
export const SM_ACTIVE = 'DCGM_FI_PROF_SM_ACTIVE';
export const GR_ENGINE = 'DCGM_FI_PROF_GR_ENGINE_ACTIVE';

export const UUID = 'GPU-77a1c0de-2f3b-4a59-8c6d-1e2f3a4b5c6d';

/** Of the card, on node `n`. */
export const device: Labels = { UUID, modelName: 'Tesla T4', Hostname: 'n' };

export const on = (pod: string, labels: Labels = device): Labels => ({
  ...labels,
  namespace: 'team-ml',
  pod,
  container: 'main',
});

/** One value a minute, from the given minute on. */
export const series = (labels: Labels, values: readonly number[], from = 0): Series => ({
  labels,
  points: values.map((value, index) => [(from + index) * 60, value]),
});

export const seen = (by: Readonly<Record<string, readonly Series[]>>): SeriesByName =>
  new Map(Object.entries(by));

const sharing = (strategy: string, replicas: string): Facts => ({
  nodes: new Map([
    [
      'n',
      {
        'nvidia.com/gpu.sharing-strategy': strategy,
        'nvidia.com/gpu.replicas': replicas,
      },
    ],
  ]),
  holders: [],
});

export const alone = sharing('none', '1');
export const turns = sharing('time-slicing', '4');
export const mps = sharing('mps', '4');
