/** The snapshot that the chart publishes: off, until somebody wants it; then it reads, and writes one ConfigMap. */
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { build } from '../../e2e/binaries/build.ts';
import { BOOT_MS, canRun } from '../../e2e/shared.ts';
import { template } from '../parity.ts';
import { minor, rendered, tools } from './rendered.fixture.ts';

const on = '--set=snapshot.enabled=true';
const READER = 'snapshot.readers[0].kind=ServiceAccount,snapshot.readers[0].name=reviewer';
const VOLUME = 'snapshot.persistentVolumeClaim=snapshots';

async function named(name: string, ...flags: string[]) {
  const { stdout } = await tools.helm([...template, ...flags]);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS());
  return objects.filter((object) => object?.metadata.name === name);
}

const podOf = async (...flags: string[]) => {
  const { spec } = await rendered('CronJob', on, ...flags);
  return spec.jobTemplate.spec.template.spec;
};

async function rulesOf(kind: string, name: string, ...flags: string[]) {
  const [found] = (await named(name, on, ...flags)).filter((one) => one.kind === kind);
  return found?.rules;
}

const suite = canRun() ? describe : describe.skip;

suite('the chart with a snapshot', () => {
  beforeAll(() => build(minor, ['helm', 'kubectl']), BOOT_MS);

  test('has one of each hour, never two at once, and without one nothing of it', async () => {
    expect(await named('tranche-snapshot')).toEqual([]);
    const { spec } = await rendered('CronJob', on);
    expect(spec).toMatchObject({ schedule: '17 * * * *', concurrencyPolicy: 'Forbid' });
    expect(spec.jobTemplate.spec.activeDeadlineSeconds).toBeLessThan(3600);
    const kinds = (await named('tranche-snapshot', on)).map(({ kind }): string => kind);
    expect(kinds.toSorted()).toEqual([
      'ClusterRole',
      'ClusterRoleBinding',
      'CronJob',
      'Role',
      'RoleBinding',
      'ServiceAccount',
    ]);
  });

  test('lists in the cluster, and writes one ConfigMap by its name', async () => {
    const everywhere = await rulesOf('ClusterRole', 'tranche-snapshot');
    expect(new Set(everywhere.flatMap(({ verbs }: { verbs: string[] }) => verbs))).toEqual(
      new Set(['list']),
    );
    expect(JSON.stringify(everywhere)).not.toMatch(/secrets|configmaps/);
    expect(await rulesOf('Role', 'tranche-snapshot')).toEqual([
      {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: ['tranche-documents'],
        verbs: ['get'],
      },
      {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: ['tranche-snapshot'],
        verbs: ['create', 'patch'],
      },
    ]);
  });

  test('runs as the server does: no root, no capability, nothing to write on', async () => {
    const { securityContext } = (await rendered('Deployment', on)).spec.template.spec;
    const pod = await podOf();
    expect(pod).toMatchObject({ serviceAccountName: 'tranche-snapshot', securityContext });
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  test('is no pod of the server', async () => {
    const { spec: job } = await rendered('CronJob', on);
    const { labels } = job.jobTemplate.spec.template.metadata;
    const { spec } = await rendered('Deployment', on);
    expect(labels).not.toMatchObject(spec.selector.matchLabels);
    expect(labels).not.toMatchObject((await rendered('Service', on)).spec.selector);
  });

  test('lets readers read that ConfigMap alone', async () => {
    expect(await named('tranche-snapshot-reader', on)).toEqual([]);
    const given = ['--set', `${READER},snapshot.readers[0].namespace=ci`];
    expect(await rulesOf('Role', 'tranche-snapshot-reader', ...given)).toEqual([
      {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: ['tranche-snapshot'],
        verbs: ['get'],
      },
    ]);
    const all = await named('tranche-snapshot-reader', on, ...given);
    const [binding] = all.filter(({ kind }) => kind === 'RoleBinding');
    expect(binding.subjects).toEqual([
      { kind: 'ServiceAccount', name: 'reviewer', namespace: 'ci' },
    ]);
  });

  test('writes to a volume where one is named, and to no ConfigMap', async () => {
    const pod = await podOf('--set', VOLUME);
    const { args, volumeMounts } = pod.containers[0];
    expect(args).toContain('--output=/var/lib/tranche/snapshot/snapshot.yaml.gz');
    expect(args.join(' ')).not.toContain('--config-map');
    expect(volumeMounts).toEqual([{ name: 'snapshot', mountPath: '/var/lib/tranche/snapshot' }]);
    expect(pod.volumes).toEqual([
      { name: 'snapshot', persistentVolumeClaim: { claimName: 'snapshots' } },
    ]);
    const rules = await rulesOf('Role', 'tranche-snapshot', '--set', VOLUME);
    expect(JSON.stringify(rules)).not.toMatch(/create|patch/);
  });

  test.each([
    ['hidden teams', 'snapshot.teams={speech,vision},snapshot.cluster=prod-eu'],
    ['what Dynamic Resource Allocation hands out', 'dra=true'],
    ['a volume', VOLUME],
  ])('with %s is said in words that the program takes', async (_, set) => {
    const { args } = (await podOf('--set', set)).containers[0];
    const nowhere = '--kubeconfig=/nowhere/config';
    const run = spawnSync(process.execPath, ['webhook/cli.ts', ...args, nowhere], {
      encoding: 'utf8',
    });
    // It got as far as to look for the cluster.
    expect(run.stderr).toBe('tranche: cannot read the kubeconfig /nowhere/config: no such file\n');
  });

  test.each([
    ['snapshot.schedule=hourly', "at '/snapshot/schedule'"],
    ['snapshot.teams={Team A}', "at '/snapshot/teams/0'"],
    ['dra=true,snapshot.teams={speech}', 'snapshot.teams and dra are both set'],
    [`${READER},${VOLUME}`, 'with a volume there is none'],
  ])('refuses %s', async (set, says) => {
    await expect(tools.helm([...template, on, '--set', set])).rejects.toThrow(says);
  });
});
