import { describe, expect, test } from '@jest/globals';

import { environment, expand } from './environment.ts';
import { resource } from './fields.ts';
import type { Objects } from './objects.ts';
import type { Pod } from './pod.ts';
import { quantity } from './quantity.ts';

const variables = new Map([
  ['HOST', 'tranche'],
  ['PORT', '8443'],
]);

describe('$(NAME) in the words of a container', () => {
  const table = [
    {
      name: 'a variable is replaced',
      text: '--listen=$(HOST):$(PORT)',
      want: '--listen=tranche:8443',
    },
    { name: 'one that nobody defined stays', text: '$(NOBODY)', want: '$(NOBODY)' },
    { name: 'two dollars are one, and replace nothing', text: '$$(HOST)', want: '$(HOST)' },
    { name: 'a lone dollar is a dollar', text: 'a$b $HOST $', want: 'a$b $HOST $' },
    { name: 'three dollars are one and a variable', text: '$$$(HOST)', want: '$tranche' },
  ];
  test.each(table)('$name', ({ text, want }) => {
    expect(expand(text, variables)).toBe(want);
  });
});

const nobody = (): Promise<never> => Promise.reject(new Error('not asked for'));
const objects: Objects = {
  configMap: async () => new Map([['team', Buffer.from('vision')]]),
  secret: nobody,
  token: nobody,
};

const container = {
  name: 'main',
  image: 'tranche',
  envFrom: [{ prefix: 'CFG_', configMapRef: { name: 'cfg' } }],
  env: [
    { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
    { name: 'LISTEN', value: '$(POD_IP):8443' },
    { name: 'EARLY', value: '$(LATE)' },
    { name: 'LATE', value: 'x' },
    { name: 'GONE', valueFrom: { configMapKeyRef: { name: 'cfg', key: 'no', optional: true } } },
  ],
  resources: { limits: { cpu: '500m', memory: '1Gi' } },
};

const pod: Pod = {
  metadata: { name: 'web', namespace: 'ns', uid: 'u', labels: { app: 'web' } },
  spec: { nodeName: 'runner', containers: [container] },
};

test('an environment uses the variables that came before, never those that come after', async () => {
  const found = await environment(pod, container, '127.200.0.1', objects);
  expect(Object.fromEntries(found)).toEqual({
    CFG_team: 'vision',
    POD_IP: '127.200.0.1',
    APP: 'web',
    LISTEN: '127.200.0.1:8443',
    EARLY: '$(LATE)',
    LATE: 'x',
  });
});

test('a resource is told in units of its divisor, rounded up', () => {
  expect(resource(container, { resource: 'limits.cpu' })).toBe('1');
  expect(resource(container, { resource: 'limits.cpu', divisor: '1m' })).toBe('500');
  expect(resource(container, { resource: 'requests.memory', divisor: '1Mi' })).toBe('1024');
  expect(() => resource(container, { resource: 'limits.gpu' })).toThrow('limits.gpu is not set');
});

test('quantities', () => {
  expect(['1', '250m', '2Gi', '1e3', '1.5k'].map(quantity)).toEqual([1, 0.25, 2 ** 31, 1000, 1500]);
  expect(() => quantity('much')).toThrow('"much" is no quantity');
});
