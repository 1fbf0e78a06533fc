import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { container, plain, podOf } from '../testing/pods.ts';
import { objection } from '../testing/guarded.ts';
import type { ObjectMeta, Pod } from '../pod.ts';
import { deadline } from './deadline.ts';
import { timeOf } from './times.ts';

const HOUR = 3600;

const ownedBy = (kind: string): Partial<ObjectMeta> => ({
  ownerReferences: [{ apiVersion: 'x/v1', kind, name: 'ada', uid: 'u', controller: true }],
});

const training = (activeDeadlineSeconds?: number, meta = ownedBy('Job')): Pod =>
  podOf(
    {
      containers: [container('main', { command: ['torchrun', 'train.py'] })],
      ...(activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds }),
    },
    meta,
  );

const said = (pod: Pod, more: { classes?: readonly string[]; most?: number } = {}): string =>
  objection(deadline, pod, { parameters: { most: HOUR, ...more } }) ?? 'let in';

describe('a deadline', () => {
  test('of the very length is let in, one second more is not', () => {
    expect(said(training(HOUR))).toBe('let in');
    expect(said(training(HOUR + 1))).toBe(
      'training must have a deadline of at most 1h, and the pod has 1h1s; write activeDeadlineSeconds: 3600 or less into the spec of the pod template, not of the Job',
    );
  });

  test('must be there', () => {
    expect(said(training())).toMatch(/^training must have .* and the pod has none;/);
  });

  test('is asked of notebooks as well, and where their API allows none it says so', () => {
    const notebook = podOf({}, ownedBy('Notebook'));
    expect(said(notebook)).toMatch(/^notebook must have/);
    expect(said(training(undefined, ownedBy('StatefulSet')))).toMatch(
      /pods of a StatefulSet cannot have one, so run it as a Job/,
    );
  });

  test('is asked of those classes alone that the policy lists', () => {
    expect(said(podOf())).toBe('let in');
    expect(said(podOf(), { classes: ['serving'] })).toMatch(/^serving must have/);
    expect(said(training(), { classes: ['serving'] })).toBe('let in');
  });

  test('is not asked where no GPU is held', () => {
    expect(said(podOf({ containers: [plain('main', { command: ['torchrun'] })] }))).toBe('let in');
  });

  test('a longer one allowed never refuses more', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.option(fc.nat(), { nil: undefined }), (a, b, seconds) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)];
        if (said(training(seconds), { most: short }) === 'let in')
          expect(said(training(seconds), { most: long })).toBe('let in');
      }),
    );
  });
});

test.each([
  [0, '0s'],
  [90, '1m30s'],
  [259_200, '3d'],
  [90_061, '1d1h1m1s'],
])('%d seconds are %s', (seconds, text) => {
  expect(timeOf(seconds)).toBe(text);
});
