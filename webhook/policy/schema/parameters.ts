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
  record(
    'What the rule is held to; each rule has its own, see “Parameters of guardrails” in policies/README.md.',
    fields,
  ),
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

/** Holds wherever one of the two is not there. Amounts of memory are text to the API server, until it reads them. */
function compared(one: string, sign: '<=' | '>=', other: string): string {
  const [left, right] = [`self.parameters.${one}`, `self.parameters.${other}`];
  const inWords = guardParameters.some(({ name, kind }) => name === one && kind === 'memory');
  const holds = inWords
    ? `quantity(${left}).compareTo(quantity(${right})) ${sign} 0`
    : `${left} ${sign} ${right}`;
  return `!has(self.parameters) || !has(${left}) || !has(${right}) || ${holds}`;
}

const rulesOfBounds = guardBounds.map(({ least, most }) => ({
  rule: compared(least, '<=', most),
  message: `${least} must not be more than ${most}`,
}));

/** A floor above what is set would find our own work wanting. */
const rulesOfSets = guardSets.flatMap(({ figure, least, most }) => {
  const set = `self.parameters.${figure}`;
  const inWords = guardParameters.some(({ name, kind }) => name === figure && kind === 'memory');
  // Of a whole number the API server rounds the minimum of the schema down, to 0.
  const more = inWords ? `quantity(${set}).isGreaterThan(quantity('0'))` : `${set} > 0.0`;
  const something = `!has(self.parameters) || !has(${set}) || ${more}`;
  return [
    { rule: compared(figure, '>=', least), message: `${figure} must not be less than ${least}` },
    { rule: compared(figure, '<=', most), message: `${figure} must not be more than ${most}` },
    { rule: something, message: `${figure} must be more than nothing` },
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
