/** What the parts of a review's report have in common: where, whose, how much. */
import { Type, type TProperties, type TSchema } from '@sinclair/typebox';
import { amount, choice, count, flag, optional, record, text } from './vocabulary.ts';

/** As long as what was reviewed is large. */
export const all = <T extends TSchema>(description: string, item: T) =>
  Type.Array(item, { description });
export const any = (description: string) => Type.String({ description });

export const ruleId = Type.Unsafe<`${string}/${string}`>({
  type: 'string',
  description: 'Rule, as policies/RULES.md lists it.',
  pattern: '^[a-z-]+/[a-z-]+$',
});
export const cluster = text('Name of the cluster, as clusters has it.');
export const claim = (description: string) =>
  record(description, {
    milliGPU: amount('Thousandths of a GPU.', 0),
    MiB: amount('MiB of its memory.', 0),
  });
export const money = (description: string) =>
  record(description, {
    perMonth: amount('Of 730 hours.', 0),
    currency: text('Currency of the prices, e.g. EUR.'),
  });
export const level = (description: string) => choice(description, ['error', 'warning', 'note']);
export const verdict = choice('What would become of its pods.', [
  'rewritten',
  'kept whole',
  'requests set',
  'left',
  'refused',
  'never sent',
]);
export const inForce = flag('Whether it would happen so; else it is what enforcing would do.');
export const chosen = any('What its containers would be given.');

export const subject = record('An object of a manifest, and which of its pod templates.', {
  apiVersion: any('Its apiVersion.'),
  kind: text('Its kind.'),
  namespace: any('Its namespace.'),
  name: any('Its name; empty where it has none.'),
  group: any('Which of its templates, as its kind calls it; empty where it has one.'),
});

export const from = {
  file: text('File, or the name that stdin was given.'),
  line: count('Line, from 1.'),
  column: count('Column, from 1.'),
} satisfies TProperties;

export const at = record(
  'Where it was written, from the first letter to the one behind the last.',
  {
    ...from,
    endLine: count('Line of the end.'),
    endColumn: count('Column of the end.'),
    pointer: any('JSON pointer in the object.'),
    renderedFrom: optional(
      text(
        'File of the chart that it was rendered from, as it lies here where one chart of that name has it; file and lines are of what was rendered.',
      ),
    ),
  },
);
