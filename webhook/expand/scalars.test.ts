/** Each value as `kubectl annotate --local -o json` prints it. */
import { describe, expect, test } from '@jest/globals';
import { manifestsIn } from './manifest.ts';

const held = (written: string): unknown =>
  manifestsIn('m.yaml', `kind: A\nheld: ${written}\n`).objects[0]?.['held'];

describe('a scalar is what kubectl takes it for', () => {
  const text =
    '2026-11-22|2026-11-22T10:00:00Z|2026-11-22 10:00:00|1:30|-1:30|1:30:00.5|tRue|nULL|+|.|.5.5|._5|1e400|-1e400|1e|5m|10Gi|_1|+-1|0b|0x|0b12|0o8|0x1p4|0xFFFFFFFFFFFFFFFFFF|NaN|1.5.1|1,5|='.split(
      '|',
    );
  test.each(text)('%s is text', (written) => {
    expect(held(written)).toBe(written);
  });

  const table: readonly (readonly [string, unknown])[] = [
    ['y', true],
    ['On', true],
    ['no', false],
    ['OFF', false],
    ['~', null],
    ['', null],
    ['017', 15],
    ['0o17', 15],
    ['0_7', 7],
    ['089', 89],
    ['-0x1F', -31],
    ['0B11', 3],
    ['1_000', 1000],
    ['1_0.5', 10.5],
    ['.5_5', 0.55],
    ['+.5', 0.5],
    ['1.', 1],
    ['12e03', 12_000],
    ['0777777777777777777777777', Number('777777777777777777777777')],
    ['!!int "5"', 5],
    ['!!str 5', '5'],
    ['!!bool "yes"', true],
    ['!!binary aGk=', 'hi'],
    ['!!timestamp 2026-11-22', '2026-11-22'],
    ['!!set {a}', { a: null }],
    ['! 5', '5'],
    ['!Ref 5', '5'],
  ];
  test.each(table)('%s is %j', (written, want) => {
    expect(held(written)).toEqual(want);
  });

  test.each(['.inf', '-.INF', '.nan', '!!int a', '!!bool 1', '!!null x'])(
    '%s is a fault, as it is to kubectl',
    (written) => {
      const { objects, faults } = manifestsIn('m.yaml', `kind: A\nheld: ${written}\n`);
      expect([objects.length, faults.length]).toEqual([0, 1]);
    },
  );

  test('whatever version of YAML a directive names', () => {
    const { objects } = manifestsIn('m.yaml', '%YAML 1.2\n---\nkind: A\nheld: [yes, 2026-11-22]\n');
    expect(objects).toEqual([{ kind: 'A', held: [true, '2026-11-22'] }]);
  });
});
