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

/** Text of a form; `form` finishes the sentence “must be …” for whoever got it wrong. */
export const shaped = (description: string, pattern: RegExp, form: string) =>
  Type.String({ description, pattern: pattern.source, form });

export const choice = <const T extends string>(description: string, of: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', description, enum: of });

export const count = (description: string, minimum = 0) => Type.Integer({ description, minimum });

export const whole = (description: string) => Type.Integer({ description });

export const amount = (description: string, minimum: number, maximum?: number) =>
  Type.Number({ description, minimum, ...(maximum === undefined ? {} : { maximum }) });

export const list = <T extends TSchema>(description: string, item: T, atLeast = 0, atMost = 1024) =>
  Type.Array(item, {
    description,
    maxItems: atMost,
    ...(atLeast === 0 ? {} : { minItems: atLeast }),
  });

/** Name to value, e.g. labels. */
export const labels = (description: string, atLeast = 0) =>
  Type.Unsafe<Record<string, string>>({
    type: 'object',
    description,
    additionalProperties: { type: 'string' },
    ...(atLeast === 0 ? {} : { minProperties: atLeast }),
  });

/** A number of YAML or text of a form: how Kubernetes writes quantities. */
export const numeric = (description: string, pattern: RegExp, form: string) =>
  Type.Unsafe<string | number>(intOrText({ description, pattern: pattern.source, form }));

/** Name to quantity, e.g. what a node has. */
export const quantities = (description: string) =>
  Type.Unsafe<Record<string, string | number>>({
    type: 'object',
    description,
    additionalProperties: intOrText({ form: 'a quantity such as 4, 500m or 16Gi' }),
  });

const intOrText = (said: Record<string, string>) => ({
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
