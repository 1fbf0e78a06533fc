/** The comment's text: whose it is, whether it changed, and how much of it there is room for. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isName, isSame, marked, MARKER, within } from './body.ts';

test('a report carries its marker once, first, and by its name where there are several', () => {
  expect(marked('# Fine\n', '')).toBe(`${MARKER}\n# Fine\n`);
  expect(marked(`${MARKER}\n# Fine\n`, '')).toBe(`${MARKER}\n# Fine\n`);
  expect(marked(`${MARKER}\n# Fine\n`, 'prod')).toBe('<!-- tranche-review prod -->\n# Fine\n');
});

test('no name ends the comment of HTML that it stands in', () => {
  expect(['prod', 'eu-west.1', 'a_b'].every(isName)).toBe(true);
  expect(['', '--', 'a--b', 'a-', '-->', 'a b', 'a\nb'].some(isName)).toBe(false);
});

test('what a forge stored with other ends of lines is the same text', () => {
  expect(isSame('a\r\nb\r\n', 'a\nb')).toBe(true);
  expect(isSame('a\nb', 'a\nc')).toBe(false);
});

test('a report that is too long ends in a sentence, with nothing left open', () => {
  const lines = ['# Report', '<details><summary>one</summary>', '', '````diff'];
  const long = [...lines, ...Array<string>(200).fill('+ ünïcode'), '````', '</details>'].join('\n');
  const cut = within(long, 1024);
  expect(cut).toMatch(/ünïcode\n````\n<\/details>\n\n_Cut here, .*_\n$/);
  expect(within(long, 10_000)).toBe(long);
});

test('nothing is longer than there is room for', () => {
  const line = fc.constantFrom(
    '```',
    '<details>',
    '</details>',
    'x'.repeat(90),
    'ä'.repeat(40),
    '',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      expect(Buffer.byteLength(within(lines.join('\n'), 1024))).toBeLessThanOrEqual(1024);
    }),
  );
});
