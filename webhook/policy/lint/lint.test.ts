import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { menuOf } from '../../core/menu/menu-of.ts';
import { catalogue } from '../../core/testing/catalogue.ts';
import { cards, mixed } from '../../core/testing/nodes.ts';
import { lineOf, read, subject } from '../example.ts';
import { lintRules } from './finding.ts';
import { lint, type Cluster } from './lint.ts';

const HEAD = 'apiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: ';

const policyText = (name: string, spec: string): string =>
  `${HEAD}{name: ${name}}\nspec:\n${spec.replaceAll(/^/gm, '  ')}\n`;

function found(texts: readonly string[], cluster: Partial<Cluster> = {}): string[] {
  return lint(read(texts.join('---\n')), { readAt: READ_AT, ...cluster }).map(
    (one) => `${one.rule} ${lineOf(one)}`,
  );
}

const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];
const READ_AT = Date.parse('2026-11-21T00:00:00Z') / 1000;

const cluster: Partial<Cluster> = {
  menu: menuOf(nodes, catalogue),
  namespaces: new Set(['speech', 'vision', 'research']),
};

interface Row {
  readonly name: string;
  readonly texts: readonly string[];
  readonly cluster?: Partial<Cluster>;
  /** None: nothing is found. */
  readonly want: readonly string[];
}

const SHARING = 'sharing: {}';
const NAMED = 'guards: [{rule: guard/own-keys, severity: deny}]';

const rows: readonly Row[] = [
  {
    name: 'a policy that says nothing',
    texts: [policyText('a', 'mode: warn')],
    want: [
      'lint/nothing a.yaml:5:3: /spec says nothing: it has neither sharing, guards, class nor identity',
    ],
  },
  {
    name: 'one that another of higher priority always comes before',
    texts: [
      policyText('wide', `priority: 5\nmatch: {namespaces: ['team-*']}\n${SHARING}`),
      policyText('narrow', `match: {namespaces: [team-a]}\n${SHARING}`),
    ],
    want: [
      'lint/shadowed a.yaml:14:12: /spec/sharing never holds: GpuPolicy wide (a.yaml:1:1) matches all that it matches, and its priority is 5',
    ],
  },
  {
    name: 'a narrower one of a higher priority is how it is meant',
    texts: [
      policyText('wide', SHARING),
      policyText('narrow', `priority: 5\nmatch: {namespaces: [team-a]}\n${SHARING}`),
    ],
    want: [],
  },
  {
    name: 'two that may meet and have one priority',
    texts: [
      policyText('by-label', `match: {podLabels: {tier: a}}\n${SHARING}`),
      policyText('by-space', `match: {namespaces: [speech]}\n${SHARING}`),
    ],
    want: [
      'lint/tie a.yaml:12:3: /spec/priority is the same as that of GpuPolicy by-label (a.yaml:1:1), which wins by its name where both match',
    ],
  },
  {
    name: 'two of one priority that never meet',
    texts: [
      policyText('a', `match: {namespaces: [speech]}\n${SHARING}`),
      policyText('b', `match: {namespaces: [vision]}\n${SHARING}`),
    ],
    want: [],
  },
  {
    name: 'a guardrail that another policy has already',
    texts: [
      policyText('all', `mode: enforce\n${NAMED}`),
      policyText('some', `mode: enforce\nmatch: {namespaces: [speech]}\n${NAMED}`),
    ],
    want: [
      'lint/redundant a.yaml:14:12: /spec/guards/0 adds nothing: GpuPolicy all (a.yaml:1:1) holds the same pods to guard/own-keys, as strictly',
    ],
  },
  {
    name: 'a guardrail that is stricter for some',
    texts: [
      policyText('all', `mode: warn\n${NAMED}`),
      policyText('some', `mode: enforce\nmatch: {namespaces: [speech]}\n${NAMED}`),
    ],
    want: [],
  },
  {
    name: 'a guardrail held to another figure',
    texts: [
      policyText(
        'all',
        'mode: enforce\nguards: [{rule: guard/max-gpus, severity: deny, parameters: {perPod: 8}}]',
      ),
      policyText(
        'some',
        'mode: enforce\nmatch: {namespaces: [speech]}\nguards: [{rule: guard/max-gpus, severity: deny, parameters: {perPod: 2}}]',
      ),
    ],
    want: [],
  },
  {
    name: 'a guardrail that is said twice is told once',
    texts: [policyText('a', `mode: enforce\n${NAMED}`), policyText('b', `mode: enforce\n${NAMED}`)],
    want: [
      'lint/redundant a.yaml:13:12: /spec/guards/0 adds nothing: GpuPolicy a (a.yaml:1:1) holds the same pods to guard/own-keys, as strictly',
    ],
  },
  {
    name: 'a guardrail that passes over all it could look at',
    texts: [
      policyText(
        'a',
        "match: {namespaces: [gpu-operator]}\nguards: [{rule: guard/own-keys, severity: deny, except: ['gpu-*']}]",
      ),
    ],
    want: [
      'lint/excepted a.yaml:6:59: /spec/guards/0/except passes over every namespace that the policy matches, so the rule never looks',
    ],
  },
  {
    name: 'namespaces that are not there, with what was meant',
    texts: [policyText('a', `match: {namespaces: [speach, 'team-*']}\n${SHARING}`)],
    cluster: { namespaces: cluster.namespaces ?? new Set() },
    want: [
      'lint/no-namespace a.yaml:5:24: /spec/match/namespaces/0 is speach, and there is no such namespace',
    ],
  },
  {
    name: 'a mechanism that nobody offers',
    texts: [
      policyText('a', 'sharing: {ladder: {default: [mps, mig]}, mps: {trustDomain: cluster}}'),
    ],
    cluster,
    want: [
      'lint/nobody-serves a.yaml:5:32: /spec/sharing/ladder/default/0 is mps, and neither a node nor a declared pool offers that',
    ],
  },
  {
    name: 'nodes that are not there',
    texts: [
      policyText(
        'a',
        'sharing:\n  ladder: {default: [mig]}\n  pools: {notebook: {nodeLabels: {pool: lab}}}\n  require: [{key: zone, operator: In, values: [a]}]',
      ),
    ],
    cluster,
    want: [
      'lint/no-node a.yaml:7:36: /spec/sharing/pools/notebook/nodeLabels asks for pool=lab, and no node with GPUs has that',
      'lint/no-node a.yaml:8:15: /spec/sharing/require/0 asks for zone In a, and no node with GPUs has that',
    ],
  },
  {
    name: 'cards that no node has, and a floor above every slice',
    texts: [
      policyText(
        'a',
        'sharing:\n  ladder: {default: [mig]}\n  products: [L4]\n  floor: {vram: 40Gi}',
      ),
    ],
    cluster,
    want: [
      'lint/no-product a.yaml:7:16: /spec/sharing/products/0 is L4, and no node has such a card',
      'lint/floor a.yaml:8:19: /spec/sharing/floor/vram is 40Gi, and the largest slice has 9984 MiB: everything stays whole',
    ],
  },
];

const exemption = (expires: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuExemption\nmetadata: {name: tuner}\nspec:
  owner: team-lab
  reason: its driver needs the node
  expires: '${expires}'
  rules: [guard/privileged]
  match: {namespaces: [lab], ownerNames: [tuner]}\n`;

const living = (ownerName: string) => () => [subject({ namespace: 'lab', ownerName })];

const ofExemptions: readonly Row[] = [
  {
    name: 'an exemption that has ended',
    texts: [exemption('2026-11-20T00:00:00Z')],
    want: [
      'lint/exemption-ended a.yaml:7:12: /spec/expires was 2026-11-20T00:00:00Z: it has no effect any more',
    ],
  },
  {
    name: 'one that is about to',
    texts: [exemption('2026-12-01T00:00:00Z')],
    want: [
      'lint/exemption-ending a.yaml:7:12: /spec/expires is 2026-12-01T00:00:00Z, less than 14 days away',
    ],
  },
  {
    name: 'one that matches nobody',
    texts: [exemption('2027-03-01T00:00:00Z')],
    cluster: { living: living('trainer') },
    want: ['lint/exemption-idle a.yaml:9:10: /spec/match matches no pod of this World'],
  },
  {
    name: 'one that somebody needs',
    texts: [exemption('2027-03-01T00:00:00Z')],
    cluster: { living: living('tuner') },
    want: [],
  },
];

describe('a set of policies without faults', () => {
  test.each([...rows, ...ofExemptions])('$name', ({ texts, cluster: of = {}, want }) => {
    expect(found(texts, of)).toEqual(want);
  });
});

test('each rule is on the page', () => {
  const page = readFileSync(new URL('../../../policies/README.md', import.meta.url), 'utf8');
  for (const rule of lintRules) expect(page).toContain(`\`${rule}\``);
});
