/**
 * The README's table of values, from values.yaml and its comments: what is explained there once is
 * not explained again. A map with a comment is one setting, a map without is a group.
 */
import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';

const PLACE = /(<!-- values -->\n)[^]*(<!-- end -->)/;

export function valuesTable(page: string, values: string): string {
  const { contents } = parseDocument(values);
  if (!isMap(contents)) throw new Error('values.yaml must be a map of settings');
  const table = [
    '<!-- prettier-ignore-start -->',
    '',
    '| Value | Default | Says |',
    '| --- | --- | --- |',
    ...settings(contents, '').map(
      ({ path, standard, says }) =>
        `| \`${path}\` | \`${standard}\` | ${says.replaceAll('|', '\\|')} |`,
    ),
    '',
    '<!-- prettier-ignore-end -->',
  ].join('\n');
  return page.replace(PLACE, (_, start: string, end: string) => `${start}\n${table}\n\n${end}`);
}

export interface Setting {
  readonly path: string;
  readonly standard: string;
  readonly says: string;
}

export function settings(map: YAMLMap, above: string): Setting[] {
  return map.items.flatMap(({ key, value }, i) => {
    if (!isScalar(key)) throw new Error('a key of values.yaml must be a word');
    const path = `${above}${String(key.value)}`;
    // A comment above the first key of a nested map is kept by the parser as the map's own.
    const comment = key.commentBefore ?? (i === 0 && above !== '' ? map.commentBefore : undefined);
    if (isMap(value) && typeof comment !== 'string') return settings(value, `${path}.`);
    const standard = JSON.stringify(value);
    return [{ path, standard, says: saidIn(comment ?? '') }];
  });
}

/** Its first paragraph; the rest is for those who read the file. */
const saidIn = (comment: string): string =>
  (comment.split(/\n\s*\n/)[0] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
    .trim();
