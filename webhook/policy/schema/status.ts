/**
 * What the server writes beside a spec, once it has read it. Shaped for those who wait without
 * knowing us: kstatus, and with it Flux, `kubectl wait` and Argo CD, read `observedGeneration` and
 * the conditions Ready and Stalled; Accepted is for the person who wrote the object.
 */
import type { Static } from '@sinclair/typebox';
import type { Column } from './kind.ts';
import { choice, count, list, optional, record, standard, text, whole } from './vocabulary.ts';
import { time } from './words.ts';

/** Most that a message may hold; what is said beyond it the server's log has in full. */
export const MESSAGE_MAX = 2048;

const condition = record('One thing that is so, not so, or not known.', {
  type: text(
    'Accepted: what was read has no fault, alone or beside the others. Ready: this generation is in force. Stalled: it has a fault and will not be in force until someone mends it; absent otherwise.',
  ),
  status: choice('Whether it is so, as far as is known.', ['True', 'False', 'Unknown']),
  observedGeneration: count('Generation of the object that this was found of.'),
  lastTransitionTime: time('When status last changed, RFC 3339.'),
  reason: text('Why, in one word for programs.'),
  message: { ...text('Why, in a sentence for people.'), maxLength: MESSAGE_MAX },
});

const byType = {
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
};

export const status = record(
  'What became of it; written by the server, read by nobody who decides.',
  {
    observedGeneration: optional(whole('Generation of the object that was last read.')),
    conditions: standard(
      {
        ...list(
          'What became of it: Accepted, Ready and, where someone must mend it, Stalled.',
          condition,
          0,
          8,
        ),
        ...byType,
      },
      [],
    ),
  },
);
export type Status = Static<typeof status>;
export type Condition = Static<typeof condition>;

/** What `kubectl get` shows of it; a fault is told in the wide form. */
export const statusColumns: readonly Column[] = [
  columnOf('Accepted', 'Accepted', 'status'),
  columnOf('Ready', 'Ready', 'status'),
  { ...columnOf('Says', 'Accepted', 'message'), priority: 1 },
];

function columnOf(name: string, type: string, field: string): Column {
  return { name, type: 'string', jsonPath: `.status.conditions[?(@.type=="${type}")].${field}` };
}
