/** Of two containers that share a slice. */
import { describe, expect, test } from '@jest/globals';
import type { Profile } from '../profile.ts';
import { catalogue } from '../testing/catalogue.ts';
import { container, profileOf } from '../testing/pods.ts';
import { READ_AT, termsOf } from '../testing/world.ts';
import { isNeed, larger, needOf } from './need.ts';

const server = container('server');
const workload = { namespace: 'speech', kind: 'Deployment', name: 'asr', by: 'owner' };
const facts = { workload, catalogue, readAt: READ_AT, newestFigures: 'none' } as const;

const needs = (profile: Partial<Profile>) =>
  needOf(server, profileOf(server, profile), termsOf({}), facts);

describe('what two need that share a slice', () => {
  test('the reason is that of the larger one, and of the first where none is', () => {
    const [small, large] = [needs({ vramMaxMiB: 1000, hours: 80 }), needs({ vramMaxMiB: 9000 })];
    const same = needs({ vramMaxMiB: 1000, hours: 90 });
    if (!isNeed(small) || !isNeed(large) || !isNeed(same)) throw new Error('all have evidence');
    expect(larger(large, small)).toMatchObject({ peakMiB: 9000, hours: 72 });
    expect(larger(small, large)).toMatchObject({ peakMiB: 9000, hours: 72 });
    expect(larger(small, same)).toMatchObject({ peakMiB: 1000, hours: 80 });
  });

  test('it is the larger in each measure and known by both cards', () => {
    const [a, b] = [
      needs({ vramMaxMiB: 1000, smP95: 0.5 }),
      needs({ vramMaxMiB: 9000, smP95: 0.1, measuredOn: 'A100-40GB' }),
    ];
    if (!isNeed(a) || !isNeed(b)) throw new Error('both have evidence');
    expect(larger(a, b)).toMatchObject({
      container: 'server',
      peakMiB: 9000,
      vramMiB: 10_800,
      sms: 66,
      measuredOn: ['H100-80GB', 'A100-40GB'],
    });
  });
});
