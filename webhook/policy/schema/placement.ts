/** Where pods that get a slice may go, as far as `sharing` of a GpuPolicy says it. */
import { choice, held, matchLabels, list, optional, record, standard } from './vocabulary.ts';
import * as words from './words.ts';

/** The API server lets a rule be only so costly as its longest list makes it. */
export const MOST = 64;

const condition = held(
  record('A condition on node matchLabels, as in node affinity.', {
    key: words.keyOnNodes('Key of the node label, e.g. topology.kubernetes.io/zone.'),
    operator: choice('How the label of the node is compared with the values.', [
      'In',
      'NotIn',
      'Exists',
      'DoesNotExist',
      'Gt',
      'Lt',
    ]),
    values: standard(
      list(
        'Values to compare with; none for Exists and DoesNotExist, one number for Gt and Lt.',
        words.orderedValue('A value of the label, or a number for Gt and Lt.'),
        0,
        MOST,
      ),
      [],
    ),
  }),
  "self.operator in ['Exists', 'DoesNotExist'] ? size(self.values) == 0 : (self.operator in ['Gt', 'Lt'] ? size(self.values) == 1 : size(self.values) > 0)",
  'Exists and DoesNotExist take no values, Gt and Lt take one, In and NotIn at least one',
);

export const requirement = held(
  condition,
  "!has(self.values) || (self.operator in ['Gt', 'Lt'] ? self.values.all(one, one.matches('^-?[0-9]{1,18}$')) : self.values.all(one, !one.startsWith('-')))",
  'Gt and Lt compare whole numbers, In and NotIn what a label can have',
);

const pool = (of: string) =>
  optional(
    record(`The pool for ${of}: nodes that have all of these labels.`, {
      nodeLabels: matchLabels(
        'Labels that each of its nodes has, e.g. example.com/pool: shared.',
        1,
      ),
    }),
  );

export const pools = record(
  'By class, the pool that its slices are on. A class without one: any.',
  {
    default: pool('classes not named here'),
    serving: pool('servers'),
    batch: pool('batch jobs'),
    training: pool('training'),
    notebook: pool('notebooks'),
    build: pool('builds and tests'),
    unknown: pool('workloads whose class nobody could tell'),
  },
);
