import { describe, expect, test } from '@jest/globals';
import { defaulted } from './defaults.ts';
import { member, type Raw } from './raw.ts';

const requests = (resources: Raw, containers: readonly Raw[]): Raw => {
  const named = containers.map((one, i) => ({ name: `c${i}`, image: 'x:1', resources: one }));
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x' },
    spec: { resources, containers: named },
  };
  return member(defaulted(pod), 'spec', 'resources', 'requests');
};

// As a real API server stores them: e2e/product/export.test.ts tells equal from unequal by it.
describe('a pod that is limited as a whole requests', () => {
  const limits = { cpu: '8', memory: '16Gi' };

  test('what its containers do together, and its limit where they say nothing', () => {
    const containers = [{ requests: { cpu: '500m' } }, { limits: { cpu: '1' } }];
    expect(requests({ limits }, containers)).toEqual({ cpu: '1500m', memory: '16Gi' });
  });

  test('what it says itself', () => {
    const said = { limits, requests: { memory: '2Gi' } };
    expect(requests(said, [{ requests: { memory: '1Gi' } }])).toEqual({ cpu: '8', memory: '2Gi' });
  });

  test('nothing more where only its containers are limited', () => {
    expect(requests({ requests: { cpu: '1' } }, [{ limits }])).toEqual({ cpu: '1' });
  });
});
