import { expect, test } from '@jest/globals';
import type { Pod } from '../core/pod.ts';
import { refusedByApiServer } from './api-server.ts';

type Amounts = Record<string, string | number>;

const holding = (resources: { limits?: Amounts; requests?: Amounts }): Pod => ({
  metadata: {},
  spec: { containers: [{ name: 'main', resources }] },
});
const asking = (limits: Amounts): Pod => holding({ limits });

test.each([
  [1.5, 'devices come in whole numbers; ask for 1: where a part is enough'],
  ['500m', 'devices come in whole numbers; ask for 1: where a part is enough'],
  [-1, 'nothing is asked for below 0; ask for 1 or more, or leave it out'],
  ['one', 'that is no number; write it in digits, as 1'],
])('nvidia.com/gpu: %s is no count, and what is meant is told', (count, says) => {
  expect(refusedByApiServer(asking({ 'nvidia.com/gpu': count }))).toContain(says);
});

test.each([
  { 'nvidia.com/gpu': 1 },
  { 'nvidia.com/gpu': '1000m' },
  { 'nvidia.com/gpu': 0 },
  { cpu: '1500m', memory: '1.5Gi' },
])('%j is let pass', (limits) => {
  expect(refusedByApiServer(asking(limits))).toBeUndefined();
});

const GPU = 'nvidia.com/gpu';

test.each([
  [Number('9007199254740993'), 'more than 9007199254740991'],
  ['9007199254740993', '9007199254740993'],
])('of a count that a double rounds no wrong digit is told: %s', (count, shown) => {
  expect(refusedByApiServer(asking({ [GPU]: count }))).toBe(
    `container main asks for nvidia.com/gpu: ${shown}; nobody can count so many; ask for as many as it uses`,
  );
});

const claiming = (resourceClaims: readonly { readonly name: string }[], used: string): Pod => ({
  metadata: {},
  spec: {
    resourceClaims,
    containers: [{ name: 'main', resources: { claims: [...resourceClaims, { name: used }] } }],
  },
});

test('a container may use the claims of its pod, and no others', () => {
  expect(refusedByApiServer(claiming([{ name: 'card' }], 'card'))).toBeUndefined();
  expect(refusedByApiServer(claiming([{ name: 'card' }], 'cards'))).toBe(
    'container main uses the claim cards, which its pod does not have; did you mean card?',
  );
  expect(refusedByApiServer(claiming([{ name: 'card' }], 'network'))).toBe(
    'container main uses the claim network, which its pod does not have; add network to spec.resourceClaims of the pod, or use card',
  );
  expect(refusedByApiServer(claiming([], 'card'))).toMatch(
    /; add card to spec.resourceClaims of the pod$/,
  );
});

test('a device under requests alone is refused: nothing makes a limit of it', () => {
  const why = refusedByApiServer(holding({ requests: { [GPU]: 1 }, limits: { memory: '1Gi' } }));
  expect(why).toBe(
    'container main has nvidia.com/gpu: 1 under requests and no limit; write it under limits; a request is made from it',
  );
});

test('of a device as many must be requested as the limit says, however both are spelt', () => {
  expect(refusedByApiServer(holding({ requests: { [GPU]: 1 }, limits: { [GPU]: 2 } }))).toBe(
    'container main requests nvidia.com/gpu: 1 with a limit of 2; of devices both must be equal; leave the request out; it is made from the limit',
  );
  const alike = { requests: { [GPU]: '1' }, limits: { [GPU]: '1000m' } };
  expect(refusedByApiServer(holding(alike))).toBeUndefined();
  const fewer = { requests: { cpu: 1 }, limits: { cpu: 2 } };
  expect(refusedByApiServer(holding(fewer))).toBeUndefined();
});
