import { describe, expect, test } from '@jest/globals';
import { asStored } from './as-stored.ts';

describe('what is empty', () => {
  test.each([
    ['containers', []],
    ['nodeSelectorTerms', []],
    ['sources', []],
    ['storageClassName', ''],
  ])('says something as %s, and stays, wherever it stands', (name, empty) => {
    const object = { spec: { in: [{ [name]: empty }] } };
    expect(asStored(object)).toEqual(object);
  });

  test.each([
    ['tolerations', []],
    ['nodeName', ''],
    ['labels', {}],
    ['hostPID', false],
    ['affinity', null],
  ])('says nothing as %s, and goes', (name, empty) => {
    expect(asStored({ spec: { in: [{ [name]: empty }] } })).toEqual({ spec: { in: [{}] } });
  });

  test.each([
    ['labels', { a: '' }],
    ['emptyDir', {}],
    ['privileged', false],
  ])('is said by whoever writes %s', (name, value) => {
    expect(asStored({ [name]: value })).toEqual({ [name]: value });
  });
});
