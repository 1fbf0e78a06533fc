/** Which clusters a review asks, what it makes of their snapshots, and what of it is only today's. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import type { Report } from '../review/report.ts';
import { reportOf } from './review/conclusions.ts';
import { reviewing, type Wishes } from './review/reviewing.ts';
import { sealed } from './sealed.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-review-worlds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, ...documents: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, sealed(documents.join('---\n')));
  return path;
};

const NOW = Date.parse('2026-11-22T12:00:00Z');

const HEADER = (cluster: string, readAt: string, version = '1.0.0'): string => `
apiVersion: tranche.dev/v1alpha1
kind: World
spec: { version: ${version}, readAt: '${readAt}', cluster: ${cluster}, hashes: { policies: x, documents: y } }
`;
const QUOTA = (gpus: number): string => `
apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: { name: speech }
spec: { namespaces: [speech], mode: enforce, limits: { gpus: ${gpus} } }
`;
const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: { name: speech }
`;
const NODE = (gpus: number, more = ''): string => `
apiVersion: v1
kind: Node
metadata: { name: l4, labels: { nvidia.com/gpu.product: NVIDIA-L4 } }
status: { allocatable: { cpu: '64', memory: 512Gi, pods: '110', nvidia.com/gpu: '${gpus}' }${more} }
`;
const LIVE = (name: string, replicaSet: string): string => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: speech
  labels: { pod-template-hash: abc }
  ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: ${replicaSet}-abc, uid: u, controller: true }]
spec: { nodeName: l4, containers: [{ name: main, resources: { limits: { nvidia.com/gpu: 1 } } }] }
`;
const DEPLOYMENT = (name: string, replicas = 1, gpus = 1): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: speech }
spec:
  replicas: ${replicas}
  template:
    spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: ${gpus} } } }] }
`;

const FRESH = '2026-11-22T06:00:00Z';

const reviewed = async (
  manifest: string,
  snapshots: Wishes['snapshots'],
  more: Partial<Wishes> = {},
): Promise<Report> => {
  const found = await reviewing({
    files: [{ path: file('manifest.yaml', manifest), name: 'manifest.yaml' }],
    snapshots,
    policies: [],
    namespace: 'default',
    maxAge: 86_400,
    version: '1.0.0',
    clock: { now: () => NOW },
    progress: () => undefined,
    ...more,
  });
  return reportOf(found, { failOn: 'error', failOnToday: false, version: '1.0.0' });
};

const errors = ({ findings }: Report) =>
  findings
    .filter(({ level }) => level === 'error')
    .map(({ rule, basis, clusters }) => ({ rule, basis, clusters }));

/** What hangs on manifests and policies. */
const lasting = ({ findings, conclusion: { exit } }: Report) => ({
  exit,
  found: findings
    .filter(({ basis }) => basis === 'policy')
    .map(({ fingerprint, level, says }) => [fingerprint, level, says]),
});

describe('one snapshot', () => {
  const small = file('small.yaml', HEADER('eks', FRESH), QUOTA(1), NAMESPACE, NODE(8));

  test('is called what it says it is, and its quota is told of', async () => {
    const { clusters, teams } = await reviewed(DEPLOYMENT('asr'), [{ file: small }]);
    expect(clusters).toMatchObject([{ name: 'eks', from: small, readAt: FRESH }]);
    expect(teams).toMatchObject([
      { cluster: 'eks', team: 'speech', quota: { limit: 1000, used: 0, after: 1000 } },
    ]);
  });

  test('all manifests of a review draw on one quota, whatever runs', async () => {
    const two = await reviewed(`${DEPLOYMENT('asr')}---${DEPLOYMENT('tts')}`, [{ file: small }]);
    expect(errors(two)).toEqual([{ rule: 'quota/team', basis: 'policy', clusters: ['eks'] }]);
    expect(two.conclusion.exit).toBe(1);
  });

  test('of three replicas one is let in, and the report says so', async () => {
    const three = await reviewed(DEPLOYMENT('asr', 3), [{ file: small }]);
    expect(three.reviewed[0]?.outcomes[0]).toMatchObject({
      verdict: 'refused',
      pods: { judged: 3, admitted: 1 },
    });
    expect(three.findings[0]?.says).toMatch(
      /^with nothing else running: 1 of 3 pods admitted; team speech asks for/,
    );
  });

  test('that is older than --max-age, or of another program, is doubted; what was found in it is told nevertheless', async () => {
    const old = file(
      'old.yaml',
      HEADER('eks', '2026-11-20T06:00:00Z', '0.9.0'),
      QUOTA(0),
      NAMESPACE,
      NODE(8),
    );
    const { unread, conclusion, ...report } = await reviewed(DEPLOYMENT('asr'), [{ file: old }]);
    expect(unread.map(({ file: of, says }) => [of, says])).toEqual([
      [old, 'was read at 2026-11-20T06:00:00Z, longer ago than --max-age lets pass (24 h)'],
      [old, 'was written by tranche 0.9.0, and this is 1.0.0: they may decide otherwise'],
    ]);
    expect(conclusion.exit).toBe(2);
    expect(report.findings.map(({ rule }) => rule)).toContain('quota/team');
    const enough = { maxAge: 7 * 86_400, version: '0.9.0' };
    expect((await reviewed(DEPLOYMENT('asr'), [{ file: old }], enough)).unread).toEqual([]);
  });

  test('with faults hides none of the others', async () => {
    const bad = file('bad.yaml', QUOTA(1).replace('gpus', 'gpu'));
    const both = await reviewed(DEPLOYMENT('asr'), [{ file: bad }, { file: small }]);
    expect(both.unread).toMatchObject([{ file: bad, line: 5 }]);
    expect(both.reviewed[0]?.outcomes).toHaveLength(1);
    expect(both.conclusion.exit).toBe(2);
  });

  test('is judged by other policies where those are given', async () => {
    const policies = join(folder, 'policies');
    mkdirSync(policies);
    writeFileSync(join(policies, 'quota.yaml'), QUOTA(0));
    const report = await reviewed(DEPLOYMENT('asr'), [{ file: small }], { policies: [policies] });
    expect(errors(report)).toEqual([{ rule: 'quota/team', basis: 'policy', clusters: ['eks'] }]);
    const none = await reviewed(DEPLOYMENT('asr'), [{ file: small }], { policies: ['nowhere'] });
    expect([none.conclusion.exit, none.unread[0]?.says]).toEqual([
      2,
      'cannot be read: no such file',
    ]);
  });
});

describe('several snapshots', () => {
  const eks = file('eks.yaml', HEADER('eks', FRESH), QUOTA(1), NAMESPACE, NODE(8));
  const gke = file('gke.yaml', HEADER('gke', FRESH), QUOTA(4), NAMESPACE, NODE(8));

  test('are columns of one matrix, and a finding says in which of them it holds', async () => {
    const report = await reviewed(DEPLOYMENT('asr', 2), [
      { file: eks, name: 'prod' },
      { file: gke },
    ]);
    expect(
      report.reviewed[0]?.outcomes.map(({ cluster, pods }) => [cluster, pods.admitted]),
    ).toEqual([
      ['prod', 1],
      ['gke', 2],
    ]);
    expect(errors(report)).toEqual([{ rule: 'quota/team', basis: 'policy', clusters: ['prod'] }]);
  });

  test('what all say alike is said once', async () => {
    const large = ['a', 'b'].map((name) =>
      file(`${name}.yaml`, HEADER(name, FRESH), QUOTA(20), NAMESPACE, NODE(8)),
    );
    const report = await reviewed(
      DEPLOYMENT('asr', 1, 9),
      large.map((path) => ({ file: path })),
    );
    expect(report.findings.find(({ rule }) => rule === 'lint/no-node')?.clusters).toEqual([
      'a',
      'b',
    ]);
  });

  test('of one cluster are told apart', async () => {
    const { clusters } = await reviewed(DEPLOYMENT('asr'), [{ file: eks }, { file: eks }]);
    expect(clusters.map(({ name }) => name)).toEqual(['eks', 'eks (2)']);
  });
});

describe('what runs there', () => {
  test('and is not of the manifests uses the quota up, which is news of today and fails nothing', async () => {
    const full = file(
      'full.yaml',
      HEADER('eks', FRESH),
      QUOTA(1),
      NAMESPACE,
      NODE(8),
      LIVE('tts-abc-1', 'tts'),
    );
    const report = await reviewed(DEPLOYMENT('asr'), [{ file: full }]);
    expect(errors(report)).toEqual([{ rule: 'quota/team', basis: 'today', clusters: ['eks'] }]);
    expect(report.conclusion.exit).toBe(0);
  });

  test('and is of the manifests makes room for them', async () => {
    const own = file(
      'own.yaml',
      HEADER('eks', FRESH),
      QUOTA(1),
      NAMESPACE,
      NODE(8),
      LIVE('asr-abc-1', 'asr'),
    );
    expect(errors(await reviewed(DEPLOYMENT('asr'), [{ file: own }]))).toEqual([]);
  });

  test('never decides the exit status, nor what is found for good', async () => {
    const usage = record({ others: nat(12), own: nat(3), cpu: nat(64) });
    const manifest = constantFrom(
      DEPLOYMENT('asr', 1),
      DEPLOYMENT('asr', 3),
      DEPLOYMENT('asr', 1, 9),
    );
    await assert(
      asyncProperty(manifest, usage, usage, async (of, one, other) => {
        const snapshots = [one, other].map(({ others, own, cpu }, at) =>
          file(
            `usage-${at}.yaml`,
            HEADER('eks', FRESH),
            QUOTA(2),
            NAMESPACE,
            NODE(8, `, taken: { cpu: '${cpu}' }`),
            ...Array.from({ length: others }, (_, nth) => LIVE(`tts-abc-${nth}`, 'tts')),
            ...Array.from({ length: own }, (_, nth) => LIVE(`asr-abc-${nth}`, 'asr')),
          ),
        );
        const [a, b] = await Promise.all(
          snapshots.map((path) => reviewed(of, [{ file: path, name: 'eks' }])),
        );
        if (a === undefined || b === undefined) throw new Error('two were reviewed');
        expect(lasting(a)).toEqual(lasting(b));
      }),
      { numRuns: 8 },
    );
  });
});
