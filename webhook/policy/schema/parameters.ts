/** What guardrails are held to: one field for each parameter that any rule takes, and rules for which takes which. */
import type { TProperties, TSchema } from '@sinclair/typebox';
import type { ParameterKind } from '../../core/guards/rule.ts';
import type { Parameter } from '../../core/terms.ts';
import { Type } from '@sinclair/typebox';
import {
  guardBounds,
  guardChoices,
  guardParameters,
  guardSets,
  type SharedParameter,
} from '../guard-rules.ts';
import { amount, choice, count, list, optional, record } from './vocabulary.ts';
import * as words from './words.ts';

type Made = (about: string, of: SharedParameter) => TSchema;

/** Of how long a text may be the API server reckons what a rule about it may cost, a thousand guardrails at once. */
const LONGEST_AMOUNT = 32;

const MADE: Readonly<Record<ParameterKind, Made>> = {
  count: (about, { least }) => count(about, least),
  amount: (about, { least = 0, most }) => amount(about, least, most),
  memory: (about) => ({ ...words.memory(about), maxLength: LONGEST_AMOUNT }),
  duration: (about) => words.duration(about),
  names: (about, { of }) =>
    list(about, of === undefined ? words.word('A name.') : choice('One of them.', of), 1),
  globs: (about) => list(about, words.glob('A name, in which * may stand for any letters.'), 1),
  keys: (about) => list(about, words.labelKey('The key of a label or an annotation.'), 1),
  products: (about) => list(about, words.word('A product of the catalogue.'), 1),
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

/** Amounts of memory are text, which ../guard-parameters.ts alone compares. */
const rulesOfBounds = guardBounds.flatMap(({ least, most }) => {
  const [floor, ceiling] = [`self.parameters.${least}`, `self.parameters.${most}`];
  const counted = guardParameters.some(({ name, kind }) => name === least && kind !== 'memory');
  const rule = `!has(self.parameters) || !has(${floor}) || !has(${ceiling}) || ${floor} <= ${ceiling}`;
  return counted ? [{ rule, message: `${least} must not be more than ${most}` }] : [];
});

/** Of amounts of memory, too: there are few of these parameters, and a floor above what is set would refuse our own work. */
const rulesOfSets = guardSets.flatMap(({ figure, least, most }) => {
  const set = `self.parameters.${figure}`;
  const counted = guardParameters.some(({ name, kind }) => name === figure && kind !== 'memory');
  const compared = (sign: string, name: string): string => {
    const bound = `self.parameters.${name}`;
    const holds = counted
      ? `${set} ${sign} ${bound}`
      : `quantity(${set}).compareTo(quantity(${bound})) ${sign} 0`;
    return `!has(self.parameters) || !has(${set}) || !has(${bound}) || ${holds}`;
  };
  const something = `!has(self.parameters) || !has(${set}) || quantity(${set}).isGreaterThan(quantity('0'))`;
  return [
    { rule: compared('>=', least), message: `${figure} must not be less than ${least}` },
    { rule: compared('<=', most), message: `${figure} must not be more than ${most}` },
    ...(counted ? [] : [{ rule: something, message: `${figure} must be more than nothing` }]),
    {
      rule: `!has(self.parameters) || !has(${set}) || !has(self.parameters.ofPod) || !self.parameters.ofPod`,
      message: `${figure} is for each GPU, and cannot stand beside ofPod`,
    },
  ];
});

/** The same in CEL, which the API server checks; ../guard-parameters.ts checks it for files. */
export const parameterRules = [...rulesOfEach, ...rulesOfChoices, ...rulesOfBounds, ...rulesOfSets];

function oneOf(rules: readonly string[]): string {
  return `(self.rule in [${rules.map((rule) => `'${rule}'`).join(', ')}])`;
}
