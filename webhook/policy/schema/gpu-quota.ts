/** GpuQuota: a team, its namespaces and what it may hold at one time. */
import type { Static } from '@sinclair/typebox';
import { clusterKind, type Served } from './kind.ts';
import { always, distinct, list, optional, record, standard } from './vocabulary.ts';
import * as words from './words.ts';

export const gpuQuota = clusterKind(
  'GpuQuota',
  'A team: its namespaces and how much GPU their pods may hold together. The name is the team.',
  record('Whose quota it is, what it allows, and how far it goes.', {
    namespaces: distinct(
      list(
        'The namespaces of the team. A namespace belongs to one team only.',
        words.namespaceName('Exact name of a namespace, no glob.'),
        1,
      ),
    ),
    mode: standard(words.mode('What happens when a pod would go over the limits.'), 'observe'),
    limits: always(
      record(
        'What the pods of the team may hold together. A limit that is not written does not bind.',
        {
          gpus: optional(
            words.gpuAmount(
              'GPUs; a slice counts as its share of the card. 4, "2.5", or 2500m (milliGPU).',
            ),
          ),
          vram: optional(words.memory('GPU memory of all slices and cards together, e.g. 320Gi.')),
        },
      ),
    ),
  }),
);
export type GpuQuota = Static<typeof gpuQuota>;

export const gpuQuotaServed: Served = {
  plural: 'gpuquotas',
  scope: 'Cluster',
  columns: [
    { name: 'Mode', type: 'string', jsonPath: '.spec.mode' },
    { name: 'GPUs', type: 'string', jsonPath: '.spec.limits.gpus' },
    { name: 'VRAM', type: 'string', jsonPath: '.spec.limits.vram' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
};
