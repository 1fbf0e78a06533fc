/** Part of `sharing`: what a pod may ask for itself. */
import { choice, optional, record } from './vocabulary.ts';
import * as words from './words.ts';

export const asked = {
  declared: optional(
    choice(
      'accept: where evidence is missing, a pod may say what each of its GPU containers needs, by the annotation tranche.dev/vram (12Gi) or tranche.dev/share (0.25 of a GPU). Absent: ignore.',
      ['accept', 'ignore'],
    ),
  ),
  ceiling: optional(
    record('The most a pod may ask for so; what was measured may need more.', {
      vram: words.memory('Memory of the slice, e.g. 40Gi.'),
    }),
  ),
};
