import { expect, test } from '@jest/globals';
import { ofManifests } from './own-part.ts';

test.each([
  { milliGPU: 142, want: '0.142 GPU is of' },
  { milliGPU: 1000, want: '1 GPU is of' },
  { milliGPU: 2000, want: '2 GPU are of' },
])('$want these manifests', ({ milliGPU, want }) =>
  expect(ofManifests(milliGPU)).toBe(`of what the team uses there, ${want} these manifests`),
);
