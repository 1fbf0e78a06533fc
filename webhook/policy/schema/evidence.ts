/** `sharing.evidence` of a GpuPolicy: what must be known of a workload before it is given less than a card. */
import { precision } from './gpu-models.ts';
import { MOST } from './placement.ts';
import { amount, choice, count, list, optional, record, standard } from './vocabulary.ts';

export const evidence = record(
  'How much must have been seen before a workload is given less than a card.',
  {
    minHours: standard(amount('Hours of use that must have been seen at least.', 0), 24),
    minSamples: standard(count('Samples of it that must have been taken at least.'), 100),
    minConfidence: optional(
      amount(
        'Least confidence of a profile, 0 to 1: a day of samples of its own card is 0.39, two are 0.63, a week 0.97. Absent: not asked. A profile that says none has not enough.',
        0,
        1,
      ),
    ),
    maxAgeHours: optional(
      amount(
        'Hours after the last sample at which even a running shape is given up. Absent: never.',
        1,
      ),
    ),
    estimate: standard(
      choice(
        'What an estimate from the model that a container loads may do where nobody has measured it. advice: it is told, and the pod stays whole. slice: the pod may get a slice with a quarter more room than headroom asks for.',
        ['advice', 'slice'],
      ),
      'advice',
    ),
    quality: standard(
      list(
        'Precisions of a model that are good enough; the smallest is proposed where another is loaded. None: nothing is proposed.',
        precision('Precision of the weights; bf16 stands for both of 16 bit.'),
        0,
        MOST,
      ),
      [],
    ),
  },
);
