/** What a policy asks of a pod in words of its own: any field of it, in CEL or by JSONPath. */
import { PATH_PATTERN } from '../json-path.ts';
import { held, list, optional, record, shaped } from './vocabulary.ts';
import * as words from './words.ts';

const written = record('A condition: either cel or jsonPath.', {
  name: shaped(
    'Name of the condition, by which metrics and explain tell of it.',
    /^[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$/,
    'a name of letters, digits, - _ and .',
    { maxLength: 63 },
  ),
  cel: optional(
    shaped(
      'CEL that is true or false, e.g. object.spec.?priority.orValue(0) > 3. It knows object (the pod as submitted), namespaceLabels, owner.kind and owner.name.',
      /\S/,
      'an expression',
      { maxLength: 1024 },
    ),
  ),
  jsonPath: optional(
    shaped(
      "Path into the pod as submitted, e.g. $.spec.priorityClassName; it holds when something is there. Made of .name, ['a.b/c'], [0], [*] and one ..name.",
      /^\$/,
      'a path that begins with $, such as $.spec.priorityClassName',
      { maxLength: 256 },
    ),
  ),
  values: optional(
    list(
      'Then one of what the path finds must be, as text, one of these.',
      words.glob('Text, in which * may stand for any letters.'),
      1,
      64,
    ),
  ),
});

const either = held(
  written,
  'has(self.cel) != has(self.jsonPath)',
  'must have either cel or jsonPath',
);
const compared = held(
  either,
  '!has(self.values) || has(self.jsonPath)',
  'values are compared with what a jsonPath finds',
);
const condition = held(
  compared,
  `!has(self.jsonPath) || self.jsonPath.matches(${JSON.stringify(PATH_PATTERN)})`,
  "a path is made of .name, ['a.b/c'], [0], [*] and one ..name",
);

export const conditions = held(
  list('Questions to the pod; all of them must hold.', condition, 0, 16),
  'self.all(a, self.exists_one(b, b.name == a.name))',
  'no two conditions have one name',
);
