/** Whatever a workload is called: no terminal obeys it, no page is linked, nobody is called, no cell ends. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { cell } from './csv-cell.ts';
import { fenceFor, inMarkdown, inTerminal, spelt } from './spelt.ts';

// oxlint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f]/;

const SIGNS = 'a |@#[]()<>!`*_~\\&:/.\r\n'.split('');
const WORDS = [
  'http://',
  'WWW.',
  'www.',
  ':tada:',
  'GH-1',
  '!1',
  '%v1',
  '$x$',
  '~bug',
  '\u001b[2J',
  '\u202e',
  '\u2028',
  '\u2066',
];
const wicked = fc.string({ unit: fc.constantFrom(...SIGNS, ...WORDS) });

/** As a browser shows it. */
const shown = (markdown: string): string =>
  markdown.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

describe('in Markdown', () => {
  test('nothing is left that means anything, and a reader reads what was written', () => {
    fc.assert(
      fc.property(wicked, (text) => {
        const written = inMarkdown(text);
        expect(written.replaceAll(/&#\d+;/g, '?')).not.toMatch(/[\\`*_{}[\]<>|#~@&]|:\/\/|www\./i);
        expect(written).not.toMatch(OBEYED);
        expect(shown(written).replaceAll('\u2060', '')).toBe(inTerminal(text));
      }),
    );
  });

  test('nor in what is shown, which sites look through once more for people, numbers and addresses', () => {
    fc.assert(
      fc.property(wicked, (text) => {
        expect(shown(inMarkdown(text))).not.toMatch(
          /[@#!%$~&]\w|:\/\/|www\.\w|:[a-z]+:|GH-\d|\$[^$\u2060]/i,
        );
      }),
    );
  });

  test('code ends where it ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', '\n') }), (code) => {
        expect(fenceFor(code)).toMatch(/^`{3,}$/);
        expect(code).not.toContain(fenceFor(code));
      }),
    );
  });
});

test('every text of a report is spelt, and its figures stay', () => {
  const report = { of: ['\u001b[2J', { says: 'a\rb', count: 3, whole: true }], none: undefined };
  expect(spelt(report, inTerminal)).toEqual({
    of: ['?[2J', { says: 'a?b', count: 3, whole: true }],
    none: undefined,
  });
});

test('a cell of a spreadsheet has lines, and no orders for a terminal', () => {
  expect(cell('a\r\nb\u001b[2J\u202e')).toBe('"a\r\nb?[2J?"');
  expect([cell(true), cell(0.5), cell(undefined)]).toEqual(['true', '0.5', '']);
  // What hides the sign does not hide the formula.
  expect(cell('\u001b=1+1')).not.toMatch(/^=/);
});
