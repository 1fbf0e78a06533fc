/** What the chart brings for whoever measures and whoever looks, as the real helm renders it. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { build } from '../../e2e/binaries/build.ts';
import { BOOT_MS, canRun } from '../../e2e/shared.ts';
import { read } from '../generate/files.ts';
import { chart, template } from '../parity.ts';
import { minor, rendered, tools } from './rendered.fixture.ts';

/** The ConfigMap for Grafana's sidecar. */
async function ofGrafana(...flags: string[]) {
  const { stdout } = await tools.helm([...template, ...flags]);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS());
  return objects.find((object) => object?.metadata.name === 'tranche-dashboards');
}

const told = async (...flags: readonly string[]): Promise<string> => {
  const args = ['install', 'tranche', chart, '-n', 'tranche-system', '--dry-run=client'];
  const { stdout } = await tools.helm([...args, ...flags]);
  return stdout.slice(stdout.indexOf('NOTES:'));
};

const suite = canRun() ? describe : describe.skip;

suite('the chart with', () => {
  beforeAll(() => build(minor, ['helm', 'kubectl']), BOOT_MS);

  test('dashboards, has them as they are for a sidecar to find, and else not', async () => {
    expect(await ofGrafana()).toBeUndefined();
    const { metadata, data } = await ofGrafana('--set', 'dashboards.enabled=true');
    expect(metadata.labels).toMatchObject({ grafana_dashboard: '1' });
    expect(Object.keys(data)).toEqual(['tranche-admission.json', 'tranche-gpus.json']);
    for (const [file, text] of Object.entries(data))
      expect(text).toBe(read(`manifests/grafana/${file.replace('tranche-', '')}`));
  });

  test('a profiler, asks where it is told, with what a Secret holds', async () => {
    const plain = (await rendered('Deployment')).spec.template.spec;
    expect(JSON.stringify(plain)).not.toContain('prometheus');
    const flags = ['url=https://p:9090', 'existingSecret=p', 'bearerTokenKey=token', 'tenant=a b'];
    const { spec } = (
      await rendered(
        'Deployment',
        '--set=profiler.enabled=true',
        ...flags.map((flag) => `--set=profiler.prometheus.${flag}`),
        `--set-json=profiler.prometheus.match=${JSON.stringify(['cluster="A"', 'env=~"p.*"'])}`,
      )
    ).spec.template;
    expect(spec.containers[0].args).toEqual(
      expect.arrayContaining([
        '--write-status',
        '--prometheus=https://p:9090',
        '--bearer-token-file=/etc/tranche/prometheus/token',
        '--tenant=a b',
        '--prometheus-match=cluster="A"',
        '--prometheus-match=env=~"p.*"',
        '--profile-every=10m',
        '--profile-heap-mib=192',
      ]),
    );
    // Without it pods are answered all the same, so nobody has to wait for it.
    expect(spec.volumes).toContainEqual({
      name: 'prometheus',
      secret: { secretName: 'p', defaultMode: 0o440, optional: true },
    });
  });

  test.each([
    ['http://localhost:9090', 'bearerTokenKey=token'],
    ['http://127.0.0.1:9090/prom', 'bearerTokenKey=token'],
    ['http://[::1]:9090', 'bearerTokenKey=token'],
    ['https://p/api-gateway', 'caKey=ca.crt'],
    ['https://api', 'certKey=tls.crt', 'keyKey=tls.key'],
  ])('a profiler that asks %s, takes %s', async (url, ...keys) => {
    const { args } = (
      await rendered(
        'Deployment',
        '--set=profiler.enabled=true,profiler.prometheus.existingSecret=p',
        `--set-json=profiler.prometheus.url=${JSON.stringify(url)}`,
        ...keys.map((key) => `--set=profiler.prometheus.${key}`),
      )
    ).spec.template.spec.containers[0];
    expect(args).toContain(`--prometheus=${url}`);
  });

  test('nothing said, tells once it is installed how to have workloads measured, and what to try before it enforces', async () => {
    const first = await told();
    const order = ['tranche scan', 'tranche profile', 'profiler.enabled=true', 'packs/starter'];
    const places = [...order, 'enforce=true'].map((word) => first.indexOf(word));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const measured = await told('--set=profiler.enabled=true,profiler.prometheus.url=http://p:90');
    expect(measured).toContain('asks http://p:90 every 10m');
    expect(measured).not.toContain('tranche profile --prometheus');
  });

  test('writers of profiles, lets those write them, too', async () => {
    const flags = [
      '--set=profiles.writers.users={jane,bob}',
      '--set=profiles.writers.groups={gpu}',
    ];
    const { spec } = await rendered('ValidatingAdmissionPolicy', ...flags);
    const [, { expression }] = spec.variables;
    expect(expression).toContain("username in ['jane', 'bob'] ||");
    expect(expression).toContain("exists(g, g in ['gpu'])");
  });
});
