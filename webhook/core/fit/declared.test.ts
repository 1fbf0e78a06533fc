import { describe, expect, test } from '@jest/globals';
import type { Profile } from '../profile.ts';
import type { Terms } from '../terms.ts';
import { cards, mixed, shared } from '../testing/nodes.ts';
import { container } from '../testing/pods.ts';
import {
  CARD,
  FEW,
  given,
  LARGE,
  MIDDLE,
  nodes,
  saying,
  SMALL,
  type Saying,
} from '../testing/saying.ts';
import { passedOver, told } from '../testing/told.ts';
import { profilesFor, proposed, shapeOfAll, termsOf } from '../testing/world.ts';

const NOBODY_SAW_IT = 'evidence/none';

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

  test('is what each of its containers with a GPU needs, and one slice does for those before them', () => {
    const pod = saying({ share: '0.2' });
    const spec = {
      ...pod.spec,
      initContainers: [container('load')],
      containers: [container('server'), container('tts')],
    };
    const two = [mixed('mig', 'h100', { '1g.10gb': 2, '2g.20gb': 2 }), cards('c', 'h100')];
    const { containers, because } = proposed(
      { ...pod, spec },
      { nodes: two, terms: termsOf({ declared: 'accept' }), profiles: {} },
    );
    expect(containers.map(({ name, chosen }) => [name, chosen])).toEqual(
      expect.arrayContaining(['load', 'server', 'tts'].map((name) => [name, MIDDLE])),
    );
    expect(because.says).toBe(
      'server: tranche.dev/share: 0.2 fits 0.285 GPU and 20096 MiB; tts: tranche.dev/share: 0.2 fits 0.285 GPU and 20096 MiB',
    );
  });

  test('beside a container that was measured is more for both, or for none of them', () => {
    const pod = saying({ vram: '12Gi' });
    const containers = [container('server'), container('tts')];
    const { server } = profilesFor({ ...pod, spec: { ...pod.spec, containers } });
    if (server === undefined) throw new Error('it has a profile');
    const two = [mixed('mig', 'h100', { '1g.10gb': 2, '2g.20gb': 2 }), cards('c', 'h100')];
    const decision = proposed(
      { ...pod, spec: { ...pod.spec, containers } },
      { nodes: two, terms: termsOf({ declared: 'accept' }), profiles: { server } },
    );
    expect(decision.containers.map(({ chosen }) => chosen)).toEqual([MIDDLE, MIDDLE]);
    expect(decision.rules.find(({ id }) => id === 'asked/declared')?.reason).toContain(
      'stands in for evidence (no profile for container tts ',
    );
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
