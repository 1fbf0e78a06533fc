/**
 * The chart and the kustomization as the real helm and kubectl render them. No cluster is asked:
 * that what they render also works is the business of the tests that install it.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

import { build } from '../../e2e/binaries/build.ts';
import { pathOf } from '../../e2e/binaries/sets.ts';
import { type Outcome, run } from '../../e2e/process.ts';
import { BOOT_MS, canRun } from '../../e2e/shared.ts';
import { chart, parity, postures, template } from '../parity.ts';
import { minor, rendered, tools } from './rendered.fixture.ts';

const refused = (...flags: readonly string[]): Promise<Outcome> =>
  run(pathOf('helm', minor), ['template', 'tranche', chart, ...flags], { ok: false });

/** May it, does it, and is it sent the pods that have them. */
const readsClaims = async (...flags: string[]) => {
  const role = await rendered('ClusterRole', ...flags);
  const { containers } = (await rendered('Deployment', ...flags)).spec.template.spec;
  const { webhooks } = await rendered('ValidatingWebhookConfiguration', ...flags);
  return [
    JSON.stringify(role.rules).includes('resource.k8s.io'),
    containers[0].args.includes('--dra'),
    JSON.stringify(webhooks[0].matchConditions).includes('resourceClaims'),
  ];
};

const suite = canRun() ? describe : describe.skip;

const asking = (...of: readonly string[]): string[] => [
  'profiler.enabled=true',
  'profiler.prometheus.existingSecret=p',
  ...of.map((one) => `profiler.prometheus.${one}`),
];

suite('the chart', () => {
  beforeAll(() => build(minor, ['helm', 'kubectl']), BOOT_MS);

  test('passes helm lint', async () => {
    await run(pathOf('helm', minor), ['lint', '--strict', chart]);
  });

  test.each(Object.keys(postures) as (keyof typeof postures)[])(
    'and the kustomization are the same objects, to %s',
    async (posture) => {
      expect(await parity(tools, posture)).toEqual([]);
    },
  );

  test('renders the same bytes twice', async () => {
    const [first, second] = [await tools.helm(template), await tools.helm(template)];
    expect(second.stdout).toBe(first.stdout);
  });

  describe('refuses, and says why:', () => {
    test.each([
      [['replicas=2'], 'replicas is 2; it must be 1: the quota ledger lives in the memory'],
      [['ports.admin=8443'], 'ports.secure and ports.admin are both 8443'],
      [['ports.inquiry=8443'], 'ports.inquiry is 8443, and so is another port'],
      [['documents.guards\\.yaml=x'], 'documents may not hold guards.yaml'],
      [['certificates.existingSecret=x'], 'nobody tells the API server whom to trust'],
      [['certificates.caBundle=QUJD'], 'not signed by that CA'],
      [['networkPolicy.enabled=true', 'hostNetwork=true'], 'does not reach pods on the host'],
      [['profiler.enabled=true'], 'profiler.prometheus.url is empty'],
      [['profiler.prometheus.url=http://p'], 'profiler.enabled is false, and so is report.enabled'],
      [['profiler.prometheus.bearerTokenKey=token'], 'names a key of a Secret, but not the Secret'],
      [asking('url=https://p/prom/api/v1'), 'ends before /api: set it to https://p/prom.'],
      [asking('url=http://p', 'bearerTokenKey=token'), 'would get our credentials in clear'],
      [asking('url=http://p', 'username=a', 'passwordKey=b'), 'would get our credentials in clear'],
      [asking('url=http://127.0.0.1.evil.example', 'bearerTokenKey=token'), 'in clear'],
      [asking('url=http://p', 'caKey=ca.crt'), 'without https caKey, certKey, keyKey'],
      [asking('url=http://p', 'tlsServerName=p'), 'without https caKey, certKey, keyKey'],
      [asking('url=https://p', 'bearerTokenKey=a', 'username=b', 'passwordKey=c'), 'one of them'],
      [asking('url=https://p', 'passwordKey=c'), 'username and passwordKey go together'],
      [asking('url=https://p', 'certKey=c'), 'certKey and keyKey go together'],
      [
        ['profiler.enabled=true', 'profiler.prometheus.url=http://p', 'profiler.heapMebibytes=300'],
        'set it to 620Mi at least',
      ],
      [['enforced=true'], "additional properties 'enforced' not allowed"],
      [['ports.secure=443'], "at '/ports/secure': minimum"],
      [['logLevel=loud'], "at '/logLevel': value must be one of 'info', 'warn', 'error'"],
    ])('%s', async (sets, why) => {
      const { code, stderr } = await refused(...sets.flatMap((set) => ['--set', set]));
      expect(code).toBe(1);
      expect(stderr).toContain(why);
    });
  });

  describe('with', () => {
    test('certificates of somebody else, may not touch the webhook configurations', async () => {
      const flags = [
        '--set=certificates.existingSecret=pair,certificates.caBundle=QUJD',
        '--set=certificates.annotations.a\\.b/c=d',
      ];
      const role = await rendered('ClusterRole', ...flags);
      expect(JSON.stringify(role.rules)).not.toContain('webhookconfigurations');
      const { spec } = (await rendered('Deployment', ...flags)).spec.template;
      expect(spec.containers[0].args.join(' ')).toContain('--tls-dir=/etc/tranche/tls');
      expect(spec.containers[0].args.join(' ')).not.toContain('--webhook-configurations');
      expect(spec.volumes[1]).toEqual({
        name: 'tls',
        secret: { secretName: 'pair', defaultMode: 0o440 },
      });
      for (const kind of ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']) {
        const { metadata, webhooks } = await rendered(kind, ...flags);
        expect(metadata.annotations).toEqual({ 'a.b/c': 'd' });
        for (const { clientConfig } of webhooks) expect(clientConfig.caBundle).toBe('QUJD');
      }
    });

    test('ports and hostNetwork, listens there and is reached there', async () => {
      const flags = ['--set', 'ports.secure=10250,ports.admin=9090,hostNetwork=true'];
      const { spec } = (await rendered('Deployment', ...flags)).spec.template;
      expect(spec).toMatchObject({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' });
      const [{ args, ports }] = spec.containers;
      expect(args).toEqual(expect.arrayContaining(['--secure-port=10250', '--admin-port=9090']));
      expect(ports.map((port: { containerPort: number }) => port.containerPort)).toEqual([
        10_250, 9090, 8444,
      ]);
      const service = await rendered('Service', ...flags);
      expect(service.spec.ports[0]).toMatchObject({ port: 8443, targetPort: 10_250 });
    });

    test('its door for questions shut, has none, and needs no rights to hear any', async () => {
      const flags = ['--set', 'ports.inquiry=0'];
      const { containers } = (await rendered('Deployment', ...flags)).spec.template.spec;
      expect(containers[0].args).toContain('--inquiry-port=0');
      expect(containers[0].ports).toHaveLength(2);
      expect((await rendered('Service', ...flags)).spec.ports).toHaveLength(1);
      const { stdout } = await tools.helm([...template, ...flags]);
      for (const word of ['tokenreviews', 'subjectaccessreviews', 'decisions', 'services/proxy'])
        expect(stdout).not.toContain(word);
    });

    test('nobody to knock through the API server, binds nobody', async () => {
      const { stdout } = await tools.helm([...template, '--set-json', 'inquiry.subjects=[]']);
      expect(stdout).toContain('name: tranche-decisions');
      expect(stdout).not.toContain('services/proxy');
    });

    test('a claim for its state, keeps the last sets of policies there', async () => {
      const flags = ['--set', 'state.existingClaim=tranche-state'];
      const { spec } = (await rendered('Deployment', ...flags)).spec.template;
      expect(spec.containers[0].args).toContain('--state-dir=/var/lib/tranche');
      expect(spec.volumes.at(-1)).toEqual({
        name: 'state',
        persistentVolumeClaim: { claimName: 'tranche-state' },
      });
    });

    test('records, keeps admissions beside its state, with room for both', async () => {
      const flags = ['--set', 'records.enabled=true,records.mebibytes=200'];
      const { spec } = (await rendered('Deployment', ...flags)).spec.template;
      expect(spec.containers[0].args).toEqual(
        expect.arrayContaining(['--record=/var/lib/tranche/records', '--record-mib=200']),
      );
      expect(spec.volumes.at(-1)).toEqual({ name: 'state', emptyDir: { sizeLimit: '264Mi' } });
    });

    test('documents, adds them as files beside the guards', async () => {
      const flags = ['--set-string', 'documents.ours\\.yaml=kind: GpuQuota\nspec: 1'];
      const { data } = await rendered('ConfigMap', ...flags);
      expect(Object.keys(data)).toEqual(['guards.yaml', 'ours.yaml']);
      expect(parse(data['ours.yaml'])).toMatchObject({ kind: 'GpuQuota' });
    });

    test('excluded namespaces, keeps those that are always excluded', async () => {
      const flags = ['--set', 'excludedNamespaces={gpu-operator,kube-system}'];
      for (const kind of ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']) {
        const { webhooks } = await rendered(kind, ...flags);
        for (const { namespaceSelector } of webhooks)
          expect(namespaceSelector.matchExpressions[0].values).toEqual([
            'kube-system',
            'tranche-system',
            'gpu-operator',
          ]);
      }
    });

    test('labels for the pod, keeps those that select it', async () => {
      const flags = ['--set', 'podLabels.team=infra,podLabels.app\\.kubernetes\\.io/name=other'];
      const { spec } = await rendered('Deployment', ...flags);
      expect(spec.template.metadata.labels).toEqual({
        ...spec.selector.matchLabels,
        team: 'infra',
      });
    });

    test('a longer drain, waits as much longer for the end', async () => {
      const { spec } = (await rendered('Deployment', '--set', 'drainSeconds=60')).spec.template;
      expect(spec.terminationGracePeriodSeconds).toBe(90);
      expect(spec.containers[0].args).toContain('--drain-seconds=60');
    });

    test('a network policy, lets everybody call and nobody look, until told who', async () => {
      const on = ['--set', 'networkPolicy.enabled=true'];
      // Whoever asks comes by the API server, too.
      const [secure, inquiry] = [8443, 8444].map((port) => ({ port, protocol: 'TCP' }));
      expect(await rendered('NetworkPolicy')).toBeUndefined();
      expect((await rendered('NetworkPolicy', ...on)).spec.ingress).toEqual([
        { ports: [secure, inquiry] },
      ]);
      const told = ['--set', 'networkPolicy.apiServer={10.0.0.0/28}'].concat(
        '--set-json',
        'networkPolicy.metrics=[{"podSelector":{}}]',
      );
      expect((await rendered('NetworkPolicy', ...on, ...told)).spec.ingress).toEqual([
        {
          ports: [secure, inquiry],
          from: [{ ipBlock: { cidr: '10.0.0.0/28' } }],
        },
        { ports: [{ port: 8080, protocol: 'TCP' }], from: [{ podSelector: {} }] },
      ]);
    });

    test('to read claims, may, does, and is sent the pods that have them', async () => {
      expect(await readsClaims()).toEqual([false, false, false]);
      expect(await readsClaims('--set', 'dra=true')).toEqual([true, true, true]);
    });

    test('no lane of its own, has neither half of one', async () => {
      const flags = ['--set', 'flowSchema.enabled=false'];
      expect(await rendered('FlowSchema', ...flags)).toBeUndefined();
      expect(await rendered('PriorityLevelConfiguration', ...flags)).toBeUndefined();
    });

    test('another namespace, names it wherever it matters', async () => {
      const { stdout } = await tools.helm(['template', 'mine', chart, '-n', 'elsewhere']);
      expect(stdout).not.toContain('tranche-system');
      expect(stdout).not.toContain('mine');
    });
  });
});
