import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Decision } from '../decision.ts';
import type { Profile } from '../profile.ts';
import type { Terms } from '../terms.ts';
import { cards, mixed, shared } from '../testing/nodes.ts';
import { container, podOf } from '../testing/pods.ts';
import { passedOver, told } from '../testing/told.ts';
import { profilesFor, proposed, shapeOfAll, termsOf, type WorldParts } from '../testing/world.ts';

const nodes = [
  mixed('mig', 'h100', { '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 }),
  cards('c', 'h100'),
];
const SMALL = 'H100-80GB nvidia.com/mig-1g.10gb';
const MIDDLE = 'H100-80GB nvidia.com/mig-2g.20gb';
const LARGE = 'H100-80GB nvidia.com/mig-3g.40gb';
const CARD = 'nvidia.com/gpu: 1';

interface Saying {
  readonly vram?: string;
  readonly share?: string;
}

const saying = ({ vram, share }: Saying) =>
  podOf(
    {},
    {
      annotations: {
        ...(vram === undefined ? {} : { 'tranche.dev/vram': vram }),
        ...(share === undefined ? {} : { 'tranche.dev/share': share }),
      },
    },
  );

const given = (
  said: Saying,
  terms: Partial<Terms> = {},
  more: Partial<WorldParts> & { used?: Partial<Profile> } = {},
): Decision => {
  const pod = saying(said);
  const { used, ...parts } = more;
  const profiles = used === undefined ? {} : profilesFor(pod, used);
  return proposed(pod, {
    nodes,
    terms: termsOf({ declared: 'accept', ...terms }),
    profiles,
    ...parts,
  });
};

const NOBODY_SAW_IT = 'evidence/none';
const FEW = { hours: 5 };

describe('what a pod says it needs', () => {
  const table: {
    name: string;
    said: Saying;
    terms?: Partial<Terms>;
    used?: Partial<Profile>;
    want: string;
  }[] = [
    { name: 'stands in for evidence', said: { vram: '9Gi' }, want: `${SMALL}: fit/mig` },
    { name: 'is rounded up to whole MiB', said: { vram: '9984.1Mi' }, want: `${MIDDLE}: fit/mig` },
    { name: 'is in decimal units, too', said: { vram: '10G' }, want: `${SMALL}: fit/mig` },
    { name: 'as a part of a card', said: { share: '0.142' }, want: `${SMALL}: fit/mig` },
    { name: 'as a larger part', said: { share: '.143' }, want: `${MIDDLE}: fit/mig` },
    { name: 'as all of a card', said: { share: '1' }, want: `${CARD}: fit/none` },
    { name: 'is more than any slice', said: { vram: '60Gi' }, want: `${CARD}: fit/none` },
    {
      name: 'is less than the floor',
      said: { vram: '1Gi' },
      terms: { floorMiB: 12_000 },
      want: `${MIDDLE}: fit/mig`,
    },
    {
      name: 'is more than the ceiling',
      said: { vram: '60Gi' },
      terms: { ceilingMiB: 9000 },
      want: `${SMALL}: fit/mig`,
    },
    {
      name: 'is a part above the ceiling',
      said: { share: '0.9' },
      terms: { ceilingMiB: 20_000 },
      want: `${MIDDLE}: fit/mig`,
    },
    {
      name: 'is less than was measured',
      said: { vram: '1Gi' },
      used: { vramMaxMiB: 12_000 },
      want: `${MIDDLE}: fit/mig`,
    },
    {
      name: 'is more than was measured',
      said: { vram: '30Gi' },
      used: { vramMaxMiB: 6000 },
      want: `${LARGE}: fit/mig`,
    },
    {
      name: 'is less than was measured, and its ceiling is, too',
      said: { vram: '60Gi' },
      terms: { ceilingMiB: 4000 },
      used: { vramMaxMiB: 12_000 },
      want: `${MIDDLE}: fit/mig`,
    },
    {
      name: 'is less than was seen in too few hours',
      said: { vram: '1Gi' },
      used: { ...FEW, vramMaxMiB: 12_000 },
      want: `${MIDDLE}: fit/mig`,
    },
    {
      name: 'is less than another revision used, which tells nothing of this one',
      said: { vram: '1Gi' },
      used: { revision: 'registry.local/tts', vramMaxMiB: 12_000 },
      want: `${SMALL}: fit/mig`,
    },
    {
      name: 'is not heard where the policy does not say so',
      said: { vram: '9Gi' },
      terms: { declared: 'ignore' },
      want: `${CARD}: ${NOBODY_SAW_IT}`,
    },
    {
      name: 'of a team’s shared card leaves room for its neighbours',
      said: { vram: '10Gi' },
      terms: { ladder: ['timeSlice'] },
      want: `${CARD}: fit/none`,
    },
  ];

  test.each(table)('$name', ({ said, terms, used, want }) => {
    expect(told(given(said, terms, used === undefined ? {} : { used }))).toBe(want);
  });

  test('a turn on a card is as much of it as it is', () => {
    const turns = [shared('turns', 'h100', { replicas: 4, renamed: true }), cards('c', 'h100')];
    const by = (said: Saying) => told(given(said, { ladder: ['timeSlice'] }, { nodes: turns }));
    expect(by({ share: '0.25' })).toMatch(/x4: fit\/time-slice$/);
    expect(by({ vram: '18Gi' })).toMatch(/x4: fit\/time-slice$/);
    // 0.92 of 20389 MiB.
    expect(by({ vram: '18759Mi' })).toBe(`${CARD}: fit/none`);
    expect(by({ share: '0.251' })).toBe(`${CARD}: fit/none`);
  });

  test('is told to whoever asks, with what it stands in for', () => {
    const { rules } = given({ vram: '9Gi' });
    expect(rules).toContainEqual({
      id: 'asked/declared',
      outcome: 'warn',
      reason:
        'tranche.dev/vram: 9Gi stands in for evidence (no profile for container server of Deployment speech/asr)',
    });
  });

  test('closes a road by a reason of its own', () => {
    expect(passedOver(given({ share: '0.2' }))).toMatchObject({ [SMALL]: 'fit/share' });
  });

  test('changes no shape of replicas that run', () => {
    const siblings = shapeOfAll({ server: { slice: LARGE, mechanism: 'mig' } });
    const decision = given({ vram: '1Gi' }, {}, { siblings });
    expect(told(decision)).toBe(`${LARGE}: fit/sibling`);
    expect(decision.rules.map(({ id }) => id)).not.toContain('asked/declared');
  });

  test('slices nothing that must stay whole', () => {
    const pod = saying({ vram: '1Gi' });
    const torchrun = container('server', { command: ['torchrun', 'train.py'] });
    const decision = proposed(
      { ...pod, spec: { ...pod.spec, containers: [torchrun] } },
      { nodes, terms: termsOf({ declared: 'accept' }), profiles: {} },
    );
    expect(told(decision)).toBe(`${CARD}: never/distributed`);
  });
});

describe('what cannot be understood leaves the card whole', () => {
  test.each([
    { vram: '12' },
    { vram: '12GB' },
    { vram: '0Gi' },
    { vram: '-1Gi' },
    { vram: '1e3Mi' },
    { vram: '' },
    { vram: `${'9'.repeat(400)}Gi` },
    { share: '0' },
    { share: '0.0000001' },
    { share: '1.5' },
    { share: '25%' },
    { share: '500m' },
    { vram: '4Gi', share: '0.1' },
  ])('%j', (said) => {
    for (const more of [{}, { used: { vramMaxMiB: 6000 } }]) {
      const decision = given(said, {}, more);
      expect(told(decision)).toBe(`${CARD}: asked/declared-unheard`);
      expect(decision.because.says.length).toBeLessThan(256);
    }
  });
});

describe('whatever it says', () => {
  const any = fc.oneof(
    fc.record({ vram: fc.integer({ min: 1, max: 50_000 }).map((MiB) => `${MiB}Mi`) }),
    fc.record({ share: fc.integer({ min: 1, max: 1000 }).map((milli) => String(milli / 1000)) }),
    fc.record({ vram: fc.string({ maxLength: 6 }) }),
    fc.record({ share: fc.string({ maxLength: 6 }) }),
  );
  const bounds = fc.record({
    floorMiB: fc.constantFrom(0, 9000, 12_000),
    ceilingMiB: fc.constantFrom(Infinity, 41_000, 15_000),
  });
  const MIB_OF: Readonly<Record<string, number>> = {
    [SMALL]: 9984,
    [MIDDLE]: 20_096,
    [LARGE]: 40_320,
  };
  const got = ({ containers }: Decision): number => MIB_OF[containers[0]?.chosen ?? ''] ?? 81_559;

  test('it is never given less than was measured, nor than the floor', () => {
    let slices = 0;
    fc.assert(
      fc.property(any, bounds, fc.integer({ min: 1, max: 40_000 }), (said, terms, vramMaxMiB) => {
        for (const used of [{ vramMaxMiB }, { ...FEW, vramMaxMiB }]) {
          const decision = given(said, terms, { used });
          slices += got(decision) < 81_559 ? 1 : 0;
          expect(got(decision)).toBeGreaterThanOrEqual(Math.max(vramMaxMiB * 1.2, terms.floorMiB));
        }
      }),
      { numRuns: 200 },
    );
    expect(slices).toBeGreaterThan(50);
  });

  test('where the policy does not hear it, nothing but a note is changed', () => {
    fc.assert(
      fc.property(any, fc.boolean(), (said, seen) => {
        const more = seen ? { used: {} } : {};
        const [with_, without] = [said, {}].map((one) => given(one, { declared: 'ignore' }, more));
        expect({ ...with_, edits: [], rules: with_?.rules.slice(0, 1) }).toEqual({
          ...without,
          edits: [],
        });
      }),
      { numRuns: 100 },
    );
  });
});
