/**
 * What can be said of the manifests by reading them. That the chart renders to the same objects is
 * shown in e2e/, with the real helm.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { imageFiles, workingDir } from '../e2e/kubelet/image.ts';
import {
  bindingConditions,
  createConditions,
  judgeConditions,
  updateConditions,
} from '../webhook/core/governed.ts';
import { readText } from '../webhook/policy/read.ts';
import { orphans, stale } from './generate/differing.ts';
import { at, read, yamlFilesIn } from './generate/files.ts';
import { objectsIn } from './parity.ts';

const BASE = 'manifests/kustomize/base';

const objectIn = (file: string) => parse(read(`${BASE}/${file}`));

const deployment = objectIn('deployment.yaml');
const pod = deployment.spec.template.spec;
const [container] = pod.containers;
const mutating = objectIn('mutating-webhook.yaml');
const validating = objectIn('validating-webhook.yaml');
const webhooks = [...mutating.webhooks, ...validating.webhooks];
/** The last is sent documents of ours: document-webhook.test.ts. */
const ofPods = webhooks.slice(0, -1);

describe('the manifests', () => {
  test('are what the generator would write', () => {
    expect(stale().map(([path]) => path)).toEqual([]);
    expect(orphans()).toEqual([]);
  });

  test('hold no policy, quota, profile or price, only the guards', () => {
    const kinds = yamlFilesIn(BASE)
      .flatMap((path) => objectsIn(read(path)))
      .map((object) => ('kind' in object && typeof object.kind === 'string' ? object.kind : ''));
    expect(kinds.toSorted()).toEqual([
      'ClusterRole',
      'ClusterRole',
      'ClusterRole',
      'ClusterRoleBinding',
      'Deployment',
      'FlowSchema',
      'GpuPolicy',
      'Kustomization',
      'MutatingWebhookConfiguration',
      'Namespace',
      'PriorityLevelConfiguration',
      'Role',
      'Role',
      'RoleBinding',
      'RoleBinding',
      'Service',
      'ServiceAccount',
      'ValidatingWebhookConfiguration',
    ]);
  });

  test('leave no file of the base out of its kustomization', () => {
    const { resources, configMapGenerator } = objectIn('kustomization.yaml');
    const listed: string[] = [...resources, ...configMapGenerator[0].files, 'kustomization.yaml'];
    const files = [...yamlFilesIn(BASE), ...yamlFilesIn(`${BASE}/crds`)];
    expect(listed.toSorted()).toEqual(files.map((path) => path.slice(BASE.length + 1)).toSorted());
  });

  test.each([
    ['observe', `${BASE}/guards.yaml`],
    ['observe', 'manifests/chart/files/guards/observe.yaml'],
    ['enforce', 'manifests/kustomize/overlays/enforce/guards.yaml'],
    ['enforce', 'manifests/chart/files/guards/enforce.yaml'],
  ])('bring the guards in %s, as the server reads them: %s', (mode, path) => {
    const { documents, faults } = readText('guards.yaml', read(path));
    expect(faults).toEqual([]);
    expect(documents.map(({ kind, name }) => [kind, name])).toEqual([
      ['GpuPolicy', 'tranche-guards'],
    ]);
    const shipped = parse(read('policies/guards.yaml'));
    expect(parse(read(path))).toEqual({ ...shipped, spec: { ...shipped.spec, mode } });
  });
});

describe('the webhooks', () => {
  test('fail open as installed, and each says so at its door', () => {
    const said = webhooks.map(({ name, clientConfig, rules, failurePolicy, ...rest }) => [
      name,
      clientConfig.service.path,
      rules.flatMap((rule: { operations: string[] }) => rule.operations).join(),
      failurePolicy,
      rest.sideEffects,
      rest.timeoutSeconds,
      rest.reinvocationPolicy,
    ]);
    expect(said).toEqual([
      ['mutate.tranche.dev', '/mutate', 'CREATE', 'Ignore', 'None', 2, 'IfNeeded'],
      [
        'validate.tranche.dev',
        '/validate',
        'CREATE,UPDATE',
        'Ignore',
        'NoneOnDryRun',
        5,
        undefined,
      ],
      [
        'validate-update.tranche.dev',
        '/validate',
        'UPDATE',
        'Ignore',
        'NoneOnDryRun',
        5,
        undefined,
      ],
      [
        'validate-binding.tranche.dev',
        '/validate',
        'CREATE',
        'Ignore',
        'NoneOnDryRun',
        5,
        undefined,
      ],
      [
        'validate-policies.tranche.dev',
        '/validate-policies',
        'CREATE,UPDATE',
        'Ignore',
        'None',
        3,
        undefined,
      ],
    ]);
  });

  test('are sent the pods that the program calls governed', () => {
    expect(ofPods.map(({ matchConditions }) => matchConditions)).toEqual([
      createConditions(),
      judgeConditions(),
      updateConditions(),
      bindingConditions(),
    ]);
  });

  test('are sent pods, what debugs them and what binds them, and never their status', () => {
    const sent = ofPods.map(({ rules }) =>
      rules.map(({ operations, resources }: { operations: string[]; resources: string[] }) =>
        [...operations, ...resources].join(' '),
      ),
    );
    expect(sent).toEqual([
      ['CREATE pods'],
      ['CREATE pods', 'UPDATE pods/ephemeralcontainers'],
      ['UPDATE pods'],
      ['CREATE pods/binding bindings'],
    ]);
  });

  test('are sent none of kube-system or their own namespace', () => {
    for (const { rules, namespaceSelector, objectSelector, matchPolicy } of webhooks) {
      for (const rule of rules.filter(
        ({ apiGroups: [group] }: { apiGroups: string[] }) => group === '',
      ))
        expect(rule).toMatchObject({ apiGroups: [''], apiVersions: ['v1'], scope: 'Namespaced' });
      expect(namespaceSelector.matchExpressions).toEqual([
        {
          key: 'kubernetes.io/metadata.name',
          operator: 'NotIn',
          values: ['kube-system', 'tranche-system'],
        },
      ]);
      // A label of the pod must never be a way out.
      expect(objectSelector).toEqual({});
      expect(matchPolicy).toBe('Equivalent');
    }
  });

  test('name no caBundle, because it would be drift', () => {
    for (const { clientConfig } of webhooks) expect(Object.keys(clientConfig)).toEqual(['service']);
  });
});

describe('the server', () => {
  test('is one, and its successor waits until it is gone', () => {
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
  });

  test('has no more rights on its node than a process needs', () => {
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 65_532,
      runAsGroup: 65_532,
      fsGroup: 65_532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const writable = container.volumeMounts.filter(
      ({ readOnly }: { readOnly?: boolean }) => !readOnly,
    );
    expect(writable).toEqual([{ name: 'state', mountPath: '/var/lib/tranche' }]);
    expect(pod).not.toHaveProperty('hostNetwork');
  });

  test('has no CPU limit, and is granted the memory it asks for', () => {
    const { requests, limits } = container.resources;
    expect(Object.keys(limits)).toEqual(['memory']);
    expect(limits.memory).toBe(requests.memory);
    expect(requests.cpu).toBeDefined();
  });

  test('is given more time to stop than it drains', () => {
    expect(container.args).toContain('--drain-seconds=15');
    expect(pod.terminationGracePeriodSeconds).toBe(45);
  });

  test('is started with words that its command line knows', () => {
    const [command, ...options] = container.args;
    const source = read('webhook/cli.ts');
    expect(source).toContain(`command('${command}')`);
    for (const option of options) {
      const [name] = option.split('=');
      expect(source).toContain(option === name ? `'${name}'` : `'${name} <`);
    }
  });

  test('holds a token that ends within the hour', () => {
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(objectIn('service-account.yaml').automountServiceAccountToken).toBe(false);
    const { sources } = pod.volumes.find(
      ({ name }: { name: string }) => name === 'api-access',
    ).projected;
    expect(sources[0].serviceAccountToken).toEqual({ path: 'token', expirationSeconds: 3600 });
  });
});

describe('the templates of the chart', () => {
  const folder = 'manifests/chart/templates';
  const templates = readdirSync(at(folder));

  // Each of these gives another answer tomorrow, or another answer without a cluster: GitOps
  // renders without one and compares for ever after.
  const changeable =
    /\b(lookup|now|date\w*|rand\w+|uuidv4|gen[A-Z]\w+|derivePassword|htpasswd|getHostByName|env|expandenv|\.Release\.(Revision|IsInstall|IsUpgrade))\b/;

  test.each(templates)('%s says the same whenever it is rendered', (name) => {
    const actions = read(`${folder}/${name}`).replaceAll(/{{-? ?\/\*[^]*?\*\/ ?-?}}/g, '');
    for (const [action] of actions.matchAll(/{{[^]*?}}/g)) expect(action).not.toMatch(changeable);
  });
});

describe('the image', () => {
  const dockerfile = read('manifests/Dockerfile');
  const final = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

  test('holds what the tests run in its place', () => {
    expect(final).toContain(`WORKDIR ${workingDir}\n`);
    for (const { to } of imageFiles) {
      const name = to.slice(workingDir.length + 1);
      expect(final).toMatch(new RegExp(`^COPY .*\\b${name}( \\./)?$`, 'm'));
    }
    expect(final).toContain('ENTRYPOINT ["node", "/app/dist/cli.js"]');
  });

  test('runs as the user that the manifests name', () => {
    expect(final).toContain(
      `USER ${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`,
    );
  });
});
