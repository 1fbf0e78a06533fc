/** Whoever mends a file goes to the line that is named: it is where they slipped, and not where a parser noticed. */
import { expect, test } from '@jest/globals';
import { manifestsIn } from './manifest.ts';

const UNEVEN = 'is broken YAML: this line is indented otherwise than those beside it';
const ALIKE =
  'fields of one map begin at one column; text that holds a colon and a space needs quotes';

const table: { name: string; text: string; want: readonly string[] }[] = [
  {
    name: 'a field that stands deeper than the one above it',
    text: 'kind: A\nmetadata:\n  name: x\n   bad: y\n  other: z\n',
    want: [`4:4 ${UNEVEN} (${ALIKE})`],
  },
  {
    name: 'such a field of an item of a list',
    text: 'kind: A\nspec:\n  - name: x\r\n     image: y\r\n',
    want: [`4:6 ${UNEVEN} (${ALIKE})`],
  },
  {
    name: 'such a field below a comment and an empty line',
    text: 'kind: A\nmetadata:\n  name: x\n   # of speech\n\n   bad: y\n',
    want: [`6:1 ${UNEVEN}`],
  },
  {
    name: 'a field that stands less deep than the one above it',
    text: 'kind: A\nmetadata:\n  name: x\n bad: y\n',
    want: [`4:1 ${UNEVEN}`],
  },
  {
    name: 'a second colon on one line',
    text: 'kind: A\nspec:\n  image: foo: bar\n',
    want: ['3:10 is broken YAML: a second colon on one line; a value that holds one needs quotes'],
  },
  {
    name: 'a quote that is never closed, where it is opened',
    text: 'kind: A\nmetadata: {name: "asr", namespace: "vision}\nspec: {}\n',
    want: ['2:36 is broken YAML: a quote is opened and not closed'],
  },
];

test.each(table)('$name', ({ text, want }) => {
  const { faults } = manifestsIn('m.yaml', text);
  const told = faults.map(
    ({ line, column, says, help }) =>
      `${line}:${column} ${says}${help === undefined ? '' : ` (${help})`}`,
  );
  expect(told).toEqual(want);
});
