/**
 * The reference of fields, a table a kind, what each guardrail takes, what makes up a revision, and the
 * contents, as Markdown between markers
 * of a page people write.
 */
import { MOVING } from '../../core/identity/memory-words.ts';
import { isRecord } from '../../core/record.ts';
import type { Json } from '../schema/forms.ts';
import { ours } from '../schema/kinds.ts';
import { contentsOf } from './contents.ts';
import { guardTable } from './guard-table.ts';

/** The page with each table made anew; a marker for a kind that is gone is an error. */
export function referencePage(page: string): string {
  return page
    .replaceAll(
      /(<!-- fields:(\w+) -->\n)[^]*?(<!-- end -->)/g,
      (_, start: string, kind: string, end: string) => `${start}\n${tableOf(kind)}\n${end}`,
    )
    .replace(
      /(<!-- guards -->\n)[^]*?(<!-- end -->)/,
      (_, start: string, end: string) => `${start}\n${guardTable(typeOf)}\n${end}`,
    )
    .replace(
      /(<!-- contents -->\n)[^]*?(<!-- end -->)/,
      (_, start: string, end: string) => `${start}\n${contentsOf(page)}\n\n${end}`,
    )
    .replace(
      /(<!-- revision -->\n)[^]*?(<!-- end -->)/,
      (_, start: string, end: string) => `${start}\n${REVISION}\n\n${end}`,
    );
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

const REVISION = [
  '<!-- prettier-ignore-start -->',
  '',
  quoted([...MOVING]),
  '',
  '<!-- prettier-ignore-end -->',
].join('\n');

function tableOf(kind: string): string {
  const found = Object.entries(ours).find(([name]) => name === kind);
  if (found === undefined)
    throw new Error(`policies/README.md asks for the fields of ${kind}, a kind there is not`);
  const spec = propertiesOf(found[1])['spec'];
  const rows = isRecord(spec) ? rowsOf(spec, '') : [];
  return [
    '<!-- prettier-ignore-start -->',
    '',
    '| Field of `spec` | Is | Default | Says |',
    '| --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
    '',
    '<!-- prettier-ignore-end -->',
  ].join('\n');
}

type Row = readonly [field: string, is: string, standard: string, says: string];

function rowsOf(schema: Json, path: string): Row[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(propertiesOf(schema)).flatMap(([name, field]) => {
    if (!isRecord(field)) return [];
    const item = isRecord(field['items']) ? field['items'] : undefined;
    const here = `${path}${name}${item === undefined ? '' : '[]'}`;
    const row: Row = [
      `\`${here}\``,
      typeOf(field),
      standardOf(field, required.includes(name)),
      describe(field),
    ];
    return [row, ...rowsOf(item ?? field, `${here}.`)];
  });
}

const propertiesOf = (schema: Json): Json =>
  isRecord(schema['properties']) ? schema['properties'] : {};

/** A cell of more words than these is read by nobody. */
const MOST_WORDS = 60;

function typeOf(field: Json): string {
  const words: unknown = field['enum'];
  if (Array.isArray(words))
    return words.length > MOST_WORDS
      ? String(field['form'])
      : words.map((value) => `\`${value}\``).join(', ');
  if (field['x-kubernetes-int-or-string'] === true) return 'number or text';
  const item = field['items'];
  if (isRecord(item)) return `list of ${isRecord(item['properties']) ? 'maps' : typeOf(item)}`;
  if (isRecord(field['additionalProperties'])) return 'map';
  return (
    { string: 'text', integer: 'whole number', object: 'map' }[String(field['type'])] ??
    String(field['type'])
  );
}

function standardOf(field: Json, required: boolean): string {
  if (required) return '_required_';
  const value = field['default'];
  return value === undefined || (isRecord(value) && Object.keys(value).length === 0)
    ? ''
    : `\`${JSON.stringify(value)}\``;
}

const describe = (field: Json): string => String(field['description']);
