/** A schema as a function, made when the kind is first met: a server reads seven kinds, a test one. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { closed } from './schema/forms.ts';
import { schemas, type Kind } from './schema/kinds.ts';

/** `verbose` puts schema and value beside each error: the messages are ours and need both. */
const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true, strict: false });
const made = new Map<Kind, ValidateFunction>();

/** All errors; writes the defaults into `value`, which therefore must be the caller's own. */
export function errorsIn(kind: Kind, value: unknown): readonly ErrorObject[] {
  const validate = made.get(kind) ?? ajv.compile(closed(schemas[kind]));
  made.set(kind, validate);
  return validate(value) ? [] : (validate.errors ?? []);
}
