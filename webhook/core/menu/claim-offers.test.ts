import { describe, expect, test } from '@jest/globals';
import { menuOf } from './menu-of.ts';
import type { NodeFacts } from './node.ts';
import type { Pod } from '../pod.ts';
import { propose } from '../propose.ts';
import type { FractionTerms } from '../terms.ts';
import { catalogue } from '../testing/catalogue.ts';
import { claims, mixed, type Parts } from '../testing/nodes.ts';
import { NAMESPACE, podOf, reviewOf } from '../testing/pods.ts';
import { passedOver, told } from '../testing/told.ts';
import { profilesFor, proposed, termsOf, worldOf } from '../testing/world.ts';

const H100 = { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' };
const small = { name: 'small', profile: '1g.10gb', count: 4 };
const on = (name: string, all = [small], parts: Parts = { labels: H100 }) =>
  claims(name, 'h100', all, parts);
const nodes = [on('n')];

const terms = (more = {}) => termsOf({ ladder: ['dra', 'mig'], ...more });
const used = { vramMaxMiB: 6000, smP95: 0.05 };
const WHOLE = 'nvidia.com/gpu: 1';
const SMALL = 'H100-80GB claim small';

describe('a device by claim', () => {
  const table: {
    name: string;
    pod?: Pod;
    nodes?: readonly NodeFacts[];
    terms?: object;
    want: string;
  }[] = [
    { name: 'takes the place of a card', want: `${SMALL}: fit/dra` },
    {
      name: 'is not taken where the ladder does not name it',
      terms: { ladder: ['mig'] },
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is for pods of the namespace of its template',
      pod: podOf({}, { namespace: 'vision' }),
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is passed over for the next rung while all are held',
      nodes: [
        on('n', [small], { labels: H100, used: { 'claim:speech/small': 4 } }),
        mixed('m', 'h100', { '1g.10gb': 1 }),
      ],
      want: 'H100-80GB nvidia.com/mig-1g.10gb: fit/mig',
    },
    {
      name: 'may be asked for by a name that a class serves',
      nodes: [on('n', [{ ...small, name: 'nvidia.com/mig-1g.10gb' }])],
      want: 'H100-80GB nvidia.com/mig-1g.10gb: fit/dra',
    },
    {
      name: 'needs no label of its node',
      nodes: [on('n', [small], {})],
      want: `${SMALL}: fit/dra`,
    },
    {
      name: 'is not chosen where another node gives another device by it',
      nodes: [on('n'), on('o', [{ ...small, profile: '3g.40gb' }])],
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'is, where labels keep the pod from that node',
      nodes: [
        on('n'),
        claims('o', 'a100', [{ ...small, profile: '1g.5gb' }], {
          labels: { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-40GB' },
        }),
      ],
      want: `${SMALL}: fit/dra`,
    },
    {
      name: 'is not chosen where the same node may give a card by it',
      nodes: [on('n', [small, { name: 'small', count: 1 } as typeof small])],
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'counts for its smallest where a name gives several',
      nodes: [on('n', [small, { ...small, profile: '2g.20gb' }])],
      pod: podOf(),
      want: `${SMALL}: fit/dra`,
    },
    {
      name: 'of a product that the catalogue does not know is nothing to go by',
      nodes: [
        {
          ...on('n'),
          claimable: (on('n').claimable ?? []).map((one) => ({ ...one, product: 'NVIDIA-Z9' })),
        },
      ],
      want: `${WHOLE}: fit/none`,
    },
  ];
  test.each(table)('$name', ({ pod = podOf(), want, ...parts }) => {
    const review = reviewOf(pod, { namespace: pod.metadata.namespace ?? NAMESPACE });
    const profiles = profilesFor(pod, used);
    const world = worldOf({ nodes, ...parts, terms: terms(parts.terms), profiles });
    expect(told(propose(review, world))).toBe(want);
  });

  test('of another namespace is not even listed', () => {
    const pod = podOf({}, { namespace: 'vision' });
    const decision = propose(
      reviewOf(pod, { namespace: 'vision' }),
      worldOf({ nodes, terms: terms(), profiles: profilesFor(pod, used) }),
    );
    expect(passedOver(decision)).toEqual({});
  });

  test('costs its dearest, and fits its smallest', () => {
    const both = on('n', [small, { ...small, profile: '3g.40gb' }]);
    const [offer] = menuOf([both], catalogue).pools[0]?.offers ?? [];
    expect(offer).toMatchObject({
      memoryMiB: 9984,
      sms: 16,
      claim: { milliGPU: 500, MiB: 40_320 },
    });
  });
});

describe('a card that claims hand out', () => {
  const card = { name: 'nvidia.com/gpu', count: 2 } as typeof small;
  const whole = on('n', [card]);

  test('is a card: a twin would be bound to it', () => {
    const full = mixed('m', 'h100', { '1g.10gb': 1 }, { used: { 'nvidia.com/mig-1g.10gb': 1 } });
    const decision = proposed(podOf(), { nodes: [whole, full], terms: terms() }, used);
    expect(told(decision)).toBe(`${WHOLE}: fit/sold-out`);
    expect(decision.claimFinal).toEqual({ milliGPU: 1000, MiB: 81_559 });
  });

  test('is not cut by another engine', () => {
    const kai: FractionTerms = {
      engine: 'kai',
      schedule: 'always',
      schedulerName: 'kai-scheduler',
      trustDomain: 'cluster',
      pools: [],
    };
    const kaiTerms = terms({ ladder: ['fraction'], fraction: kai });
    expect(told(proposed(podOf(), { nodes: [whole], terms: kaiTerms }, used))).toBe(
      `${WHOLE}: fit/none`,
    );
  });

  test('is no longer whole where its name gives slices, and no label tells', () => {
    const cut = on('o', [{ ...card, profile: '1g.10gb' }], {});
    const { edits, rules } = proposed(
      podOf(),
      { nodes: [whole, cut], terms: terms() },
      { vramMaxMiB: 60_000 },
    );
    expect(edits).toEqual([]);
    expect(JSON.stringify(rules)).toContain('placement/no-whole-gpu');
  });
});
