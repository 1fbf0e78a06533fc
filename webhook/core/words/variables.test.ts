import { expect, test } from '@jest/globals';
import { plain } from '../testing/pods.ts';
import { variable, variableOf, variables } from './variables.ts';

const twice = plain('main', {
  env: [
    { name: 'A', value: '0' },
    { name: 'B', value: 'b' },
    { name: 'A', value: '1' },
  ],
});

test('of two variables of a name the last counts', () => {
  expect(variable(twice, 'A')).toEqual({ name: 'A', value: '1' });
  expect([...variables(twice)].map(({ name, value }) => `${name}=${value}`)).toEqual([
    'A=1',
    'B=b',
  ]);
});

test('the first of those that are wanted is found', () => {
  expect(variableOf(twice, (name) => name !== 'A')?.value).toBe('b');
});

test('a container that sets none has none', () => {
  expect(variable(plain('main'), 'A')).toBeUndefined();
  expect(variableOf(plain('main'), () => true)).toBeUndefined();
});
