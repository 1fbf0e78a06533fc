/** Every file, or part of a file, that says again what is said elsewhere. */
import { basename } from 'node:path';
import { type Document, parse, parseDocument, stringify } from 'yaml';
import {
  bindingConditions,
  createConditions,
  judgeConditions,
  type MatchCondition,
  updateConditions,
} from '../../webhook/core/governed.ts';
import {
  customWorkloadConditions,
  customWorkloads,
  workloadConditions,
  type WorkloadRule,
  workloads,
} from '../../webhook/core/matching/workloads.ts';
import { boards, dashboardOf } from '../dashboards/board.ts';
import { read, yamlFilesIn } from './files.ts';
import { valuesTable } from './values-table.ts';

const CHART = 'manifests/chart';
const BASE = 'manifests/kustomize/base';
const ENFORCE = 'manifests/kustomize/overlays/enforce';
const DRA = 'manifests/kustomize/components/dra';
const PROMETHEUS = 'manifests/prometheus';
const NOTE = 'by manifests/generate.ts; do not edit.';
const WORKLOADS = 'webhook/core/matching/workloads.ts';
/** As prettier would have it. */
const style = { lineWidth: 0, singleQuote: true, flowCollectionPadding: false } as const;

export type File = [path: string, text: string];

/** Folders that hold copies and nothing else, so that what no longer has an original goes. */
export const mirrored: readonly string[] = [`${CHART}/crds`, `${BASE}/crds`];

export const derived = (): Map<string, string> =>
  new Map([
    ...crds(),
    ...conditions(),
    ...guards(),
    ...versions(),
    ...prometheusRules(),
    ...dashboards(),
    readme(),
  ]);

/** Copies, because neither a packaged chart nor a kustomization may reach outside its folder. */
const crds = (): File[] =>
  yamlFilesIn('manifests/crds').flatMap((path) =>
    mirrored.map((folder): File => [`${folder}/${basename(path)}`, read(path)]),
  );

function conditions(): File[] {
  const create = createConditions();
  const judge = judgeConditions();
  const update = updateConditions();
  const binding = bindingConditions();
  return [
    [`${CHART}/files/binding-conditions.yaml`, ofTheTable(binding)],
    [`${CHART}/files/create-conditions.yaml`, ofTheTable(create)],
    [`${CHART}/files/judge-conditions.yaml`, ofTheTable(judge)],
    [`${CHART}/files/judge-conditions-dra.yaml`, ofTheTable(judgeConditions(true))],
    [`${DRA}/match-conditions.yaml`, claimConditions()],
    [`${CHART}/files/update-conditions.yaml`, ofTheTable(update)],
    edited(`${BASE}/mutating-webhook.yaml`, (file) => {
      file.setIn(['webhooks', 0, 'matchConditions'], create);
    }),
    edited(`${BASE}/validating-webhook.yaml`, (file) => {
      file.setIn(['webhooks', 0, 'matchConditions'], judge);
      file.setIn(['webhooks', 1, 'matchConditions'], update);
      file.setIn(['webhooks', 2, 'matchConditions'], binding);
      for (const { at, rules, rows } of news) {
        file.setIn(['webhooks', at, 'rules'], rules);
        file.setIn(['webhooks', at, 'matchConditions'], rows);
      }
    }),
    ...news.flatMap(({ name, rules, rows }): File[] => [
      [`${CHART}/files/${name}-rules.yaml`, ofWorkloads(rules)],
      [`${CHART}/files/${name}-conditions.yaml`, ofWorkloads(rows)],
    ]),
  ];
}

const ofWorkloads = (rows: readonly object[]): string =>
  `# From ${WORKLOADS}, ${NOTE}\n${yaml(rows)}`;

/** What makes pods is told of them; where in the base its webhooks stand. */
const news = [
  { at: 4, name: 'workload', rules: sent(workloads, 'v1'), rows: workloadConditions() },
  {
    at: 5,
    name: 'custom-workload',
    rules: sent(customWorkloads, '*'),
    rows: customWorkloadConditions(),
  },
];

/** Lists of its own for each rule: what is the same twice becomes an alias in YAML. */
function sent(of: readonly WorkloadRule[], version: string): object[] {
  return of.map(({ group, resources }) => ({
    operations: ['CREATE', 'UPDATE'],
    apiGroups: [group],
    apiVersions: [version],
    resources,
    scope: 'Namespaced',
  }));
}

/** As a JSON Patch of the base. */
const claimConditions = (): string => {
  const path = '/webhooks/0/matchConditions';
  const patch = [{ op: 'replace', path, value: judgeConditions(true) }];
  return `# From webhook/core/governed.ts, ${NOTE}\n${yaml(patch)}`;
};

const ofTheTable = (rows: readonly MatchCondition[]): string =>
  `# From webhook/core/governed.ts, ${NOTE}\n${yaml(rows)}`;

/** The chart holds both, so that no template has to edit a policy. */
const guards = (): File[] => [
  [`${CHART}/files/guards/observe.yaml`, guardsIn('observe')],
  [`${CHART}/files/guards/enforce.yaml`, guardsIn('enforce')],
  [`${BASE}/guards.yaml`, guardsIn('observe')],
  [`${ENFORCE}/guards.yaml`, guardsIn('enforce')],
];

function guardsIn(mode: 'observe' | 'enforce'): string {
  const policy = parseDocument(read('policies/guards.yaml'));
  policy.setIn(['spec', 'mode'], mode);
  return `# The built-in guardrails. From policies/guards.yaml, ${NOTE}\n${yaml(policy.toJS())}`;
}

function versions(): File[] {
  const version = String(parse(read('package.json')).version);
  return [
    edited(`${CHART}/Chart.yaml`, (file) => {
      file.set('version', version);
      file.set('appVersion', version);
    }),
    edited(`${BASE}/deployment.yaml`, (file) => {
      const image = ['spec', 'template', 'spec', 'containers', 0, 'image'];
      const [repository = ''] = String(file.getIn(image)).split(':');
      file.setIn(image, `${repository}:${version}`);
    }),
  ];
}

/** The same rules for the Prometheus operator, which takes objects and no files. */
const prometheusRules = (): File[] => [
  prometheusRule('recording-rules', 'prometheus-rule', 'tranche-gpu-usage'),
  prometheusRule('alerting-rules', 'prometheus-rule-alerts', 'tranche-alerts'),
];

function prometheusRule(from: string, to: string, name: string): File {
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name, labels: { 'app.kubernetes.io/name': 'tranche' } },
    spec: parse(read(`${PROMETHEUS}/${from}.yaml`)),
  };
  const text = `# From ${PROMETHEUS}/${from}.yaml, ${NOTE}\n${yaml(rule)}`;
  return [`${PROMETHEUS}/${to}.yaml`, text];
}

/** For whoever imports one, and for the chart, which may not reach outside its folder. */
const dashboards = (): File[] =>
  boards.flatMap((board) => {
    const text = `${JSON.stringify(dashboardOf(board), undefined, 2)}\n`;
    return ['manifests/grafana', `${CHART}/files/dashboards`].map((folder): File => [
      `${folder}/${board.name}.json`,
      text,
    ]);
  });

const readme = (): File => [
  'manifests/README.md',
  valuesTable(read('manifests/README.md'), read(`${CHART}/values.yaml`)),
];

/** Comments and the order of keys stay. */
function edited(path: string, edit: (file: Document) => void): File {
  const file = parseDocument(read(path));
  edit(file);
  return [path, file.toString(style)];
}

const yaml = (value: unknown): string => stringify(value, style);
