/**
 * An error of the validator as a sentence: what the field must be, and what it is. ajv's own say
 * “must be equal to one of the allowed values” and keep the values to themselves.
 */
import type { ErrorObject } from 'ajv';
import { isRecord } from '../core/record.ts';
import { oneLine } from '../core/text.ts';
import { step } from './documents.ts';
import { calledElsewhere, meant, numberMeant } from './meant.ts';
import { nearest, suggestion } from '../core/nearest.ts';

export interface Said {
  readonly pointer: string;
  /** The key is to blame, not its value. */
  readonly key: boolean;
  readonly says: string;
  readonly help?: string;
}

export function said(error: ErrorObject): Said | 'said by another' {
  // Beside an `anyOf` ajv reports each branch too; and a wrong type breaks every rule after it.
  if (error.schemaPath.includes('/anyOf/')) return 'said by another';
  if (error.keyword === 'enum' && typeof error.data !== 'string') return 'said by another';
  const speak = sentences[error.keyword];
  const pointer = error.instancePath;
  if (speak === undefined)
    return { pointer, key: false, says: `${error.message ?? 'is not allowed'}${got(error)}` };
  return { pointer, key: false, ...speak(error) };
}

type Sentence = (error: ErrorObject) => {
  says: string;
  help?: string;
  pointer?: string;
  key?: boolean;
};

const sentences: Readonly<Record<string, Sentence>> = {
  additionalProperties: (error) => {
    const name = param(error, 'additionalProperty');
    const known = Object.keys(
      isRecord(error.parentSchema?.['properties']) ? error.parentSchema['properties'] : {},
    );
    const says = `is no field here`;
    return {
      pointer: error.instancePath + step(name),
      key: true,
      says,
      help: suggestion(name, known, 'fields here'),
    };
  },
  required: (error) => {
    const name = param(error, 'missingProperty');
    const fields: unknown = error.parentSchema?.['properties'];
    return {
      key: true,
      says: `needs the field ${name}`,
      ...hintIn(isRecord(fields) ? fields[name] : undefined),
    };
  },
  enum: (error) => ({
    says: `must be ${wanted(error)}${got(error)}`,
    ...near(String(error.data), choices(error), error.parentSchema),
  }),
  type: (error) => {
    const help = quoted(error);
    const be = help.help === undefined ? wanted(error) : 'text';
    return {
      says: `must be ${be}${got(error)}`,
      ...(help.help === undefined ? unit(error) : help),
    };
  },
  anyOf: (error) => ({ says: `must be ${wanted(error)}${got(error)}` }),
  pattern: (error) => ({ says: `must be ${wanted(error)}${got(error)}`, ...hinted(error) }),
  maxLength: (error) => ({
    says: `may have ${param(error, 'limit')} letters, has ${String(error.data).length}`,
  }),
  minimum: (error) => ({ says: `must be at least ${param(error, 'limit')}${got(error)}` }),
  maximum: (error) => ({ says: `must be at most ${param(error, 'limit')}${got(error)}` }),
  minLength: () => ({ says: 'must not be empty' }),
  minItems: (error) => ({
    says: `must have at least ${param(error, 'limit')} entry, has ${values(error.data).length}`,
  }),
  maxItems: (error) => ({
    says: `may have ${param(error, 'limit')} entries, has ${values(error.data).length}`,
  }),
  maxProperties: (error) => ({
    says: `may have ${param(error, 'limit')} entries, has ${Object.keys(isRecord(error.data) ? error.data : {}).length}`,
  }),
  minProperties: (error) => ({ says: `must have at least ${param(error, 'limit')} entry` }),
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a map of fields',
  array: 'a list',
};

const param = (error: ErrorObject, name: string): string => String(error.params[name]);
const values = (schema: unknown): readonly unknown[] => (Array.isArray(schema) ? schema : []);

const choices = (error: ErrorObject): string[] => values(error.parentSchema?.['enum']).map(String);

/** What the schema asks for, in the words of whoever wrote it. */
function wanted(error: ErrorObject): string {
  const form: unknown = error.parentSchema?.['form'];
  if (typeof form === 'string') return form;
  const known = choices(error);
  if (known.length > 0) return known.length === 1 ? known.join('') : `one of ${known.join(', ')}`;
  const type: unknown = error.parentSchema?.['type'];
  return TYPES[String(type)] ?? 'a number or text';
}

function hinted({ parentSchema, data }: ErrorObject): { help?: string } {
  const pattern: unknown = parentSchema?.['pattern'];
  const written = hintIn(parentSchema);
  if (written.help !== undefined) return written;
  return helpOf(typeof pattern === 'string' ? meant(String(data), new RegExp(pattern)) : undefined);
}

function hintIn(schema: unknown): { help?: string } {
  const hint: unknown = isRecord(schema) ? schema['hint'] : undefined;
  return typeof hint === 'string' ? { help: hint } : {};
}

function near(written: string, known: readonly string[], schema: unknown): { help?: string } {
  if (isRecord(schema) && schema['form'] !== undefined)
    return { help: suggestion(written, known, 'there are') };
  const word = calledElsewhere(written, known) ?? (known.length > 1 && nearest(written, known));
  return typeof word === 'string' ? { help: `did you mean ${word}?` } : hintIn(schema);
}

/** A number that lacks its unit where text is wanted, or has one where it is to be a number. */
function unit({ instancePath, params, parentSchema, data }: ErrorObject): { help?: string } {
  const pattern: unknown = parentSchema?.['pattern'];
  if (params['type'] === 'string' && typeof data === 'number' && typeof pattern === 'string')
    return helpOf(meant(String(data), new RegExp(pattern)));
  if (!['number', 'integer'].includes(String(params['type'])) || typeof data !== 'string')
    return {};
  return helpOf(numberMeant(data, instancePath));
}

const helpOf = (help: string | undefined): { help?: string } =>
  help === undefined ? {} : { help };

/** YAML reads `1` and `true` as what they look like; where text is wanted, quotes are what is missing. */
function quoted(error: ErrorObject): { help?: string } {
  if (param(error, 'type') !== 'string' || !['number', 'boolean'].includes(typeof error.data))
    return {};
  const written = String(error.data);
  const pattern: unknown = error.parentSchema?.['pattern'];
  const fits =
    typeof pattern === 'string' ? new RegExp(pattern).test(written) : choices(error).length === 0;
  return fits ? { help: `in quotes it is text: "${written}"` } : {};
}

const got = (error: ErrorObject): string => `, got ${shown(error.data)}`;

/** A value in a sentence. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  // JSON has no word for what is beyond all numbers.
  const written = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return oneLine(typeof value === 'string' ? written : `the ${typeof value} ${written}`, 80);
}
