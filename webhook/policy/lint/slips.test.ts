/** Slips by which a policy never matches, refuses everybody, or says two things at once. */
import { describe, expect, test } from '@jest/globals';
import { menuOf } from '../../core/menu/menu-of.ts';
import { catalogue } from '../../core/testing/catalogue.ts';
import { cards } from '../../core/testing/nodes.ts';
import { lineOf, read } from '../example.ts';
import { lint, type Cluster } from './lint.ts';

const policyText = (name: string, spec: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: {name: ${name}}\nspec:\n${spec.replaceAll(/^/gm, '  ')}\n`;

const found = (texts: readonly string[], cluster: Partial<Cluster>): string[] =>
  lint(read(texts.join('---\n')), { readAt: 0, ...cluster }).map(
    (one) => `${one.rule} ${lineOf(one)}`,
  );

interface Row {
  readonly name: string;
  readonly texts: readonly string[];
  readonly cluster?: Partial<Cluster>;
  readonly want: readonly string[];
}

const SHARING = 'sharing: {}';
const cluster: Partial<Cluster> = { menu: menuOf([cards('whole', 'h100')], catalogue) };
const allowing = (products: string): string =>
  `guards: [{rule: guard/products, severity: deny, parameters: {products: [${products}]}}]`;
const setting = (memory: string, severity = 'warn'): string =>
  `{rule: guard/memory, severity: ${severity}, parameters: {setMemory: ${memory}}}`;
const asking = (cores: number, severity: string): string =>
  `{rule: guard/cpu, severity: ${severity}, parameters: {leastCores: ${cores}}}`;

const labelled: Partial<Cluster> = {
  labels: [{ tier: 'dev', team: 'a' }, { tier: 'prod' }],
};

const slips: readonly Row[] = [
  {
    name: 'labels that no namespace has',
    texts: [policyText('a', `match: {namespaceLabels: {tier: devv, owner: x}}\n${SHARING}`)],
    cluster: labelled,
    want: [
      'lint/no-label a.yaml:5:35: /spec/match/namespaceLabels/tier asks for tier=devv, and no namespace has that',
      'lint/no-label a.yaml:5:48: /spec/match/namespaceLabels/owner asks for owner=x, and no namespace has that',
    ],
  },
  {
    name: 'labels that no namespace has together',
    texts: [policyText('a', `match: {namespaceLabels: {tier: prod, team: a}}\n${SHARING}`)],
    cluster: labelled,
    want: [
      'lint/no-label a.yaml:5:28: /spec/match/namespaceLabels asks for tier=prod and team=a, and no namespace has all of them',
    ],
  },
  {
    name: 'labels that one has, and labels of which nothing is known',
    texts: [policyText('a', `match: {namespaceLabels: {tier: dev, team: a}}\n${SHARING}`)],
    cluster: labelled,
    want: [],
  },
  {
    name: 'labels where no namespace is known',
    texts: [policyText('a', `match: {namespaceLabels: {tier: devv}}\n${SHARING}`)],
    want: [],
  },
  {
    name: 'a guardrail that allows only cards that no node has',
    texts: [policyText('a', allowing('L4, A10'))],
    cluster,
    want: [
      'lint/no-product a.yaml:5:74: /spec/guards/0/parameters/products names L4, A10, and no node has such a card: guard/products objects to every pod it looks at',
    ],
  },
  {
    name: 'one that allows a card that is there, and one that is not yet',
    texts: [policyText('a', allowing('L4, H100-80GB'))],
    cluster,
    want: [],
  },
  {
    name: 'kinds as kubectl takes them',
    texts: [policyText('a', `match: {ownerKinds: [deployment, Jobs]}\n${SHARING}`)],
    want: [
      'lint/no-kind a.yaml:5:24: /spec/match/ownerKinds/0 is deployment, which no owner of a pod is called: kinds are compared letter by letter',
      'lint/no-kind a.yaml:5:36: /spec/match/ownerKinds/1 is Jobs, which no owner of a pod is called: kinds are compared letter by letter',
    ],
  },
  {
    name: 'kinds as owner references have them, and one of a stranger',
    texts: [policyText('a', `match: {ownerKinds: [Deployment, Job, flyteworkflow]}\n${SHARING}`)],
    want: [],
  },
  {
    name: 'a guardrail that its own policy names again, and otherwise',
    texts: [policyText('a', `guards: [${setting('4Gi')}, ${setting('8Gi', 'deny')}]`)],
    want: [
      'lint/twice a.yaml:5:80: /spec/guards/1 says setMemory of guard/memory again, and otherwise than a.yaml:5:12',
    ],
  },
  {
    name: 'one that warns at one figure and refuses at another, or sets besides',
    texts: [
      policyText(
        'a',
        `mode: enforce\nguards: [${asking(8, 'warn')}, ${asking(4, 'deny')}, ${setting('4Gi')}]`,
      ),
    ],
    want: [],
  },
];

describe('a slip', () => {
  test.each(slips)('$name', ({ texts, cluster: of = {}, want }) => {
    expect(found(texts, of)).toEqual(want);
  });

  test('is answered with what was meant', () => {
    const text = policyText(
      'a',
      `match: {namespaceLabels: {tier: devv}, ownerKinds: [job]}\n${SHARING}`,
    );
    const help = lint(read(text), { readAt: 0, ...labelled }).map((one) => one.help);
    expect(help).toEqual(['did you mean dev?', 'did you mean Job?']);
  });
});
