import { describe, expect, test } from '@jest/globals';
import type { WorkloadClass } from '../core/decision.ts';
import type { Subject } from '../core/terms.ts';
import { policy, setOf, subject, winner } from './example.ts';

describe('one policy wins', () => {
  const sharing = {};

  test('the highest priority, then the name that sorts first', () => {
    const set = setOf(
      policy('b', { sharing }),
      policy('a', { sharing }),
      policy('z', { sharing, priority: 1, match: { namespaces: ['vision'] } }),
    );
    expect(winner(set, subject())).toBe('a');
    expect(winner(set, subject({ namespace: 'vision' }))).toBe('z');
  });

  test('a policy without terms of sharing never competes', () => {
    const set = setOf(
      policy('guards', { priority: 100, mode: 'enforce' }),
      policy('terms', { sharing }),
    );
    expect(winner(set, subject())).toBe('terms');
  });

  test('its terms come whole, with its mode, and nothing from the others', () => {
    const set = setOf(
      policy('strong', { priority: 1, mode: 'warn', sharing: { headroom: 1.5 } }),
      policy('weak', {
        mode: 'enforce',
        sharing: { headroom: 2, products: [], floor: { vram: '8Gi' } },
      }),
    );
    expect(set.terms(subject(), 'serving')).toMatchObject({
      policy: 'strong',
      mode: 'warn',
      headroom: 1.5,
      floorMiB: 0,
    });
  });

  const matches: {
    name: string;
    match: object;
    differs: Partial<Subject>;
    as?: WorkloadClass;
    want: boolean;
  }[] = [
    { name: 'an empty match fits all', match: {}, differs: {}, want: true },
    { name: 'a namespace by name', match: { namespaces: ['speech'] }, differs: {}, want: true },
    { name: 'a namespace by glob', match: { namespaces: ['sp*'] }, differs: {}, want: true },
    {
      name: 'another namespace',
      match: { namespaces: ['vision', 'lab-*'] },
      differs: {},
      want: false,
    },
    {
      name: 'labels of the namespace',
      match: { namespaceLabels: { tier: 'gold' } },
      differs: { namespaceLabels: { tier: 'gold', x: 'y' } },
      want: true,
    },
    {
      name: 'another value of a label',
      match: { namespaceLabels: { tier: 'gold' } },
      differs: { namespaceLabels: { tier: 'tin' } },
      want: false,
    },
    {
      name: 'all labels of the pod',
      match: { podLabels: { a: '1', b: '2' } },
      differs: { podLabels: { a: '1' } },
      want: false,
    },
    {
      name: 'a label that is empty is not absent',
      match: { podLabels: { a: '' } },
      differs: { podLabels: {} },
      want: false,
    },
    { name: 'owner kinds', match: { ownerKinds: ['Job', 'Deployment'] }, differs: {}, want: true },
    { name: 'owner names by glob', match: { ownerNames: ['whi*'] }, differs: {}, want: true },
    {
      name: 'another owner name',
      match: { ownerNames: ['whi*'] },
      differs: { ownerName: 'tts' },
      want: false,
    },
    { name: 'a class', match: { classes: ['serving'] }, differs: {}, want: true },
    { name: 'another class', match: { classes: ['batch'] }, differs: {}, want: false },
    {
      name: 'the class unknown',
      match: { classes: ['unknown'] },
      differs: {},
      as: 'unknown',
      want: true,
    },
    {
      name: 'all that is written must hold',
      match: { namespaces: ['speech'], ownerKinds: ['Job'] },
      differs: {},
      want: false,
    },
  ];

  test.each(matches)('$name', ({ match, differs, as = 'serving', want }) => {
    const set = setOf(policy('p', { sharing: {}, match }));
    expect(winner(set, subject(differs), as)).toBe(want ? 'p' : 'none');
  });
});

describe('the ladder of a class', () => {
  const set = setOf(
    policy('p', {
      sharing: {
        ladder: {
          default: ['mig'],
          notebook: ['timeSlice', 'mig', 'timeSlice'],
          training: ['whole'],
        },
      },
    }),
  );
  const ladders: [WorkloadClass, readonly string[]][] = [
    ['serving', ['mig', 'whole']],
    ['notebook', ['timeSlice', 'mig', 'whole']],
    ['training', ['whole']],
    ['unknown', ['whole']],
  ];
  test.each(ladders)('%s: %j', (as, want) => {
    expect(set.terms(subject(), as)).toMatchObject({ ladder: want });
  });

  test('a class nobody could tell shares only where it is named', () => {
    const named = setOf(policy('p', { sharing: { ladder: { unknown: ['mig'] } } }));
    expect(named.terms(subject(), 'unknown')).toMatchObject({ ladder: ['mig', 'whole'] });
  });
});

const only = (key: string, value: string) => ({ key, operator: 'In', values: [value] });

const unestimated = { estimate: 'advice', quality: [] };

describe('terms in the units we count in', () => {
  test('say all that the policy said', () => {
    const set = setOf(
      policy('p', {
        mode: 'enforce',
        sharing: {
          choose: 'cheapest',
          floor: { vram: '4Gi' },
          declared: 'accept',
          ceiling: { vram: '40G' },
          evidence: { maxAgeHours: 720 },
          timeSlice: { pools: [{ nodeLabels: { pool: 'lab' } }] },
          mps: { trustDomain: 'cluster', runAsUser: 1000 },
          fraction: { engine: 'kai', schedule: 'always', queue: 'research' },
          require: [
            { key: 'zone', operator: 'In', values: ['a'] },
            { key: 'spot', operator: 'DoesNotExist' },
          ],
          optOut: 'denied',
          backOff: { restarts: 3, for: '2h' },
          rolloutShare: 0.25,
        },
      }),
    );
    expect(set.terms(subject(), 'serving')).toEqual({
      policy: 'p',
      mode: 'enforce',
      rolloutShare: 0.25,
      rolloutOf: 'replicas',
      ladder: ['mig', 'timeSlice', 'whole'],
      choose: 'cheapest',
      headroom: 1.2,
      evidence: { minHours: 24, minSamples: 100, maxAgeHours: 720, ...unestimated },
      floorMiB: 4096,
      declared: 'accept',
      ceilingMiB: 38_146,
      products: [],
      timeSlice: { trustDomain: 'team', pools: [{ pool: 'lab' }] },
      mps: { trustDomain: 'cluster', pools: [], runAsUser: 1000 },
      fraction: {
        engine: 'kai',
        schedulerName: 'kai-scheduler',
        schedule: 'always',
        queue: 'research',
        trustDomain: 'team',
        pools: [],
      },
      settings: 'leave',
      optOut: 'denied',
      adopt: 'onRollout',
      backOff: { restarts: 3, within: 600, lasts: 7200 },
      tolerate: ['nvidia.com/gpu'],
      vendors: ['nvidia'],
      require: [
        { key: 'zone', operator: 'In', values: ['a'] },
        { key: 'spot', operator: 'DoesNotExist' },
      ],
      packing: 'none',
      volumes: 'zonal',
      kueue: 'leave',
    });
  });

  const pools = {
    default: { nodeLabels: { capacity: 'reserved' } },
    notebook: { nodeLabels: { pool: 'lab', floor: '2' } },
    batch: { nodeLabels: { capacity: 'spot' } },
  };
  const zone = { key: 'zone', operator: 'In', values: ['a'] };
  const places: [as: WorkloadClass, want: object[]][] = [
    ['notebook', [zone, only('floor', '2'), only('pool', 'lab')]],
    ['batch', [zone, only('capacity', 'spot')]],
    ['serving', [zone, only('capacity', 'reserved')]],
    ['unknown', [zone, only('capacity', 'reserved')]],
  ];
  test.each(places)('send %s to the pool of its class: %j', (as, want) => {
    const set = setOf(policy('p', { sharing: { require: [zone], pools } }));
    expect(set.terms(subject(), as)).toMatchObject({ require: want });
  });
});

describe('a class given by a policy', () => {
  test('is that of the first that matches, terms or not', () => {
    const set = setOf(
      policy('a', { class: 'notebook', match: { namespaces: ['lab'] } }),
      policy('b', { class: 'batch', priority: 1, match: { ownerKinds: ['Job'] } }),
    );
    expect(set.assignedClass(subject())).toBe('none');
    expect(set.assignedClass(subject({ namespace: 'lab' }))).toEqual({
      class: 'notebook',
      policy: 'a',
    });
    expect(set.assignedClass(subject({ namespace: 'lab', ownerKind: 'Job' }))).toEqual({
      class: 'batch',
      policy: 'b',
    });
  });
});

const naming = (severity: string) => [{ rule: 'guard/own-keys', severity }];
const held = (...named: readonly ReturnType<typeof policy>[]) =>
  setOf(...named)
    .guards(subject(), 'serving')
    .get('guard/own-keys')
    ?.map(({ severity, written, policy: by }) => [severity, written, by]);

describe('what a guardrail would do once all enforce', () => {
  test('is what its policy says, whatever its mode', () => {
    const weak = policy('a', { mode: 'observe', guards: naming('deny') });
    expect(held(weak)).toEqual([['audit', 'deny', 'a']]);
    const mild = policy('b', { mode: 'enforce', guards: naming('warn') });
    expect(held(mild)).toEqual([['warn', 'warn', 'b']]);
    expect(held(weak, mild)).toEqual([['warn', 'deny', 'b']]);
    expect(held(mild, policy('c', { mode: 'warn', guards: naming('deny') }))).toEqual([
      ['warn', 'deny', 'b'],
    ]);
  });
});
