/**
 * The few words our schemas are written in. One schema has three readers (ajv for files, the
 * compiler for types, the API server for objects), and the API server is the narrow one: it wants a
 * type on every node and refuses `const`, `oneOf`, `$ref`, `patternProperties`, and
 * `additionalProperties` beside `properties`. So there is no word here that could say such a thing;
 * `forms.ts` makes each reader's copy from what the words say.
 *
 * Every word begins with its description, because a field that nobody described is a field that
 * three tools and a reference page will show without one.
 */
import {
  OptionalKind,
  Type,
  type Static,
  type TObject,
  type TProperties,
  type TSchema,
} from '@sinclair/typebox';

/** Fields by name. One with a default may be left out of a file and is there once it was read. */
export function record<T extends TProperties>(description: string, fields: T): TObject<T> {
  const needed = Object.entries(fields)
    .filter(([, field]) => !(OptionalKind in field) && field['default'] === undefined)
    .map(([name]) => name);
  return Object.assign(Type.Object(fields, { description }), { required: needed });
}

/** As `record`, for objects of Kubernetes itself: what is not named here is let through unread. */
export const excerpt = <T extends TProperties>(description: string, fields: T): TObject<T> => ({
  ...record(description, fields),
  'x-kubernetes-preserve-unknown-fields': true,
});

export const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);

/** What a field is when it was not written; readers may rely on it, so its type is not optional. */
export const standard = <T extends TSchema>(schema: T, value: Static<T>): T => ({
  ...schema,
  default: value,
});

/** As `standard`, for a record whose fields all have a default of their own. */
export const always = <T extends TObject>(schema: T): T => ({ ...schema, default: {} });

export const text = (description: string) => Type.String({ description, minLength: 1 });

interface More {
  readonly maxLength?: number;
  /** What would help whoever got it wrong. */
  readonly hint?: string;
}

/** Text of a form; `form` finishes the sentence “must be …” for whoever got it wrong. */
export const shaped = (description: string, pattern: RegExp, form: string, more: More = {}) =>
  Type.String({ description, pattern: pattern.source, form, ...more });

/** With a `form`, whoever got it wrong is told that and what is near, not a list of all. */
export const choice = <const T extends string>(
  description: string,
  of: readonly T[],
  form?: string,
  { hint }: Pick<More, 'hint'> = {},
) =>
  Type.Unsafe<T>({
    type: 'string',
    description,
    enum: of,
    ...(form === undefined ? {} : { form }),
    ...(hint === undefined ? {} : { hint }),
  });

/** Beyond it two neighbours are one number to us, and the API server takes some of them for no whole ones. */
const EXACT = Number.MAX_SAFE_INTEGER;

export const count = (description: string, minimum = 0) =>
  Type.Integer({ description, minimum, maximum: EXACT });

export const whole = (description: string) =>
  Type.Integer({ description, minimum: -EXACT, maximum: EXACT });

export const amount = (description: string, minimum: number, maximum?: number) =>
  Type.Number({ description, minimum, ...(maximum === undefined ? {} : { maximum }) });

export const flag = (description: string) => Type.Boolean({ description });

export const list = <T extends TSchema>(description: string, item: T, atLeast = 0, atMost = 1024) =>
  Type.Array(item, {
    description,
    maxItems: atMost,
    ...(atLeast === 0 ? {} : { minItems: atLeast }),
  });

/** No two entries may be equal, which the API server sees to; whoever reads files must, too. */
export const distinct = <T extends TSchema>(schema: T): T => ({
  ...schema,
  'x-kubernetes-list-type': 'set',
});

/** No two entries may have the same in this field. */
export const keyed = <T extends TSchema>(schema: T, field: string): T => ({
  ...schema,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': [field],
});

/** Name to text, e.g. annotations. */
export const texts = (description: string) => named(description, { type: 'string' }, 0);

/** What the API server takes as the value of a label; it refuses a pod that asks for another. */
export const LABEL_VALUE = {
  pattern: '^([A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$',
  form: 'what a label can have',
  hint: 'at most 63 letters, digits, - _ and ., the first and last a letter or digit',
};

const PART = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
/** DNS-1123, as the API server holds the names of most objects and the prefixes of labels. */
export const SUBDOMAIN = `${PART}(\\.${PART})*`;
export const LONGEST_SUBDOMAIN = 253;
export const LABEL_KEY = `^(${SUBDOMAIN}/)?[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$`;

/** In CEL, of a key that fits the pattern, which cannot count the prefix alone. */
export const shortPrefix = (key: string): string =>
  `(!${key}.contains('/') || ${key}.indexOf('/') <= ${LONGEST_SUBDOMAIN})`;

/** Name to value of a label. */
export const labels = (description: string, atLeast = 0) =>
  named(description, { type: 'string', ...LABEL_VALUE }, atLeast);

/** The API server lets a rule be only so costly as the most that it could be asked of. */
const MOST_LABELS = 32;

/** Labels to be had. What a key may be is asked in CEL; ../label-faults.ts asks it of files. */
export const matchLabels = (description: string, atLeast = 0) =>
  held(
    { ...labels(description, atLeast), maxProperties: MOST_LABELS },
    `self.all(key, key.matches(${JSON.stringify(LABEL_KEY)}) && ${shortPrefix('key')})`,
    'must have keys that labels can have, such as example.com/pool',
  );

const named = (description: string, value: Readonly<Record<string, string>>, atLeast: number) =>
  Type.Unsafe<Record<string, string>>({
    type: 'object',
    description,
    additionalProperties: value,
    ...(atLeast === 0 ? {} : { minProperties: atLeast }),
  });

/** What is beyond it the API server takes for no whole number, and it is a slip anyway. */
const MOST = 1_000_000;

/** A number of YAML, not below 0, or text of a form: how Kubernetes writes quantities. */
export const numeric = (description: string, pattern: RegExp, form: string) =>
  Type.Unsafe<string | number>(
    intOrText({ description, pattern: pattern.source, form, minimum: 0, maximum: MOST }),
  );

/** Name to quantity, e.g. what a node has. */
export const quantities = (description: string) =>
  Type.Unsafe<Record<string, string | number>>({
    type: 'object',
    description,
    additionalProperties: intOrText({ form: 'a quantity such as 4, 500m or 16Gi' }),
  });

const intOrText = (said: Record<string, string | number>) => ({
  ...said,
  'x-kubernetes-int-or-string': true,
  anyOf: [{ type: 'integer' }, { type: 'string' }],
});

/** A rule over several fields, in CEL, which the API server checks; compile.ts checks it for files. */
export const held = <T extends TSchema>(schema: T, rule: string, message: string): T => ({
  ...schema,
  'x-kubernetes-validations': [...rulesOf(schema), { rule, message }],
});

function rulesOf(schema: TSchema): readonly unknown[] {
  const rules: unknown = schema['x-kubernetes-validations'];
  return Array.isArray(rules) ? rules : [];
}
