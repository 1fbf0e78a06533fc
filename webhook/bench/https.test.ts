/** Whether the bench itself works. No time is asserted: what it measures here means nothing. */
import { describe, expect, jest, test } from '@jest/globals';
import { overHttps, sides } from './https.ts';
import { twoCores } from './proc.ts';
import { canPin } from './processes.ts';
import { reportOf } from './report.ts';

jest.setTimeout(120_000);

// The servers are TypeScript too, and read themselves from /proc.
const suite =
  process.platform === 'linux' && process.features.typescript ? describe : describe.skip;

suite('one short round over HTTPS', () => {
  test('each server answers everything as it should, and the report holds them all', async () => {
    const cores = canPin() ? twoCores() : 'fewer';
    const how = { rounds: 1, seconds: 0.3, warmSeconds: 0.2, say: () => undefined };
    const https = await overHttps({ ...how, which: 'source', cores });
    for (const side of sides) {
      const { flatOut, newPods, fixedRate } = https.sides[side];
      const all = [...flatOut, ...newPods, ...fixedRate];
      expect(all.map(({ failed }) => failed)).toStrictEqual([0, 0, 0]);
      expect(
        all.every(({ answered, cpuMicroseconds }) => answered > 0 && cpuMicroseconds > 0),
      ).toBe(true);
    }
    expect(https.patchOperations).toBeGreaterThanOrEqual(6);
    const report = reportOf({
      machine: { kind: 'any', node: 'any', commit: 'any', date: 'any', load: 0, cores },
      rounds: 1,
      seconds: 0.3,
      https,
      decide: { skipped: 'not asked for' },
      creates: { skipped: 'not asked for' },
      review: { skipped: 'not here' },
    });
    for (const word of ['Throughput', 'p99 at 1,000/s', '≥ 0.80', '≤ 1.50', 'Memory'])
      expect(report).toContain(word);
    expect(report).not.toContain('NaN');
  });
});
