/** Part of `sharing`: when a slice that pods die on is taken back. */
import { count, optional, record, shaped, standard } from './vocabulary.ts';

/** One unit: nobody needs `1h30m` here, and the end of the longest is still a year of four digits. */
const span = (description: string) =>
  shaped(description, /^[1-9][0-9]{0,3}[dhms]$/, 'a time of one unit, such as 10m or 7d');

/** Of more deaths than this nobody keeps the times. */
export const MOST_RESTARTS = 16;

const restarts = {
  ...count(
    'Restarts of one container of a pod that got a slice, or replicas of it that die, each once. 0: never.',
  ),
  maximum: MOST_RESTARTS,
};

export const backOff = optional(
  record(
    'When a slice that pods die on is taken back: their workload then gets larger ones for a while. Absent: after 2 restarts within 10m, for 7d.',
    {
      restarts: standard(restarts, 2),
      within: standard(span('Time within which they are counted.'), '10m'),
      for: standard(span('How long the workload gets larger slices.'), '7d'),
    },
  ),
);
