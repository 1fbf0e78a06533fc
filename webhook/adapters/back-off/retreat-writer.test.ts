/** The rows of a workload in its one object, which the API server takes up to a length. */
import { expect, test } from '@jest/globals';
import type { Retreat } from '../../core/back-off.ts';
import { MOST_BACKED_OFF } from '../../policy/schema/gpu-profile.ts';
import type { Ask } from '../cluster/api.ts';
import { isRecord, listIn, recordIn } from '../raw.ts';
import { retreatName, writeRetreats } from './retreat-writer.ts';

const NOON = Date.UTC(2026, 10, 21, 12) / 1000;
const HOUR = 3600;
const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString();
const workload = { kind: 'Deployment', name: 'whisper' };

/** One revision an hour was backed off, the last of them now. */
const hoursAgo = (hours: number, lasts = 7 * 24): Retreat => ({
  ...workload,
  by: retreatName(workload),
  namespace: 'speech',
  container: 'main',
  revision: `registry.example.com/whisper:${hours}`,
  slice: { name: 'A100-80GB nvidia.com/mig-1g.10gb', MiB: 9_856, sms: 14 },
  since: timeOf(NOON - hours * HOUR),
  until: timeOf(NOON + (lasts - hours) * HOUR),
  ends: NOON + (lasts - hours) * HOUR,
  because: 'it restarted 2 times within 4m, the last time with exit code 1',
});

async function revisionsOf(rows: readonly Retreat[]): Promise<unknown[]> {
  const asked: Ask[] = [];
  const api = {
    ask: async (one: Ask) => {
      asked.push(one);
      return {};
    },
  };
  expect(await writeRetreats(api, rows, NOON)).toBe('written');
  expect(asked).toHaveLength(1);
  const value = asked[0]?.body?.value;
  const spec = recordIn(isRecord(value) ? value : {}, 'spec');
  return listIn(spec, 'backedOff').map((row) => isRecord(row) && row['revision']);
}

const revisions = (rows: readonly Retreat[]) => rows.map(({ revision }) => revision);

test('of more rows than an object may have the latest stay, what has just failed among them', async () => {
  const rows = Array.from({ length: MOST_BACKED_OFF + 6 }, (_, nth) => hoursAgo(69 - nth));
  expect(await revisionsOf(rows)).toEqual(revisions(rows.slice(6)));
});

test('those that are over leave room for others', async () => {
  const over = Array.from({ length: 6 }, (_, nth) => hoursAgo(90 - nth, 24));
  const rows = Array.from({ length: MOST_BACKED_OFF }, (_, nth) => hoursAgo(63 - nth));
  expect(await revisionsOf([...over, ...rows])).toEqual(revisions(rows));
});
