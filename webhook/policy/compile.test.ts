import { describe, expect, test } from '@jest/globals';
import { compile } from './compile.ts';
import { catalogue, faultLines, object, policy, read } from './example.ts';

const head = 'apiVersion: tranche.dev/v1alpha1\nkind:';
const quota = (name: string, ...namespaces: string[]): string =>
  `${head} GpuQuota\nmetadata: {name: ${name}}\nspec:\n  namespaces: [${namespaces.join(', ')}]\n`;
const profile = (name: string, product = 'H100-80GB', container = 'server'): string =>
  `${head} GpuProfile\nmetadata: {name: ${name}, namespace: speech}\nspec:\n  workload: {kind: Deployment, name: whisper}\n` +
  `  containers:\n  - {name: ${container}, revision: r, measuredOn: ${product}, vramMaxMiB: 1, hours: 1, samples: 1}\n`;

describe('faults that take two', () => {
  test('two quotas naming one namespace: the fault names both places', () => {
    expect(
      faultLines(
        ...read(quota('speech', 'asr', 'tts'), 'one.yaml'),
        ...read(quota('voice', 'tts'), 'two.yaml'),
      ),
    ).toEqual([
      'two.yaml:5:16: /spec/namespaces/0 names tts, which GpuQuota speech names already (one.yaml:5:21)',
    ]);
  });

  test('one quota naming a namespace twice', () => {
    expect(faultLines(...read(quota('speech', 'asr', 'asr')))).toEqual([
      'a.yaml:5:21: /spec/namespaces/1 names asr, which GpuQuota speech names already (a.yaml:5:16)',
    ]);
  });

  test('two objects of one kind and name', () => {
    expect(
      faultLines(
        ...read(quota('speech', 'a'), 'one.yaml'),
        ...read(quota('speech', 'b'), 'two.yaml'),
      ),
    ).toEqual([
      'two.yaml:3:18: /metadata/name is speech, and there is such a GpuQuota speech already (one.yaml:3:18)',
    ]);
  });

  test('tests of policies may lie among them under any names, and change nothing', () => {
    const cases = [{ name: 'a', pod: { kind: 'Pod' }, expect: { verdict: 'leave' } }];
    const suite = object('PolicyTest', 'mine', { policies: ['policy.yaml'], cases });
    const alone = compile([policy('a', {})]);
    const among = compile([policy('a', {}), suite, suite]);
    expect(alone.ok && among.ok && among.set.hash === alone.set.hash).toBe(true);
  });

  test('a copy of what we ship is one fault, and told what to do', () => {
    const ours = catalogue('nvidia', ['H100-80GB', 'L4']);
    const compiled = compile([ours, catalogue('nvidia', ['H100-80GB', 'L4'])]);
    expect(compiled).toMatchObject({
      faults: [
        {
          pointer: '/metadata/name',
          help: 'GpuCatalogue nvidia comes with Tranche: leave this copy out, or keep in it only what is yours, under another name',
        },
      ],
    });
  });

  test('two rows for one container of a workload', () => {
    const faults = faultLines(
      catalogue(),
      ...read(profile('a'), 'one.yaml'),
      ...read(profile('b'), 'two.yaml'),
    );
    expect(faults).toEqual([
      'two.yaml:7:5: /spec/containers/0 has figures for container server of speech/Deployment/whisper, and GpuProfile speech/a has others (one.yaml:7:5)',
    ]);
  });

  test('figures of a product the catalogue lacks, with those it has', () => {
    expect(
      faultLines(catalogue('c', ['H100-80GB', 'L4']), ...read(profile('a', 'H100-80'))),
    ).toEqual([
      'a.yaml:7:45: /spec/containers/0/measuredOn must be a product of the catalogue, got H100-80',
    ]);
  });

  test('a policy that lists a product the catalogue lacks', () => {
    expect(faultLines(catalogue(), policy('p', { sharing: { products: ['B200'] } }))).toEqual([
      'GpuPolicy p: /spec/sharing/products/0 must be a product of the catalogue, got B200',
    ]);
  });

  test('two products with one label', () => {
    expect(faultLines(catalogue('a', ['L4']), catalogue('b', ['L4']))).toEqual([
      'GpuCatalogue b: /spec/products/0/name is L4, as is that of L4 of GpuCatalogue a (GpuCatalogue a)',
      'GpuCatalogue b: /spec/products/0/labels/0 is NVIDIA-L4, as is that of L4 of GpuCatalogue a (GpuCatalogue a)',
    ]);
  });

  test('all at once, in the order of their places', () => {
    const text = [quota('a', 'x'), quota('b', 'x'), quota('c', 'x')].join('---\n');
    expect(
      faultLines(...read(text), ...read(profile('p', 'none'), 'b.yaml')).map(
        (line) => line.split(' ')[0],
      ),
    ).toEqual(['a.yaml:11:16:', 'a.yaml:17:16:', 'b.yaml:7:45:']);
  });
});

describe('what one document cannot mean', () => {
  test('a policy that gives a class and asks for one', () => {
    expect(faultLines(policy('p', { class: 'batch', match: { classes: ['serving'] } }))).toEqual([
      'GpuPolicy p: /spec/match/classes cannot be asked for by a policy that gives a class (batch)',
    ]);
  });

  test('a rung below whole', () => {
    expect(faultLines(policy('p', { sharing: { ladder: { serving: ['whole', 'mig'] } } }))).toEqual(
      [
        'GpuPolicy p: /spec/sharing/ladder/serving/0 puts whole before mig, which would never be tried',
      ],
    );
  });

  test.each([
    ['Exists', ['x'], 'must have no values for Exists, has 1'],
    ['In', [], 'must have at least one value for In, has 0'],
    ['Gt', ['1', '2'], 'must have one value for Gt, has 2'],
  ])('a condition %s with the values %j', (operator, values, says) => {
    expect(
      faultLines(policy('p', { sharing: { require: [{ key: 'k', operator, values }] } })),
    ).toEqual([`GpuPolicy p: /spec/sharing/require/0/values ${says}`]);
  });

  test.each([
    [
      'a pool of a class that the conditions for all rule out',
      {
        require: [{ key: 'tier', operator: 'NotIn', values: ['spot'] }],
        pools: { batch: { nodeLabels: { tier: 'spot' } } },
      },
      '/pools/batch/nodeLabels/tier is spot, and require asks for tier NotIn spot: no node is both',
    ],
  ])('%s', (_, sharing, says) => {
    expect(faultLines(policy('p', { sharing }))).toEqual([`GpuPolicy p: /spec/sharing${says}`]);
  });

  test('a time that does not exist', () => {
    const text = `${head} World\nspec: {readAt: '2026-13-41T00:00:00Z'}\n`;
    expect(faultLines(...read(text))).toEqual([
      'a.yaml:3:16: /spec/readAt must be a time that exists, got 2026-13-41T00:00:00Z',
    ]);
  });

  test('a partition larger than its card', () => {
    const product = {
      name: 'X1',
      labels: ['X1'],
      memoryMiB: 1000,
      sms: 10,
      computeSlices: 7,
      memorySlices: 8,
      source: 's',
    };
    const slice = {
      name: '1g.5gb',
      memoryMiB: 5000,
      sms: 1,
      computeSlices: 1,
      memorySlices: 1,
      max: 7,
      decoders: 0,
      source: 's',
    };
    expect(
      faultLines(object('GpuCatalogue', 'c', { products: [{ ...product, profiles: [slice] }] })),
    ).toEqual([
      'GpuCatalogue c: /spec/products/0/profiles/0/memoryMiB is 5000, more than the 1000 of X1',
    ]);
  });
});
