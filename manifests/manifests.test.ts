/**
 * What can be said of the manifests by reading them. That the chart renders to the same objects is
 * shown in e2e/, with the real helm.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readText } from '../webhook/policy/read.ts';
import { BASE, inBase } from './base.fixture.ts';
import { orphans, stale } from './generate/differing.ts';
import { at, read, yamlFilesIn } from './generate/files.ts';
import { objectsIn } from './parity.ts';

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
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'ValidatingWebhookConfiguration',
    ]);
  });

  test('leave no file of the base out of its kustomization', () => {
    const { resources, configMapGenerator } = inBase('kustomization.yaml');
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
