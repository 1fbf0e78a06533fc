import { expect, test } from '@jest/globals';
import { trimClaim } from '../dra/seen.ts';
import { claimObject } from './device-object.ts';

test('of a claim it is kept that a pod owns it, and no uid', () => {
  const owner = {
    apiVersion: 'v1',
    kind: 'Pod',
    name: 'asr-0',
    uid: 'uid-of-asr-0',
    controller: true,
  };
  const metadata = { name: 'asr-0-gpu', namespace: 'speech', uid: 'u', ownerReferences: [owner] };
  const object = claimObject({ metadata, spec: { devices: { requests: [] } } });
  expect(JSON.stringify(object)).not.toContain('uid');
  expect(trimClaim(object).generated).toBe(true);
});
