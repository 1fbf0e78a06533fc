import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { yaml } from './yaml.ts';

/** As kubectl, and as we. */
const VERSIONS = ['1.1', '1.2'] as const;

const bySomebody = fc.oneof(
  fc.constantFrom(
    'y',
    'N',
    'yes',
    'no',
    'on',
    'Off',
    'TRUE',
    '~',
    'null',
    '<<',
    '=',
    '.nan',
    '-.INF',
  ),
  fc.constantFrom(
    '010',
    '0o17',
    '0X1F',
    '1_000',
    '12:30:45',
    '1e3',
    '+1',
    '2026-11-22',
    '.5',
    '',
    ' ',
  ),
  fc.constantFrom(
    'a\u2028b',
    'a\u0085b',
    '\u001b[31m',
    'a\r\nb',
    '- a',
    '# a',
    'a: b',
    '---',
    '%YAML',
  ),
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[-+]?[0-9._:xobeE]{1,6}$/),
);

describe('YAML that we print', () => {
  test('says the same to whoever reads YAML 1.1 and to whoever reads 1.2', () => {
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        bySomebody,
        fc.integer(),
        fc.boolean(),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(
          bySomebody.filter((key) => key !== '__proto__'),
          tie('node'),
          { maxKeys: 3 },
        ),
      ),
    }));
    fc.assert(
      fc.property(node, (value) => {
        const text = yaml({ value });
        for (const version of VERSIONS) expect(parse(text, { version })).toEqual({ value });
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['no', 'y', '0X1F', '0B1', '-0o17', '1_000', '2026-11-22', '.5e3'])(
    '%s is text, and stands in quotes',
    (text) => expect(yaml({ [text]: [text] })).toBe(`"${text}":\n  - "${text}"\n`),
  );

  test('holds nothing that a terminal obeys or another parser breaks a line at', () => {
    const text = yaml({ reason: '\u001b[2J\u009b1m\u2028\u0085\u202e' });
    expect(text).toBe(String.raw`reason: "\u001b[2J\u009b1m\u2028\u0085\u202e"` + '\n');
  });

  test('bears what is plain without quotes', () => {
    expect(yaml({ name: 'speech', gpus: 4, on_call: true, at: 'a-b.c/d' })).toBe(
      'name: speech\ngpus: 4\non_call: true\nat: a-b.c/d\n',
    );
  });

  test('is made in one place, but for the few lines of a pod that are only looked at', () => {
    const rooms = ['commands', 'report', 'status'].map(
      (room) => new URL(`../${room}/`, import.meta.url),
    );
    const makers = rooms.flatMap((room) =>
      readdirSync(room, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
        .filter((name) =>
          /import \{[^}]*\bstringify\b[^}]*\} from 'yaml'/.test(
            readFileSync(new URL(name, room), 'utf8'),
          ),
        ),
    );
    expect(makers).toEqual(['pod-view.ts', 'yaml.ts']);
  });
});
