/** That Prometheus finds the admin port of the pod, by whichever of the ways that the page names. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { build } from '../../e2e/binaries/build.ts';
import { canAskPrometheus, prometheus } from '../../e2e/binaries/prometheus.ts';
import { pathOf } from '../../e2e/binaries/sets.ts';
import { run } from '../../e2e/process.ts';
import { BOOT_MS, canRun } from '../../e2e/shared.ts';
import { inBase } from '../base.fixture.ts';
import { at, read } from '../generate/files.ts';
import { chart, objectsIn, template } from '../parity.ts';
import { sameObjects } from '../same-objects.ts';
import { minor, rendered, tools } from './rendered.fixture.ts';

const annotationsOf = async (...flags: readonly string[]): Promise<unknown> =>
  (await rendered('Deployment', ...flags)).spec.template.metadata.annotations;

const scratch = (called: string): string =>
  realpathSync(mkdtempSync(join(tmpdir(), `tranche-${called}-`)));

const monitored = '--set=metrics.podMonitor.enabled=true';

const onHelm = canRun() ? describe : describe.skip;

onHelm('the chart', () => {
  beforeAll(() => build(minor, ['helm', 'kubectl']), BOOT_MS);

  test('says on the pod where its metrics are, unless told not to', async () => {
    expect(await annotationsOf()).toEqual(ofPrometheus('8080'));
    expect(await annotationsOf('--set=ports.admin=9090')).toEqual(ofPrometheus('9090'));
    expect(await annotationsOf('--set=metrics.annotations=false')).toBeUndefined();
  });

  test('leaves annotations of others beside them, and theirs before its own', async () => {
    const flags = ['a=b', 'prometheus\\.io/scrape=false'].map(
      (one) => `--set-string=podAnnotations.${one}`,
    );
    expect(await annotationsOf(...flags)).toEqual({
      ...ofPrometheus('8080'),
      a: 'b',
      'prometheus.io/scrape': 'false',
    });
  });

  test('gives the operator an object instead, which finds the port by its name', async () => {
    expect(await rendered('PodMonitor')).toBeUndefined();
    expect(await annotationsOf(monitored)).toBeUndefined();
    const flags = ['labels.release=kps', 'interval=15s'].map(
      (one) => `--set=metrics.podMonitor.${one}`,
    );
    const { metadata, spec } = await rendered('PodMonitor', monitored, ...flags);
    expect(metadata.labels).toMatchObject({ release: 'kps' });
    expect(spec.podMetricsEndpoints).toEqual([
      { port: 'admin', path: '/metrics', interval: '15s' },
    ]);
    const { template: pod } = inBase('deployment.yaml').spec;
    expect(pod.metadata.labels).toMatchObject(spec.selector.matchLabels);
    expect(portsOf(pod)).toContain('admin');
  });

  test('does not lock out whom it tells to come', async () => {
    const flags = [monitored, '--set=networkPolicy.enabled=true'];
    const { code, stderr } = await run(
      pathOf('helm', minor),
      ['template', 'tranche', chart, ...flags],
      { ok: false },
    );
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('networkPolicy.metrics names nobo'),
    ]);
  });

  test('and the component give the same objects', async () => {
    const folder = scratch('monitored');
    // It takes no folder by an absolute name.
    const to = (name: string): string => relative(folder, at(`manifests/kustomize/${name}`));
    const kustomization = {
      resources: [to('base')],
      components: [to('components/pod-monitor')],
    };
    try {
      writeFileSync(join(folder, 'kustomization.yaml'), stringify(kustomization));
      const built = objectsIn((await tools.kubectl(['kustomize', folder])).stdout);
      const helms = objectsIn((await tools.helm([...template, monitored])).stdout);
      expect(
        sameObjects(
          helms,
          built.filter((object) => !isNamespace(object)),
        ),
      ).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const onPrometheus = (await canAskPrometheus()) ? describe : describe.skip;

onPrometheus('the configuration in the page', () => {
  const page = read('manifests/prometheus/README.md');
  const [, indented = ''] = /```yaml\n( *rule_files:[^]*?)\n *```/.exec(page) ?? [];
  const config = parse(indented);
  let folder: string;
  let promtool: string;
  beforeAll(async () => {
    ({ promtool } = await prometheus());
    folder = scratch('page');
    for (const file of config.rule_files)
      writeFileSync(join(folder, file), read(`manifests/prometheus/${file}`));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const written = (called: string, value: object): string => {
    const file = join(folder, called);
    writeFileSync(file, stringify(value));
    return file;
  };

  test('is one to promtool, with the rules that it names', async () => {
    // Debian builds Prometheus without any discovery of what a cluster runs.
    const [{ kubernetes_sd_configs: discovery, ...job }] = config.scrape_configs;
    expect(discovery).toEqual([{ role: 'pod', namespaces: { names: ['tranche-system'] } }]);
    const rest = { ...config, scrape_configs: [{ ...job, static_configs: [{ targets: [] }] }] };
    const { code, stdout, stderr } = await run(
      promtool,
      ['check', 'config', written('prometheus.yml', rest)],
      { ok: false },
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('SUCCESS');
    expect(stdout).toMatch(/[1-9]\d* rules found/);
  });

  test('keeps the admin port of the pod that the base has, and no other', async () => {
    const [{ relabel_configs: relabelling }] = config.scrape_configs;
    const { template: pod } = inBase('deployment.yaml').spec;
    const found = portsOf(pod).map((port) => ({
      targets: [`${port}.example:1`],
      labels: {
        __meta_kubernetes_namespace: 'tranche-system',
        __meta_kubernetes_pod_name: 'tranche-1',
        __meta_kubernetes_pod_container_port_name: port,
        __meta_kubernetes_pod_label_app_kubernetes_io_name:
          pod.metadata.labels['app.kubernetes.io/name'],
      },
    }));
    const job = { job_name: 'found', static_configs: found, relabel_configs: relabelling };
    const { stdout } = await run(promtool, [
      'check',
      'service-discovery',
      '--timeout=1s',
      written('found.yml', { scrape_configs: [job] }),
      'found',
    ]);
    const kept = (JSON.parse(stdout) as readonly { labels: Record<string, string> }[])
      .map(({ labels }) => labels)
      .filter((labels) => Object.keys(labels ?? {}).length > 0);
    expect(kept).toEqual([
      expect.objectContaining({
        __address__: 'admin.example:1',
        namespace: 'tranche-system',
        pod: 'tranche-1',
      }),
    ]);
  });
});

const ofPrometheus = (port: string) => ({
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': port,
  'prometheus.io/path': '/metrics',
});

const portsOf = (pod: {
  spec: { containers: readonly [{ ports: readonly { name: string }[] }] };
}): readonly string[] => pod.spec.containers[0].ports.map(({ name }) => name);

const isNamespace = (object: object): boolean => 'kind' in object && object.kind === 'Namespace';
