/**
 * One schema, a copy for each reader. Files are read closed: a misspelt field is a fault. The API
 * server gets the same open, since it prunes what it does not know and forbids to say more. Editors
 * get the closed one without the words only we understand.
 */
import type { TSchema } from '@sinclair/typebox';
import { isRecord } from '../../core/record.ts';

export type Json = Readonly<Record<string, unknown>>;

/** For ajv: `form` stays, because the messages need it. */
export const closed = (schema: TSchema): Json => rewritten(schema, shut);

/** For editors, JSON Schema draft 07. `patternErrorMessage` is understood by the YAML and JSON servers. */
export const forEditors = (schema: TSchema): Json =>
  rewritten(schema, (node) => {
    const { form, hint: _, ...rest } = shut(node);
    return typeof form === 'string' && 'pattern' in rest
      ? { ...rest, patternErrorMessage: `must be ${form}` }
      : rest;
  });

/** For a CRD: structural, and without what the API server itself says of every object. */
export function structural(schema: TSchema): Json {
  const { properties, ...rest } = rewritten(schema, (node) =>
    without(without(node, 'form'), 'hint'),
  );
  return {
    ...rest,
    properties: {
      ...(isRecord(properties) ? properties : {}),
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
    },
  };
}

const without = (node: Json, name: string): Json =>
  Object.fromEntries(Object.entries(node).filter(([key]) => key !== name));

const isOpen = (node: Json): boolean => node['x-kubernetes-preserve-unknown-fields'] === true;

function shut(node: Json): Json {
  const kept = Object.entries(node).filter(([key]) => !key.startsWith('x-kubernetes-'));
  const plain = Object.fromEntries(kept);
  return 'properties' in node && !isOpen(node) ? { ...plain, additionalProperties: false } : plain;
}

/** Children first, so that `change` sees a node whose parts are done. */
function rewritten(schema: Json, change: (node: Json) => Json): Json {
  const node: Record<string, unknown> = { ...schema };
  if (Array.isArray(node['required']) && node['required'].length === 0) delete node['required'];
  if (isRecord(node['properties']))
    node['properties'] = Object.fromEntries(
      Object.entries(node['properties']).map(([name, part]) => [
        name,
        isRecord(part) ? rewritten(part, change) : part,
      ]),
    );
  for (const key of ['items', 'additionalProperties']) {
    const part = node[key];
    if (isRecord(part)) node[key] = rewritten(part, change);
  }
  return change(node);
}
