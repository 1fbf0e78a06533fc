/** What pods that were given alike have in common is there once, whoever made them and whichever decision it was. */
import { expect, test } from '@jest/globals';
import { DECISION, ORIGINAL } from '../core/governed.ts';
import { readOriginal } from '../core/edits/original.ts';
import { trimPod, type SeenGpu } from './seen-pod.ts';

const MIG = 'nvidia.com/mig-1g.10gb';

const noted = (id: string, slice: string) => ({
  [DECISION]: `main takes ${slice} instead of a whole card (fit/mig, policy default, id ${id}).`,
  [ORIGINAL]: JSON.stringify({
    v: 1,
    id,
    containers: { main: { asked: 'nvidia.com/gpu', slice, got: MIG } },
    require: [],
    affinity: false,
    tolerate: [],
  }),
});

/** Of a Job of its own each. */
function seen(job: string, id: string, slice = `H100-80GB ${MIG}`): SeenGpu {
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: job, uid: job, controller: true };
  const { gpu } = trimPod({
    metadata: {
      name: `${job}-x`,
      namespace: 'speech',
      uid: `${job}-x`,
      annotations: noted(id, slice),
      ownerReferences: [owner],
    },
    spec: { containers: [{ name: 'main', resources: { limits: { [MIG]: '1' } } }] },
  });
  if (gpu === undefined) throw new Error('it asks for a device');
  return gpu;
}

test('two Jobs whose pods were given the same slice have their notes in common', () => {
  const [one, other] = [seen('a', '0123456789abcdef'), seen('b', 'fedcba9876543210')];
  expect(one.pod.metadata.ownerReferences).not.toEqual(other.pod.metadata.ownerReferences);
  expect(one.pod.metadata.annotations).toBe(other.pod.metadata.annotations);
  expect(one.pod.spec).toBe(other.pod.spec);
});

test('those that were given another do not, and of both it is known which', () => {
  const slices = [`H100-80GB ${MIG}`, `A100-80GB ${MIG}`];
  const given = slices.map((slice) => {
    const original = readOriginal(seen('a', '0123456789abcdef', slice).pod);
    return original === 'none' ? original : original.containers['main']?.slice;
  });
  expect(given).toEqual(slices);
});

test('that we have decided is known of it, and not in which words', () => {
  expect(seen('a', '0123456789abcdef').pod.metadata.annotations?.[DECISION]).toBe('decided');
});
