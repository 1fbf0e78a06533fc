import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, integer, property, string } from 'fast-check';
import { gpus, nameOf, oneLine, utf8Length } from './text.ts';

describe('one line that is safe to show', () => {
  const table: { name: string; text: string; want: string }[] = [
    { name: 'plain words stay as they are', text: 'team speech', want: 'team speech' },
    { name: 'a line break would drop the warning', text: 'a\nb\r\nc', want: 'a?b??c' },
    { name: 'an escape would colour a terminal', text: '\u001b[31mred', want: '?[31mred' },
    { name: 'a C1 control is an escape as well', text: '\u009b31m', want: '?31m' },
    { name: 'a right-to-left override turns words round', text: 'a\u202eb', want: 'a?b' },
    { name: 'an Arabic letter mark turns them too', text: 'a\u061cb', want: 'a?b' },
    { name: 'an isolate hides where text belongs', text: 'a\u2066b\u2069', want: 'a?b?' },
    { name: 'a zero-width space splits what one greps for', text: 'a\u200bb', want: 'a?b' },
    { name: 'a word joiner does the same unseen', text: 'a\u2060b', want: 'a?b' },
    { name: 'a soft hyphen does too', text: 'a\u00adb', want: 'a?b' },
    { name: 'a line separator is a line break in JavaScript', text: 'a\u2028b', want: 'a?b' },
    { name: 'other scripts are welcome', text: 'équipe 音声 😀', want: 'équipe 音声 😀' },
  ];
  test.each(table)('$name', ({ text, want }) => {
    expect(oneLine(text)).toBe(want);
  });

  test('says the same twice, though its pattern remembers where it stopped', () => {
    expect([oneLine('a\nb'), oneLine('a\nb'), oneLine('ab')]).toEqual(['a?b', 'a?b', 'ab']);
  });

  test('shows that something was cut, and never half a character', () => {
    expect(oneLine('abcdef', 4)).toBe('abc…');
    expect(oneLine('ab😀cd', 4)).toBe('ab…');
    expect(oneLine('abcd', 4)).toBe('abcd');
  });

  const character = constantFrom('a', ' ', '\n', '\u202e', '\u061c', 'é', '音', '😀', '\ud83d');
  test('is never longer than it may be, and safe a second time', () => {
    assert(
      property(string({ unit: character }), integer({ min: 1, max: 40 }), (text, max) => {
        const line = oneLine(text, max);
        expect(line.length).toBeLessThanOrEqual(max);
        expect(oneLine(line, max)).toBe(line);
        expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});

test('bytes are counted as they are sent', () => {
  const edges = ['', 'a', '\u007f', '\u0080', '\u07ff', '\u0800', '\uffff', '\u{10000}', '音声 😀'];
  for (const text of edges) expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
});

describe('a name for text', () => {
  test('is sixteen hex digits, the same each time', () => {
    expect(nameOf('speech/Deployment/asr')).toMatch(/^[0-9a-f]{16}$/);
    expect(nameOf('speech/Deployment/asr')).toBe(nameOf('speech/Deployment/asr'));
    expect(nameOf('')).toMatch(/^[0-9a-f]{16}$/);
  });

  test('no two of thirty thousand workloads share one', () => {
    const names = new Set<string>();
    for (let i = 0; i < 30_000; i++) names.add(nameOf(`team-${i % 97}/Deployment/app-${i}`));
    expect(names.size).toBe(30_000);
  });

  test('each of its bits is set for about half of them, so that a rollout share is a share', () => {
    const count = 10_000;
    const ones = Array.from({ length: 64 }, () => 0);
    for (let i = 0; i < count; i++) {
      const name = nameOf(`speech/Deployment/asr-${i}`);
      const lanes = [parseInt(name.slice(0, 8), 16), parseInt(name.slice(8), 16)];
      for (let at = 0; at < 64; at++)
        ones[at] = (ones[at] ?? 0) + (((lanes[at >> 5] ?? 0) >>> (at & 31)) & 1);
    }
    const shares = ones.map((set) => set / count);
    expect(Math.min(...shares)).toBeGreaterThan(0.46);
    expect(Math.max(...shares)).toBeLessThan(0.54);
  });
});

test('thousandths of a GPU read as a person would write them', () => {
  expect([142, 1000, 2500, 0].map(gpus)).toEqual(['0.142', '1', '2.5', '0']);
});
