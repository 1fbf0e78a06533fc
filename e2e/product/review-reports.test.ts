/**
 * PolicyReport and OpenReports of a review on a real API server, under the definitions that clusters have:
 * strictly validated, so that a field nobody knows is refused instead of dropped, and read back.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { render as openreports } from '../../webhook/review/outputs/openreports.ts';
import { render as policyreport } from '../../webhook/review/outputs/policyreport.ts';
import { finding, report as sample } from '../../webhook/review/report.fixture.ts';
import type { Finding, Report } from '../../webhook/review/report.ts';
import type { KubeObject } from '../cluster.ts';
import { BOOT_MS, canRun, sharedCluster, type Cluster } from '../shared.ts';

jest.setTimeout(120_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACES = { speech: 'reviewed-speech', research: 'reviewed-research' } as const;
const DEFINITIONS = [
  'wgpolicyk8s.io_policyreports',
  'wgpolicyk8s.io_clusterpolicyreports',
  'openreports.io_reports',
  'openreports.io_clusterreports',
] as const;

const file = (name: string) =>
  readFileSync(
    new URL(`../../webhook/review/outputs/theirs/${name}.yaml`, import.meta.url),
    'utf8',
  );

const subject = {
  apiVersion: 'trainer.kubeflow.org/v1alpha1',
  kind: 'ClusterTrainingRuntime',
  namespace: '',
  name: 'torch',
  group: '',
};

/** In namespaces of this test's own, and one thing more that lies in none. */
const report: Report = JSON.parse(
  JSON.stringify({
    ...sample,
    findings: [...sample.findings, finding({ rule: 'guard/image', fingerprint: '5', subject })],
  }).replaceAll(
    /"namespace":"(speech|research)"/g,
    (_, name: keyof typeof NAMESPACES) => `"namespace":"${NAMESPACES[name]}"`,
  ),
) as Report;

interface Stored extends KubeObject {
  readonly summary: Readonly<Record<string, number>>;
  readonly results?: readonly object[];
}

suite('reports of a review, in a cluster that has their kinds', () => {
  let cluster: Cluster;
  const apply = (stdin: string) =>
    cluster.kubectl(
      ['apply', '--server-side', '--force-conflicts', '--validate=strict', '-f', '-'],
      {
        stdin,
      },
    );

  beforeAll(async () => {
    cluster = await sharedCluster();
    for (const name of Object.values(NAMESPACES)) await cluster.namespace(name);
    await apply(DEFINITIONS.map(file).join('\n---\n'));
    for (const name of DEFINITIONS)
      await cluster.kubectl([
        'wait',
        '--for=condition=Established',
        `crd/${name.split('_').toReversed().join('.')}`,
      ]);
  }, BOOT_MS);

  afterAll(async () => {
    for (const name of DEFINITIONS)
      await cluster.kubectl(['delete', 'crd', name.split('_').toReversed().join('.')]);
    for (const name of Object.values(NAMESPACES))
      await cluster.kubectl(['delete', 'namespace', name, '--timeout=60s']);
    await cluster.stop();
  });

  describe.each([
    ['policyreports.wgpolicyk8s.io', policyreport],
    ['reports.openreports.io', openreports],
  ])('%s', (kind, render) => {
    const rendered = (of: Report) => render(of, { colour: false, quiet: false });
    const stored = (namespace: string) => cluster.get<Stored>(kind, 'tranche-review', namespace);

    test('are stored as they were written', async () => {
      const text = rendered(report);
      await apply(text);
      const written = parseAllDocuments(text).map((one) => one.toJS() as Stored);
      expect(written).toHaveLength(3);
      for (const { metadata, results, summary } of written.slice(0, 2)) {
        const { namespace = '' } = metadata;
        expect(await stored(namespace)).toMatchObject({ results, summary });
      }
      const { stdout } = await cluster.kubectl(['get', `cluster${kind}`, '-o', 'name']);
      expect(stdout).toContain('tranche-review');
    });

    test('of what was mended nothing stays behind', async () => {
      await apply(rendered({ ...report, findings: [] }));
      const { results = [], summary } = (await stored(NAMESPACES.speech)) ?? {};
      expect([results, summary]).toEqual([[], { pass: 1, fail: 0, warn: 0, error: 0, skip: 0 }]);
    });

    test('of more violations than fit the first 500 are stored', async () => {
      const [first] = report.findings.filter((one) => one.subject.namespace !== '');
      if (first === undefined) throw new Error('the sample has findings');
      const findings = Array.from({ length: 900 }, (_, nth): Finding => ({
        ...first,
        fingerprint: String(nth),
        says: 'é'.repeat(2000),
      }));
      await apply(rendered({ ...report, findings }));
      const { results, summary } = (await stored(first.subject.namespace)) ?? {};
      expect([results?.length, summary?.['fail']]).toEqual([500, 900]);
    });
  });
});
