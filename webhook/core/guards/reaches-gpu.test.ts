import { expect, test } from '@jest/globals';
import { plain, podOf } from '../testing/pods.ts';
import { objection } from '../testing/guarded.ts';
import { nodeName } from './node-name.ts';
import { runtimeClass } from './runtime-class.ts';

const containers = [plain('a')];
const claiming = { containers, resourceClaims: [{ name: 'x' }] };
const fraction = { annotations: { 'gpu-fraction': '0.5' } };

test('a claim may be for a GPU, so NVIDIA’s runtime is none too many', () => {
  const runtimeClassName = 'nvidia';
  expect(objection(runtimeClass, podOf({ ...claiming, runtimeClassName }))).toBeUndefined();
  expect(
    objection(runtimeClass, podOf({ containers, runtimeClassName }, fraction)),
  ).toBeUndefined();
  expect(objection(runtimeClass, podOf({ containers, runtimeClassName }))).toMatch(/nvidia/);
});

test('it may be for a network card, so a node may be named', () => {
  expect(objection(nodeName, podOf({ ...claiming, nodeName: 'n1' }))).toBeUndefined();
  expect(objection(nodeName, podOf({ containers, nodeName: 'n1' }, fraction))).toMatch(/n1/);
});
