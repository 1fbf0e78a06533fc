import { describe, expect, test } from '@jest/globals';
import { examine } from '../core/examine.ts';
import { cards, mixed } from '../core/testing/nodes.ts';
import { termsOf, worldOf } from '../core/testing/world.ts';
import { propose } from '../core/propose.ts';
import { admissionReview, pod } from './review.fixture.ts';
import { desk } from './rig.ts';
import { mutate, validate } from './visits.ts';

/**
 * Pods that the API server takes and nobody would write. What grew with the square of them once
 * held the process for minutes, and with it all other pods.
 */
const world = worldOf({
  nodes: [mixed('cut', 'h100', { '1g.10gb': 7 }), cards('card', 'h100')],
  profiles: {},
  terms: termsOf(),
});
const at = () =>
  desk({
    admit: {
      propose: (review) => propose(review, world),
      judge: async (review) => examine(review, world).decision,
    },
  }).parts;

const named = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`nvidia.com/x${i}`, '1']));
const [first] = pod().spec.containers;
const withContainers = (containers: readonly object[]) =>
  Buffer.from(
    JSON.stringify(
      admissionReview({ request: { object: { ...pod(), spec: { ...pod().spec, containers } } } }),
    ),
  );

const table = [
  {
    name: 'ten thousand resource names',
    body: withContainers([
      { ...first, resources: { limits: named(10_000), requests: named(10_000) } },
    ]),
  },
  {
    name: 'eight thousand GPU containers',
    body: withContainers(Array.from({ length: 8000 }, (_, i) => ({ ...first, name: `c${i}` }))),
  },
];

describe.each(table)('a pod with $name', ({ body }) => {
  test('is left as it is, in time', () => {
    const { response } = JSON.parse(mutate(at(), body).text);
    expect(response.patch).toBeUndefined();
    expect(response.auditAnnotations.rule).toBe('visit/too-large');
  });

  test('is judged in time', async () => {
    const { answer } = await validate(at(), body, Date.now() + 60_000);
    expect(answer.status).toBe(200);
  });
});
