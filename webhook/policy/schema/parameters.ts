/** What guardrails are held to: one field for each parameter that any rule takes, and rules for which takes which. */
import type { TProperties, TSchema } from '@sinclair/typebox';
import type { ParameterKind } from '../../core/guards/rule.ts';
import type { Parameter } from '../../core/terms.ts';
import { Type } from '@sinclair/typebox';
import {
  guardBounds,
  guardChoices,
  guardParameters,
  type SharedParameter,
} from '../guard-rules.ts';
import { amount, choice, count, list, optional, record } from './vocabulary.ts';
import * as words from './words.ts';

type Made = (about: string, of: SharedParameter) => TSchema;

const MADE: Readonly<Record<ParameterKind, Made>> = {
  count: (about, { least }) => count(about, least),
  amount: (about, { least = 0, most }) => amount(about, least, most),
  memory: (about) => words.memory(about),
  duration: (about) => words.duration(about),
  names: (about, { of }) =>
    list(
      about,
      of === undefined
        ? words.word('A name as the pod writes it, without spaces.')
        : choice('One of the words listed here.', of),
      1,
    ),
  globs: (about) => list(about, words.glob('A name, in which * may stand for any letters.'), 1),
  keys: (about) => list(about, words.labelKey('The key of a label or an annotation.'), 1),
  products: (about) => list(about, words.word('A product of the catalogue, e.g. H100-80GB.'), 1),
  flag: (about) => Type.Boolean({ description: about }),
};

const fields: TProperties = Object.fromEntries(
  guardParameters.map((one) => [
    one.name,
    optional(MADE[one.kind](`${one.about} Of ${one.rules.join(', ')}.`, one)),
  ]),
);

/** Which of them are there depends on the rule, so readers ask by name. */
export const parameters = Type.Unsafe<Readonly<Record<string, Parameter>>>(
  record('What the rule is held to; each rule has its own, see RULES.md.', fields),
);

const rulesOfEach = guardParameters.flatMap(({ name, rules, neededBy }) => [
  {
    rule: `!has(self.parameters) || !has(self.parameters.${name}) || ${oneOf(rules)}`,
    message: `${name} is a parameter of ${rules.join(', ')}`,
  },
  ...(neededBy.length === 0
    ? []
    : [
        {
          rule: `!${oneOf(neededBy)} || (has(self.parameters) && has(self.parameters.${name}))`,
          message: `${neededBy.join(', ')} needs parameters.${name}`,
        },
      ]),
]);

const rulesOfChoices = guardChoices.map(({ rule, names }) => ({
  rule: `!${oneOf([rule])} || (has(self.parameters) && (${names.map((name) => `has(self.parameters.${name})`).join(' || ')}))`,
  message: `${rule} needs one of parameters ${names.join(', ')}`,
}));

const rulesOfBounds = guardBounds.map(({ least, most }) => {
  const [floor, ceiling] = [`self.parameters.${least}`, `self.parameters.${most}`];
  const inMemory = guardParameters.some(({ name, kind }) => name === least && kind === 'memory');
  const inOrder = inMemory
    ? `quantity(${floor}).compareTo(quantity(${ceiling})) <= 0`
    : `${floor} <= ${ceiling}`;
  return {
    rule: `!has(self.parameters) || !has(${floor}) || !has(${ceiling}) || ${inOrder}`,
    message: `${least} must not be more than ${most}`,
  };
});

/** The same in CEL, which the API server checks; ../guard-parameters.ts checks it for files. */
export const parameterRules = [...rulesOfEach, ...rulesOfChoices, ...rulesOfBounds];

function oneOf(rules: readonly string[]): string {
  return `(self.rule in [${rules.map((rule) => `'${rule}'`).join(', ')}])`;
}
