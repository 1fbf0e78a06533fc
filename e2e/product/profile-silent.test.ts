/** What `tranche profile` says of those who hold a GPU and have no figures, or none that are theirs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { canAskPrometheus } from '../binaries/prometheus.ts';
import { dcgm, type FleetScript } from '../prometheus/script.ts';
import type { StartedPrometheus } from '../prometheus/start.ts';
import { card, cluster, heard, knowing, quiet, tranche } from './profiled-fleet.fixture.ts';

jest.setTimeout(120_000);
const suite = (await canAskPrometheus()) ? describe : describe.skip;

const profiledIn = (world: string, { url }: StartedPrometheus, ...words: readonly string[]) =>
  tranche('profile', '--prometheus', url, '-w', world, ...words);

suite('whoever has no figures is told of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-silent-'));
  const withQuiet = join(folder, 'with-quiet.yaml');
  const plain = join(folder, 'plain.yaml');
  const profiled = (one: StartedPrometheus, ...words: readonly string[]) =>
    profiledIn(withQuiet, one, ...words);
  const all: StartedPrometheus[] = [];
  let fortnight: StartedPrometheus;
  const started = async (script: FleetScript, days: number): Promise<StartedPrometheus> => {
    const one = await knowing(script, days);
    all.push(one);
    return one;
  };
  beforeAll(async () => {
    fortnight = await started(heard, 0.5);
    writeFileSync(withQuiet, cluster({ uses: [...heard.uses, quiet] }));
    writeFileSync(plain, cluster(heard));
  });
  afterAll(async () => {
    await Promise.all(all.map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  test('a workload on a node whose exporter is not heard, by its name', () => {
    const { status, stderr } = profiled(fortnight, '--since', '2h');
    expect(status).toBe(1);
    expect(stderr).toContain(
      'no figures of quiet/Deployment/asr server: dcgm tells of other nodes and not of gpu-2',
    );
    expect(stderr).not.toContain('whisper');
  });

  test('and whose figures are those of a card that it shares: they are out, and no slice is made of them', async () => {
    const shared = {
      uses: heard.uses.slice(0, 2).map((use, nth) => ({
        ...use,
        device: { ...card('GPU-a'), vgpu: `${nth}` },
        signals: dcgm({ vramMiB: 9000, sm: 0.3 }),
      })),
    };
    const one = await started(shared, 0.2);
    const { status, stdout, stderr } = profiledIn(plain, one, '--since', '3h', '-o', 'json');
    expect(status).toBe(0);
    expect(stderr).toContain(
      'speech/Deployment/whisper server: its figures are those of a card that it shared, so its pods stay whole',
    );
    expect(JSON.parse(stdout).items[0].spec.containers).toMatchObject([
      { attribution: 'duplicated', confidence: 0 },
    ]);
  });

  test('and beside whom somebody holds a card in silence: by their name and node, whoever asks', () => {
    const beside = join(folder, 'beside.yaml');
    writeFileSync(beside, cluster({ uses: [...heard.uses, { ...quiet, node: 'gpu-1' }] }));
    const why =
      'nobody can tell whose its figures are: nothing is told of pod quiet/asr-7b9c-zzzzz (container server) with GPUs on node gpu-1 (look at the exporter there)';
    const profile = profiledIn(beside, fortnight, '--since', '2h');
    expect(profile.stderr).toContain(`whisper server: ${why}, so its pods stay whole\n`);
    for (const command of ['scan', 'report']) {
      const asked = [command, '--prometheus', fortnight.url, '-w', beside, '--since', '2h'];
      const { stdout } = tranche(...asked, '-o', 'json');
      expect(stdout).toContain(why);
    }
  });

  test('an exporter that names no workload, as one cause for all', async () => {
    const nameless = {
      uses: heard.uses.slice(0, 2).map(({ node, device, signals }) => ({ node, device, signals })),
    };
    const { status, stdout, stderr } = profiled(await started(nameless, 0.1), '--since', '2h');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /no figures of quiet\/.*, speech\/Deployment\/whisper server: dcgm tells of devices/,
    );
  });

  test('a Prometheus without any exporter', async () => {
    const { status, stderr } = profiled(await started({ uses: [quiet] }, 0.1), '--since', '2h');
    expect(status).toBe(2);
    expect(stderr).toContain('no series of any exporter that is known');
  });

  test('a Prometheus that is not there', () => {
    const { status, stdout, stderr } = tranche(
      'profile',
      '--prometheus',
      'http://127.0.0.1:1',
      '-w',
      withQuiet,
      '--deadline-seconds',
      '2',
    );
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^tranche: http:\/\/127\.0\.0\.1:1\//);
  });
});
