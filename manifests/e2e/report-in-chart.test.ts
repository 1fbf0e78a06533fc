/** The round of each week that the chart brings: off, until somebody wants it; then it reads, and nothing else. */
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { build } from '../../e2e/binaries/build.ts';
import { BOOT_MS, canRun } from '../../e2e/shared.ts';
import { template } from '../parity.ts';
import { minor, rendered, tools } from './rendered.fixture.ts';

const on = '--set=report.enabled=true';
const PROMETHEUS = [
  'url=https://p:9090',
  'existingSecret=p',
  'bearerTokenKey=token',
  'tenant=a b',
].map((flag) => `--set=profiler.prometheus.${flag}`);

async function named(name: string, ...flags: string[]) {
  const { stdout } = await tools.helm([...template, ...flags]);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS());
  return objects.filter((object) => object?.metadata.name === name);
}

const podOf = async (...flags: string[]) => {
  const { spec } = await rendered('CronJob', on, ...flags);
  return spec.jobTemplate.spec.template;
};

const SAMPLE = ['fleet', 'namespaces', 'quotas', 'profiles'].flatMap((name) => [
  '-w',
  `policies/sample/${name}.yaml`,
]);

const suite = canRun() ? describe : describe.skip;

suite('the chart with a report', () => {
  beforeAll(() => build(minor, ['helm', 'kubectl']), BOOT_MS);

  test('has one of each week, and without one nothing of it', async () => {
    expect(await named('tranche-report')).toEqual([]);
    const { spec } = await rendered('CronJob', on);
    expect(spec).toMatchObject({ schedule: '0 6 * * 1', concurrencyPolicy: 'Forbid' });
    const kinds = (await named('tranche-report', on)).map(({ kind }): string => kind);
    expect(kinds.toSorted()).toEqual([
      'ClusterRole',
      'ClusterRoleBinding',
      'CronJob',
      'ServiceAccount',
    ]);
  });

  test('lists what a report reads, by an account that can do nothing else', async () => {
    const all = await named('tranche-report', on);
    const [role] = all.filter(({ kind }) => kind === 'ClusterRole');
    expect(role.rules).toEqual([
      { apiGroups: [''], resources: ['nodes', 'namespaces', 'pods'], verbs: ['list'] },
      { apiGroups: ['apps'], resources: ['replicasets', 'statefulsets'], verbs: ['list'] },
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['list'] },
      {
        apiGroups: ['tranche.dev'],
        resources: ['gpupolicies', 'gpuquotas', 'gpuprofiles', 'gpuexemptions'],
        verbs: ['list'],
      },
    ]);
    expect((await podOf()).spec).toMatchObject({
      serviceAccountName: 'tranche-report',
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true },
    });
  });

  test('is no pod of the server', async () => {
    const { metadata } = await podOf();
    const { spec } = await rendered('Deployment', on);
    const service = await rendered('Service', on);
    expect(metadata.labels).not.toMatchObject(spec.selector.matchLabels);
    expect(metadata.labels).not.toMatchObject(service.spec.selector);
  });

  test('asks the Prometheus of the profiler, whether that runs or not', async () => {
    const plain = await podOf();
    expect(JSON.stringify(plain)).not.toContain('prometheus');
    const { spec } = await podOf(...PROMETHEUS);
    expect(spec.containers[0].args).toEqual([
      'report',
      '--output=table',
      '--fail-on=none',
      '--stale=14d',
      '--excluded-namespaces=tranche-system',
      '--prometheus=https://p:9090',
      '--bearer-token-file=/etc/tranche/prometheus/token',
      '--tenant=a b',
    ]);
    expect(spec.volumes).toEqual([
      { name: 'prometheus', secret: { secretName: 'p', defaultMode: 0o440 } },
    ]);
    expect(spec.containers[0].volumeMounts[0].mountPath).toBe('/etc/tranche/prometheus');
  });

  test('is said in words that the program takes', async () => {
    const { spec } = await podOf('--set=report.format=md,report.failOn=stale,report.stale=30d');
    const { args } = spec.containers[0];
    const { status, stdout } = spawnSync(process.execPath, ['webhook/cli.ts', ...args, ...SAMPLE], {
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, expect.stringContaining('## Use of GPUs')]);
  });

  test.each([
    ['report.failOn=monday', "at '/report/failOn'"],
    ['report.schedule=weekly', "at '/report/schedule'"],
  ])('refuses %s', async (set, says) => {
    await expect(tools.helm([...template, on, '--set', set])).rejects.toThrow(says);
  });
});
