import { expect, test } from '@jest/globals';
import type { Addressed } from '../core/exemption.ts';
import { ApiFault, type Ask } from './cluster/api.ts';
import { exemptionEvents } from './exemption-events.ts';

const exemption = (uid?: string): Addressed => ({
  name: 'tuner',
  ...(uid === undefined ? {} : { uid }),
  owner: 'team-lab',
  reason: 'its driver',
  expires: 1_800_000_000,
  until: '2027-01-15T08:00:00Z',
  rules: ['guard/*'],
  concerns: () => true,
  matches: () => true,
});

function bench(status?: number) {
  const asked: Ask[] = [];
  const told: unknown[] = [];
  const say = exemptionEvents({
    api: {
      ask(ask) {
        asked.push(ask);
        return status === undefined
          ? Promise.resolve({})
          : Promise.reject(new ApiFault(status, 'no'));
      },
    },
    tell: (event, facts) => told.push([event, facts]),
  });
  return { asked, told, say };
}

const nameIn = ({ body }: Ask): string | undefined =>
  /"name":"(tuner\.[^"]+)"/.exec(JSON.stringify(body))?.[1];

test('its owner finds it on the object, in the namespace of what has none', async () => {
  const { asked, say } = bench();
  await say('expiring', exemption('u1'));
  expect(asked).toMatchObject([
    {
      method: 'POST',
      path: '/api/v1/namespaces/default/events',
      body: {
        value: {
          metadata: { namespace: 'default' },
          involvedObject: { kind: 'GpuExemption', name: 'tuner', uid: 'u1' },
          type: 'Warning',
          reason: 'TrancheExemptionExpiring',
          message: 'It ends at 2027-01-15T08:00:00Z; team-lab may renew it by a later expires.',
        },
      },
    },
  ]);
  // Or kubectl, which asks for what has none, would not find it.
  expect(JSON.stringify(asked[0]?.body)).not.toMatch(/"involvedObject":{[^}]*"namespace"/);
});

test('each is an Event of its own, and the same one has the same name', async () => {
  const { asked, say } = bench();
  for (const news of ['ended', 'unmatched', 'ended'] as const) await say(news, exemption('u1'));
  const names = asked.map(nameIn);
  expect(names[0]).toMatch(/^tuner\./);
  expect(names[0]).toBe(names[2]);
  expect(new Set(names).size).toBe(2);
});

test('of a file there is none', async () => {
  const { asked, say } = bench();
  await say('ended', exemption());
  expect(asked).toEqual([]);
});

test('that it was said before is no fault; anything else is told', async () => {
  const [before, denied] = [bench(409), bench(403)];
  await before.say('ended', exemption('u1'));
  await denied.say('ended', exemption('u1'));
  expect(before.told).toEqual([]);
  expect(denied.told).toEqual([['event-failed', { exemption: 'tuner', fault: 'no' }]]);
});
