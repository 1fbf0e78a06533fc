/** Who uses less than half of what they hold, straight from a real Prometheus, with no profile written anywhere. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { canAskPrometheus } from '../binaries/prometheus.ts';
import type { StartedPrometheus } from '../prometheus/start.ts';
import { cluster, heard, knowing, tranche } from './profiled-fleet.fixture.ts';

jest.setTimeout(120_000);
const suite = (await canAskPrometheus()) ? describe : describe.skip;

suite('the week’s round in front of a real Prometheus', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-report-'));
  const world = join(folder, 'world.yaml');
  let fortnight: StartedPrometheus;
  beforeAll(async () => {
    writeFileSync(world, cluster(heard));
    fortnight = await knowing(heard, 14);
  });
  afterAll(async () => {
    await fortnight.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('finds the server that fills a tenth of its cards, as it has for a fortnight: 1', () => {
    const asked = ['--prometheus', fortnight.url, '-w', world, '--since', '14d', '-o', 'json'];
    const { status, stdout } = tranche('report', ...asked);
    expect(status).toBe(1);
    const { workloads } = JSON.parse(stdout);
    expect(workloads).toEqual([
      expect.objectContaining({
        namespace: 'speech',
        kind: 'Deployment',
        name: 'whisper',
        pods: 2,
        milliGPU: 2000,
        standing: 'under',
        unchangedDays: 14,
        stale: true,
      }),
    ]);
    // 7,000 MiB at the highest, of 81,559.
    expect(workloads[0].memory).toBeCloseTo(7000 / 81_559, 2);
  });

  test('knows nothing without it, where nobody has written profiles: 2', () => {
    const { status, stderr } = tranche('report', '-w', world);
    expect(status).toBe(2);
    expect(stderr).toMatch(/none of them has figures/);
  });
});
