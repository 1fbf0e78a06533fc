/** Guardrails of one rule beside each other, and what a policy says that can never hold. */
import { describe, expect, test } from '@jest/globals';
import { menuOf } from '../../core/menu/menu-of.ts';
import { catalogue } from '../../core/testing/catalogue.ts';
import { mixed } from '../../core/testing/nodes.ts';
import { lineOf, policy, read } from '../example.ts';
import { lint, type Cluster } from './lint.ts';

const NOW = { readAt: 0 };
type Documents = Parameters<typeof lint>[0];
const found = (documents: Documents, cluster: Cluster = NOW): string[] =>
  lint(documents, cluster).map((one) => `${one.rule} ${one.pointer} ${one.says}`);

const naming = (rule: string, parameters: object, more: object = {}) => [
  { rule: `guard/${rule}`, severity: 'deny', parameters, ...more },
];
const house = (name: string, guards: object[], more: object = {}) =>
  policy(name, { mode: 'enforce', guards, ...more });

const at = (namespace: string) => ({ match: { namespaces: [namespace] } });
const cards = (more: object, ...products: string[]) => naming('products', { products, ...more });
const beside = (a: object[], b: object[]) => found([house('a', a), house('b', b)]);
const gpus = (perPod: number) => naming('max-gpus', { perPod });
const adding = (documents: Documents) =>
  found(documents).filter((one) => one.includes('redundant'));
const asking = (cel: string) =>
  policy('a', { match: { conditions: [{ name: 'c', cel }] }, sharing: {} });
const laddered = (classes: string[]) =>
  policy('a', {
    match: { classes },
    sharing: { ladder: { serving: ['mig'], default: ['mig'] } },
  });
const images = (name: string, priority: number, glob: string) =>
  policy(name, { priority, match: { images: [glob] }, sharing: {} });

describe('two guardrails that refuse, of one rule', () => {
  const least = naming('cpu', { leastCores: 8 });
  const most = naming('cpu', { mostCores: 4 });
  const contradicted =
    'lint/contradict /spec/guards/0/parameters cannot be met together with those of GpuPolicy a';

  test('cannot be met by any pod', () => {
    const lab = { match: { namespaces: ['lab'] } };
    for (const [first, second] of [
      [least, most],
      [most, least],
    ] as const)
      expect(found([house('a', first), house('b', second, lab)])).toEqual([
        expect.stringContaining('no pod has leastCores of one and mostCores of the other'),
      ]);
    expect(found([house('a', least), house('b', most)])[0]).toContain(contradicted);
  });

  test('can be met where the figures leave room, or measure another thing', () => {
    expect(found([house('a', least), house('b', naming('cpu', { mostCores: 8 }))])).toEqual([]);
    const whole = naming('cpu', { mostCores: 4, ofPod: true });
    expect(found([house('a', least), house('b', whole)])).toEqual([]);
  });

  test('contradict nothing where one refuses nobody, or they look at different pods', () => {
    expect(found([house('a', least), house('b', most, { mode: 'warn' })])).toEqual([]);
    expect(found([house('a', least, at('x')), house('b', most, at('y'))])).toEqual([]);
    expect(
      found([
        house('a', naming('cpu', { leastCores: 8 }, { except: ['x'] })),
        house('b', most, at('x')),
      ]),
    ).toEqual([]);
  });

  test('name products, and none that both take', () => {
    expect(beside(cards({}, 'L4'), cards({}, 'H100-80GB'))).toEqual([
      expect.stringContaining('so every pod that selects a card is refused'),
    ]);
    expect(beside(cards({ strict: true }, 'L4'), cards({}, 'H100-80GB'))).toEqual([
      expect.stringContaining('so every pod is refused'),
    ]);
    expect(beside(cards({}, 'L4', 'A10'), cards({}, 'H100-80GB', 'L4'))).toEqual([]);
  });
});

describe('a guardrail adds nothing', () => {
  test('where another holds the same pods to less', () => {
    expect(adding([house('a', gpus(2)), house('b', gpus(8))])).toEqual([
      expect.stringContaining('adds nothing: GpuPolicy a'),
    ]);
    const cpu = (parameters: object) => naming('cpu', parameters);
    expect(
      adding([
        house('a', cpu({ leastCores: 4, mostCores: 8 })),
        house('b', cpu({ leastCores: 2 })),
      ]),
    ).toHaveLength(1);
    expect(
      adding([
        house('a', cpu({ leastCores: 4 })),
        house('b', cpu({ leastCores: 2, mostCores: 8 })),
      ]),
    ).toEqual([]);
    expect(adding([house('a', gpus(2)), house('b', naming('max-gpus', { perTeam: 8 }))])).toEqual(
      [],
    );
  });

  test('unless the other passes over some of its pods', () => {
    const passing = naming('own-keys', {}, { except: ['lab'] });
    const all = naming('own-keys', {});
    expect(adding([house('a', passing), house('b', all)])).toEqual([
      'lint/redundant /spec/guards/0 adds nothing: GpuPolicy b (GpuPolicy b) holds the same pods to guard/own-keys, as strictly',
    ]);
    expect(
      adding([house('a', passing), house('b', naming('own-keys', {}, { except: ['vision'] }))]),
    ).toEqual([]);
  });
});

describe('what can never hold', () => {
  test('a condition', () => {
    for (const cel of ['false', '(false)', '!true'])
      expect(found([asking(cel)])).toEqual([
        'lint/never /spec/match/conditions/0/cel never holds, so the policy matches no pod',
      ]);
    expect(found([asking('has(object.spec.x)')])).toEqual([]);
  });

  test('a rung for a class that the policy does not match', () => {
    expect(found([laddered(['batch'])])).toEqual([
      'lint/no-class /spec/sharing/ladder/serving is for class serving, and the policy matches batch only',
    ]);
    expect(found([laddered(['batch', 'serving'])])).toEqual([]);
    expect(found([laddered([])])).toEqual([]);
  });

  test('terms of images that a wider list takes before', () => {
    expect(found([images('a', 4, '*'), images('b', 3, 'vllm*')])).toEqual([
      expect.stringContaining('lint/shadowed /spec/sharing never holds'),
    ]);
    expect(found([images('a', 4, 'vllm*'), images('b', 3, '*')])).toEqual([]);
  });
});

const TEXT = (spec: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: {name: a}\nspec:\n  sharing: ${spec}\n`;

describe('in a cluster', () => {
  const cluster = { ...NOW, menu: menuOf([mixed('mig', 'h100', { '1g.10gb': 7 })], catalogue) };
  const lines = (spec: string) => lint(read(TEXT(spec)), cluster).map(lineOf);

  test('a rung that nobody wrote is not told of', () => {
    expect(lines('{}')).toEqual([]);
    expect(lines('{ladder: {batch: [mig]}}')).toEqual([]);
    const shared = 'timeSlice: {trustDomain: cluster}, mps: {trustDomain: cluster}';
    expect(lines(`{ladder: {batch: [mps]}, ${shared}}`)).toHaveLength(1);
    expect(lines(`{ladder: {default: [mig, timeSlice]}, ${shared}}`)).toHaveLength(1);
    expect(lines(`{ladder: {default: [timeSlice, mig]}, ${shared}}`)).toHaveLength(1);
  });

  test('a floor of the very size of the largest slice leaves that slice', () => {
    expect(lines('{floor: {vram: 9984Mi}}')).toEqual([]);
    expect(lines('{floor: {vram: 9985Mi}}')).toHaveLength(1);
  });
});

const alone = (spec: string) => lint(read(TEXT(spec)), NOW).map(lineOf);

describe('a rung of shared cards', () => {
  const ladder = 'ladder: {notebook: [timeSlice, mig]}';

  test('is never taken where the policy gives no pool of them', () => {
    expect(alone(`{${ladder}}`)).toEqual([
      'a.yaml:5:33: /spec/sharing/ladder/notebook/0 is timeSlice, and the policy gives no pool for it, so it is never taken',
    ]);
    expect(alone(`{${ladder}, timeSlice: {trustDomain: cluster}}`)).toEqual([]);
    expect(alone(`{${ladder}, timeSlice: {pools: [{nodeLabels: {pool: lab}}]}}`)).toEqual([]);
    expect(alone('{}')).toEqual([]);
  });
});

const exempt = (...rules: string[]): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuExemption\nmetadata: {name: e}\nspec:
  owner: lab\n  reason: why\n  expires: '2000-01-01T00:00:00Z'\n  rules: [${rules.join(', ')}]\n  match: {namespaces: [lab]}\n`;
const told = (text: string, ...documents: Documents) =>
  found([...read(text), ...documents]).filter((one) => one.includes('unneeded'));

describe('an exemption from a rule', () => {
  const named = house('a', naming('spot', {}));

  test('that no policy names is told, unless we bring it along or no policy names any', () => {
    expect(told(exempt('guard/privileged', 'guard/spot'), named)).toEqual([
      'lint/exemption-unneeded /spec/rules/0 is guard/privileged, and no policy here names it',
    ]);
    expect(told(exempt('guard/own-keys', "'guard/*'"), named)).toEqual([]);
    expect(told(exempt('guard/privileged'))).toEqual([]);
  });
});
