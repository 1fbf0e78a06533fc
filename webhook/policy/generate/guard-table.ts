/** What each guardrail takes, by its rule: the table of fields has each parameter once, under whichever rules. */
import { guards } from '../../core/guards/all.ts';
import { isRecord } from '../../core/record.ts';
import type { Json } from '../schema/forms.ts';
import { parameters } from '../schema/parameters.ts';

export const guardTable = (typeOf: (field: Json) => string): string =>
  [
    '<!-- prettier-ignore-start -->',
    '',
    '| Rule | Parameter | Is | Says |',
    '| --- | --- | --- | --- |',
    ...guards
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .flatMap((guard) => rowsOf(guard, typeOf))
      .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
    '',
    '<!-- prettier-ignore-end -->',
  ].join('\n');

function rowsOf(
  { id, parameters: specs = {}, oneOf = [] }: (typeof guards)[number],
  typeOf: (field: Json) => string,
): string[][] {
  const all = Object.entries(specs);
  if (all.length === 0) return [[`\`${id}\``, '_none_', '', '']];
  return all.map(([name, { about, needed }]) => {
    const must = needed === true ? ' _Required._' : oneOf.includes(name) ? ONE_OF : '';
    return [`\`${id}\``, `\`${name}\``, typeOf(fieldOf(name)), `${about}${must}`];
  });
}

const ONE_OF = ' _One of those marked so is required._';

function fieldOf(name: string): Json {
  const { properties } = parameters as Json;
  const field = isRecord(properties) ? properties[name] : undefined;
  if (!isRecord(field)) throw new Error(`no rule takes ${name}`);
  return field;
}
