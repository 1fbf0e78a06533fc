import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { filesAt } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-left-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tree(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return join(folder, name);
}

const inside = (top: string, text: string): string =>
  text.replaceAll(`${top}/`, '').replaceAll(top, 'TOP');

const under = (top: string, paths: readonly string[]): string[] =>
  paths.length === 0 ? [top] : paths.map((path) => join(top, path));

function listed(top: string, ...paths: readonly string[]) {
  const { files, unread } = filesAt(under(top, paths));
  return {
    files: files.map(({ path }) => relative(top, path)),
    told: unread.map(({ file, says, help = '' }) => inside(top, `${file}: ${says}; ${help}`)),
  };
}

describe('a Helm chart', () => {
  const top = tree('charts', {
    'deploy/a.yaml': 'kind: A',
    'charts/vllm/Chart.yaml': 'apiVersion: v2\nname: vllm',
    'charts/vllm/values.yaml': 'x: 1',
    'charts/vllm/values-prod.yaml': 'x: 1',
    'charts/vllm/values.schema.json': '{}',
    'charts/vllm/ci/gpu-values.yaml': 'x: 1',
    'charts/vllm/templates/deploy.yaml': 'kind: {{ .Values.kind }}',
    'charts/vllm/templates/tests/t.yaml': 'kind: A',
    'charts/vllm/charts/redis/Chart.yaml': 'name: redis',
    'charts/vllm/charts/redis/values.yaml': 'x: 1',
    'charts/vllm/crds/crd.yaml': 'kind: CustomResourceDefinition',
    'charts/common/Chart.yaml': 'name: common\ntype: library',
    'charts/common/templates/_x.yaml': 'x: 1',
  });
  const told =
    'charts/vllm/Chart.yaml: is a Helm chart, which is reviewed as helm renders it; helm template charts/vllm | tranche review -';

  test('is told of once, with what renders it, and all beside it is read', () => {
    expect(listed(top)).toEqual({
      files: ['charts/vllm/crds/crd.yaml', 'deploy/a.yaml'],
      told: [told],
    });
  });

  test('so it is where some of its files are named, as a shell or a pattern does', () => {
    expect(listed(top, 'charts/vllm/templates/deploy.yaml', 'charts/vllm/values.yaml')).toEqual({
      files: [],
      told: [told],
    });
    expect(listed(top, '*/a.yaml', 'charts/*/*.yaml').told).toEqual([told]);
  });
});

describe('a folder of kustomize', () => {
  const top = tree('trees', {
    'base/kustomization.yaml': 'resources: [deploy.yaml]',
    'base/deploy.yaml': 'kind: Deployment',
    'base/beside.yaml': 'kind: A',
    'over/prod/kustomization.yml':
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../../base]\npatches: [{path: more.yaml, target: {kind: Deployment}}]\nconfigMapGenerator: [{name: a, files: [k=settings.json]}]\n',
    'over/prod/more.yaml': 'kind: Deployment',
    'over/prod/settings.json': '{}',
    'over/dev space/Kustomization': 'bases: [../../base]\nhelmCharts: [{name: x}]\n',
    'flux/kustomization.yaml':
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {path: ./deploy.yaml}',
    'flux/deploy.yaml': 'kind: A',
  });
  const prod =
    'over/prod/kustomization.yml: is a kustomization, which is reviewed as kustomize builds it; kubectl kustomize over/prod | tranche review -';

  test('is told of where no other builds on it, and what it lists is left to it', () => {
    const { files, told } = listed(top);
    expect(files).toEqual(['base/beside.yaml', 'flux/deploy.yaml', 'flux/kustomization.yaml']);
    expect(told).toEqual([
      "over/dev space/Kustomization: is a kustomization, which is reviewed as kustomize builds it; kubectl kustomize --enable-helm 'over/dev space' | tranche review -",
      prod,
    ]);
  });

  test('of itself too, where it is asked for alone', () => {
    expect(listed(top, 'base').told).toEqual([
      'base/kustomization.yaml: is a kustomization, which is reviewed as kustomize builds it; kubectl kustomize base | tranche review -',
    ]);
  });

  const partsAt = (...paths: readonly string[]) =>
    filesAt(under(top, paths)).passedOver.parts.map(({ name }) => relative(top, name));

  test('whoever names one of its files has a whole object reviewed, and a patch passed over', () => {
    expect(listed(top, 'base/deploy.yaml')).toEqual({ files: ['base/deploy.yaml'], told: [] });
    for (const part of ['over/prod/more.yaml', 'over/prod/settings.json']) {
      expect(listed(top, part)).toEqual({ files: [], told: [] });
      expect(partsAt(part)).toEqual([part]);
    }
    expect([partsAt('over/prod'), partsAt('over/prod/*')]).toEqual([[], []]);
  });

  test('of a folder of patches it is told whose they are: it cannot be looked at', () => {
    const apart = tree('apart', {
      'kustomization.yaml': 'patches: [{path: patches/a.yaml}]',
      'patches/a.yaml': 'kind: Deployment',
    });
    expect(listed(apart, 'patches').told).toHaveLength(1);
    expect(filesAt([join(apart, 'patches')]).passedOver.parts).toEqual([]);
  });
});

test('the hook of pre-commit hands over neither charts nor kustomizations', () => {
  const [hook]: { exclude: string }[] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'));
  const left = [
    'charts/vllm/Chart.yaml',
    'charts/vllm/values-prod.yaml',
    'charts/vllm/ci/gpu-values.yaml',
    'charts/vllm/templates/a.yaml',
    'over/prod/kustomization.yaml',
    '.github/workflows/a.yml',
  ];
  const given = ['deploy/a.yaml', 'charts/vllm/crds/a.yaml', 'base/deploy.yml'];
  const excluded = new RegExp(hook?.exclude ?? '');
  expect([...left, ...given].filter((path) => !excluded.test(path))).toEqual(given);
});
