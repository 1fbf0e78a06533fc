import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { plain } from '../testing/pods.ts';
import { argvOf } from './expansion.ts';
import { recurring } from './recurring.ts';

/** Where words end must be told from what they hold. */
const word = fc.constantFrom('', 'a', 'b', ',', '"', '","', '\\', '\u0000', 'a,b', ' ');

test('what stands for a list of words is equal to it, whatever came before', () => {
  fc.assert(
    fc.property(fc.array(fc.array(word, { maxLength: 4 })), (lists) => {
      for (const list of lists) expect(recurring([...list])).toEqual(list);
    }),
  );
});

test('containers of many workloads run one and the same line', () => {
  const line = { command: ['vllm', 'serve'], args: ['--dtype', 'half'] };
  const [one, other] = [plain('a', { ...line, image: 'x:1' }), plain('b', { ...line, image: 'y' })];
  expect(argvOf(one)).toBe(argvOf(other));
  expect(argvOf(plain('c', { ...line, command: ['vllm'] }))).not.toBe(argvOf(one));
});

const script = () => ['sh', '-c', 'x'.repeat(3000)];

test('a script that somebody has written out is not worth remembering', () => {
  expect(recurring(script())).not.toBe(recurring(script()));
});
