/** In a terminal of any width no line wraps, and what is left says whose it is. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { cards, mixed } from '../../core/testing/nodes.ts';
import { asking, container } from '../../core/testing/pods.ts';
import { colours } from '../../report/colour.ts';
import { scanned } from '../scan.ts';
import { lookedAt, running } from '../testing/looked.ts';
import { fitted } from './fitted.ts';
import { scanText } from './text.ts';

const YIELDS = { names: ['NAME', 'SHAPE'], least: ['SURE', 'HOURS', 'SHAPE'] };

const letters = (count: number): string => 'x'.repeat(count);
const sheet = {
  head: ['NAME', 'HOURS', 'SHAPE', 'SURE'],
  rows: [[letters(40), '72', letters(30), '0.9']],
};

test('what fits stays as it is', () => {
  const { lines, left } = fitted(sheet, YIELDS, Infinity);
  expect(left).toBe(0);
  expect(lines[1]).toBe(`${letters(40)}  72     ${letters(30)}  0.9`);
});

test('long names give first, the longest most; then the least column goes', () => {
  const shortened = fitted(sheet, YIELDS, 75);
  expect(shortened.left).toBe(0);
  expect(shortened.lines[1]).toBe(`${letters(15)}…${letters(14)}  72     ${letters(30)}  0.9`);
  const narrower = fitted(sheet, YIELDS, 70);
  expect(narrower).toMatchObject({
    left: 1,
    lines: [expect.not.stringContaining('SURE'), expect.anything()],
  });
});

test('no line is wider than it may be, whatever is in it', () => {
  const cell = fc.string({ maxLength: 60 });
  const row = fc.tuple(cell, cell, cell, cell);
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 250 }),
      (rows, width) => {
        const { lines } = fitted({ head: sheet.head, rows }, YIELDS, width);
        expect(lines).toHaveLength(rows.length + 1);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      },
    ),
  );
});

describe('a scan', () => {
  const name = 'a-name-that-somebody-has-made-of-team-and-model-and-revision';
  const report = scanned(
    lookedAt({
      nodes: [cards('gpu-1', 'h100'), mixed('gpu-2', 'h100', { '1g.10gb': 7 })],
      pods: [
        running('gpu-1'),
        running(
          'gpu-1',
          { containers: [container('train', asking(2))] },
          { ownerReferences: [], name },
        ),
      ],
    }),
  );
  const tableAt = (width: number): string[] => {
    const text = scanText(report, { colours: colours(false), bars: 'ascii', width });
    const lines = text.split('\n');
    const from = lines.findIndex((line) => line.startsWith('CARD'));
    const until = lines.findIndex((line) => line === 'Never sliceable');
    return lines.slice(from, until);
  };

  test.each([1, 20, 40, 80, 100, 132, 160, 240])(
    'at %p columns has no line that wraps',
    (width) => {
      const rows = tableAt(width).filter((line) => !line.startsWith('  and '));
      for (const line of rows) expect(line.length).toBeLessThanOrEqual(width);
    },
  );

  test.each([72, 80, 120])(
    'at %p columns has a bar and not all columns, and says where those are',
    (width) => {
      const lines = tableAt(width);
      expect(lines).toContainEqual(
        expect.stringMatching(/^speech\/Deployment\/asr server .* 0\.142 .* #\.{7,}$/),
      );
      expect(lines).toContainEqual(
        expect.stringMatching(/columns? that there is no room for: -o csv$/),
      );
    },
  );

  test('in fewer has no bar: names need all', () => {
    expect(tableAt(71).join('\n')).not.toContain('#.');
  });

  test('and is whole for whoever reads lines', () => {
    const text = scanText(report, { colours: colours(false), bars: 'none', width: 20 });
    expect(text).toContain(`speech/Pod/${name} train`);
    expect(text).not.toContain('no room');
  });
});
