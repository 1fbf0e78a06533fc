/**
 * `tranche scan` as its first user runs it, in front of a real Prometheus that knows a scripted fleet;
 * the fleet's cluster is a file here, and a real one in scan-live.test.ts.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse, stringify } from 'yaml';

import type { ScanReport } from '../../webhook/scan/report.ts';
import { unlikeSchema } from '../../webhook/scan/report.contract.ts';
import { canAskPrometheus } from '../binaries/prometheus.ts';
import { dcgm, type FleetScript } from '../prometheus/script.ts';
import type { StartedPrometheus } from '../prometheus/start.ts';
import {
  card,
  cluster,
  DAY,
  heard,
  HOUR,
  knowing,
  NOW,
  quiet,
  tranche,
} from './profiled-fleet.fixture.ts';

jest.setTimeout(180_000);
const suite = (await canAskPrometheus()) ? describe : describe.skip;

const DAYS = 9;
const WHISPER = { namespace: 'speech', kind: 'Deployment', name: 'whisper', container: 'server' };
const SMALL = 'H100-80GB nvidia.com/mig-1g.10gb';

/** One that takes four times as much since twelve hours ago. */
const grown: FleetScript = {
  uses: [
    {
      node: 'gpu-1',
      device: card('GPU-e'),
      holder: {
        namespace: 'vision',
        pod: 'detect-84c9d-aaaaa',
        container: 'main',
        owner: {
          kind: 'ReplicaSet',
          name: 'detect-84c9d',
          owner: { kind: 'Deployment', name: 'detect' },
        },
      },
      from: NOW - 14 * DAY,
      signals: dcgm({
        vramMiB: {
          steps: [
            [NOW - 14 * DAY, 5000],
            [NOW - 12 * HOUR, 20_000],
          ],
        },
        sm: 0.04,
      }),
    },
  ],
};

const generous = stringify({
  apiVersion: 'tranche.dev/v1alpha1',
  kind: 'GpuPolicy',
  metadata: { name: 'generous' },
  spec: {
    mode: 'observe',
    match: {},
    sharing: { ladder: { default: ['mig'] }, headroom: 1.01, evidence: { minHours: 1 } },
  },
});

/** Without the node that somebody has cut already. */
const uncut = (text: string): string =>
  text
    .split('---\n')
    .filter((document) => !document.includes('name: gpu-mig'))
    .join('---\n');

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [, shown = ''] = /tranche scan --context[^]*?```text\n([^]*?)```/.exec(readme) ?? [];

/** The minutes that have gone by since the fleet was made are of no workload, nor the room that their cell takes. */
const alike = (text: string): string =>
  text.replaceAll(/ 21[56](\.\d)? /g, ' HOURS ').replaceAll(/ {2,}/g, '  ');

/** `…` on a line of its own stands for any lines. */
function patternOf(text: string): RegExp {
  const parts = text.split('\n…\n').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('\n(?:.*\n)*?')}\n*$`);
}

const scanned = (url: string, ...words: readonly string[]) =>
  tranche('scan', '--prometheus', url, '--since', `${DAYS}d`, ...words);

const figuresOf = ({
  readAt: _readAt,
  from: _from,
  until: _until,
  ...figures
}: ScanReport): object => figures;

const rowOf = ({ workloads }: ScanReport, name: string) =>
  workloads.find((row) => row.name === name);

suite('a scan', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-scan-'));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const fleet = { uses: [...heard.uses, quiet, ...grown.uses] };
  const world = file('world.yaml', cluster(fleet));
  let known: StartedPrometheus;
  let deaf: StartedPrometheus;

  const reportOf = (...words: readonly string[]): ScanReport => {
    const { stdout } = scanned(known.url, '-w', world, '-o', 'json', ...words);
    return JSON.parse(stdout) as ScanReport;
  };
  const printed = (format: string): string => scanned(known.url, '-w', world, '-o', format).stdout;
  beforeAll(async () => {
    [known, deaf] = await Promise.all([
      knowing({ uses: [...heard.uses, ...grown.uses] }, DAYS),
      knowing({ uses: [quiet] }, 0.05),
    ]);
  });
  afterAll(async () => {
    await Promise.all([known.stop(), deaf.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  test('says what would be released, by whose policies, and of whom too little is known', () => {
    const { status, stdout, stderr } = scanned(known.url, '-w', world);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[0-9.]+ of 4 held cards would be released, by 2 workloads\n/);
    expect(stdout).toContain('judged by policies/packs/starter (starter)');
    expect(stdout).toMatch(/speech\/Deployment\/whisper server +2 +2 +0\.284 +H100-80GB/);
    expect(stdout).toContain(
      'quiet/Deployment/asr server: dcgm tells of other nodes and not of gpu-2',
    );
  });

  test('prints what the README shows of it', () => {
    const { stdout } = scanned(known.url, '-w', world);
    expect(alike(stdout)).toMatch(patternOf(alike(shown)));
  });

  test('has the same figures in every format', () => {
    const report = reportOf();
    expect(unlikeSchema(report)).toEqual([]);
    expect(report).toMatchObject({ apiVersion: 'tranche.dev/v1alpha1', kind: 'ScanReport' });
    expect(rowOf(report, 'whisper')).toMatchObject({
      ...WHISPER,
      replicas: 2,
      heldMilliGPU: 2000,
      neededMilliGPU: 284,
      shape: SMALL,
      supply: 'offered',
      vramMaxMiB: 4200,
      cardMiB: 81_559,
    });
    // A minute may begin between two of them, and then all that is looked at begins a minute later.
    const yaml = figuresOf(parse(printed('yaml')));
    expect([report, reportOf()].map(figuresOf)).toContainEqual(yaml);
    expect(printed('csv').split('\n')).toContainEqual(
      expect.stringMatching(
        /^speech,Deployment,whisper,server,serving,2,H100-80GB,.*,2000,284,1716,/,
      ),
    );
    expect(printed('md')).toContain('| speech/Deployment/whisper server | 2 | 2 | 0.284 |');
    expect(printed('html')).toContain('<td>speech/Deployment/whisper server</td>');
  });

  test('tells what could be cut where nobody has cut a card', () => {
    const bare = file('uncut.yaml', uncut(cluster(fleet)));
    const { stdout } = scanned(known.url, '-w', bare, '-o', 'json');
    const report = JSON.parse(stdout) as ScanReport;
    expect(report.summary.offeredMilliGPU).toBe(0);
    expect(rowOf(report, 'whisper')).toMatchObject({ shape: SMALL, supply: 'toCut' });
  });

  test('tries the decisions of the days before, and fails on one that was too small if it is told to', () => {
    const { backTest } = reportOf();
    expect(backTest.days).toBe(DAYS);
    expect(backTest.tooSmall).toEqual([
      expect.objectContaining({ name: 'detect', shape: 'mig-1g.10gb', peakMiB: 20_000 }),
    ]);
    expect(backTest.judged).toBeGreaterThan(backTest.tooSmall.length);
    const failing = scanned(known.url, '-w', world, '--fail-on', 'too-small');
    expect(failing.status).toBe(1);
    expect(failing.stdout).toContain(
      'vision/Deployment/detect main: mig-1g.10gb of day 8 holds 9984 MiB, and the day after took 20000 MiB',
    );
  });

  test('judges by other policies where it is given some', () => {
    const policies = file('generous.yaml', generous);
    const report = reportOf('--policies', policies);
    expect(report.policies).toMatchObject({ by: 'files' });
    expect(report.policies.says).toContain('(generous)');
    expect(rowOf(report, 'detect')).toMatchObject({ says: expect.stringContaining('x 1.01') });
  });

  test('leaves nothing to a Prometheus that knows no exporter, or is not there: it cannot tell', () => {
    const knowsNone = scanned(deaf.url, '-w', world, '--since', '1h');
    expect(knowsNone.status).toBe(2);
    expect(knowsNone.stdout).toContain('Prometheus has no series of any exporter that is known');
    const rows = scanned(deaf.url, '-w', world, '--since', '1h', '-o', 'csv');
    expect(rows.status).toBe(2);
    expect(rows.stderr).toMatch(
      /^tranche: Prometheus has no series of any exporter that is known .*: is it the right Prometheus/,
    );
    const nowhere = scanned('http://127.0.0.1:1', '-w', world, '--deadline-seconds', '2');
    expect([nowhere.status, nowhere.stdout]).toEqual([2, '']);
    expect(nowhere.stderr).toMatch(/^tranche: http:\/\/127\.0\.0\.1:1\//);
  });
});

test('a file and a cluster cannot both be scanned', () => {
  const asked = ['scan', '--prometheus', 'http://127.0.0.1:1', '-w', 'world.yaml', '-n', 'speech'];
  const { status, stderr } = tranche(...asked);
  expect(status).toBe(2);
  expect(stderr).toContain("option '--world' takes the place of a cluster");
});

test('the time that is looked at has hours enough to judge in', () => {
  // What the starter asks of evidence, and two days more: one to decide, one to judge.
  expect(DAYS * DAY).toBeGreaterThan(72 * HOUR + 2 * DAY);
});
