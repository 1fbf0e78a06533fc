import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Gathered } from './gathered.ts';

const items = Array.from({ length: 80 }, (_, number) => ({ number }));
const change = fc.record({
  key: fc.constantFrom('a', 'b'),
  item: fc.constantFrom(...items),
  how: fc.constantFrom('add', 'add', 'add', 'remove', 'remove', 'take' as const),
});

test('what is gathered is what a Set for each key would hold, however many come and go', () => {
  const oneByOne = items.map((item) => ({ key: 'a', item, how: 'add' }) as const);
  const away = items.slice(2).map((item) => ({ key: 'a', item, how: 'remove' }) as const);
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60, size: 'max' }), (changes) => {
      const gathered = new Gathered<(typeof items)[number]>();
      const plainly = new Map([
        ['a', new Set<object>()],
        ['b', new Set<object>()],
      ]);
      const taken = (key: string) => {
        expect(new Set(gathered.take(key))).toEqual(plainly.get(key));
        plainly.get(key)?.clear();
      };
      for (const { key, item, how } of [...changes, ...oneByOne, ...changes, ...away]) {
        if (how === 'take') taken(key);
        else if (how === 'add') {
          gathered.add(key, item);
          plainly.get(key)?.add(item);
        } else {
          gathered.remove(key, item);
          plainly.get(key)?.delete(item);
        }
      }
      taken('a');
      taken('b');
      taken('a');
    }),
  );
});
