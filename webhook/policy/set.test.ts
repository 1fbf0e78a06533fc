import { describe, expect, test } from '@jest/globals';
import { catalogue, faultLines, object, policy, read, setOf, subject } from './example.ts';

const head = 'apiVersion: tranche.dev/v1alpha1\nkind:';
const profile = (name: string, product = 'H100-80GB', container = 'server'): string =>
  `${head} GpuProfile\nmetadata: {name: ${name}, namespace: speech}\nspec:\n  workload: {kind: Deployment, name: whisper}\n` +
  `  containers:\n  - {name: ${container}, revision: r, measuredOn: ${product}, vramMaxMiB: 1, hours: 1, samples: 1}\n`;

describe('the hash of a set', () => {
  const one = policy('a', { priority: 1 });
  const two = policy('b', { mode: 'warn' });

  test('does not depend on the order of documents or keys', () => {
    expect(setOf(one, two).hash).toBe(setOf(two, one).hash);
    const written = `${head} GpuPolicy\nspec: {mode: warn}\nmetadata: {name: b}\n`;
    expect(setOf(...read(written)).hash).toBe(setOf(two).hash);
  });

  test('does not tell a default that was written from one that was not', () => {
    expect(setOf(policy('a', { priority: 0, mode: 'observe' })).hash).toBe(
      setOf(policy('a', {})).hash,
    );
  });

  test.each([
    ['a policy', policy('a', { priority: 2 })],
    ['a quota', object('GpuQuota', 'q', { namespaces: ['n'] })],
    ['the catalogue', catalogue()],
    [
      'the classes',
      object('GpuClasses', 'c', { owners: [{ class: 'batch', ownerKinds: ['Job'] }] }),
    ],
  ])('changes with %s', (_, other) => {
    expect(setOf(other).hash).not.toBe(setOf(one).hash);
  });

  test('does not change with profiles, which change by the hour', () => {
    expect(setOf(catalogue(), ...read(profile('p'))).hash).toBe(setOf(catalogue()).hash);
  });
});

const classes = (name: string, priority: number, kind: string) =>
  object('GpuClasses', name, { priority, owners: [{ class: 'batch', ownerKinds: [kind] }] });

const faultsOfPeak = (MiB: number): string[] =>
  faultLines(catalogue(), ...read(profile('p').replace('vramMaxMiB: 1,', `vramMaxMiB: ${MiB},`)));

describe('a set answers', () => {
  test('whose a namespace is, and nobody’s', () => {
    const set = setOf(
      object('GpuQuota', 'speech', {
        namespaces: ['asr', 'tts'],
        mode: 'enforce',
        limits: { gpus: '2500m', vram: '320Gi' },
      }),
      object('GpuQuota', 'free', { namespaces: ['free'] }),
    );
    expect(set.quota('tts')).toMatchObject({
      team: 'speech',
      mode: 'enforce',
      limits: { milliGPU: 2500, MiB: 327_680 },
    });
    expect(set.quota('free')).toMatchObject({ team: 'free', mode: 'observe', limits: {} });
    expect(set.quota('other')).toBe('unassigned');
    expect(set.teams.map(({ team }) => team)).toEqual(['speech', 'free']);
  });

  test('what a container was seen to use', () => {
    const row = {
      name: 'server',
      revision: 'r',
      measuredOn: 'H100-80GB',
      vramMaxMiB: 6200,
      hours: 30,
      samples: 1800,
      lastSeen: '2026-11-21T00:00:01+00:00',
    };
    const before = { ...row, name: 'before', lastSeen: '2026-10-21T00:00:01+00:00' };
    const byHand = { ...row, name: 'by-hand', lastSeen: undefined };
    const set = setOf(
      catalogue(),
      object(
        'GpuProfile',
        'p',
        { workload: { kind: 'Deployment', name: 'whisper' }, containers: [before, row, byHand] },
        'speech',
      ),
    );
    expect(set.profile('speech', 'Deployment', 'whisper', 'server')).toMatchObject({
      vramMaxMiB: 6200,
      sharing: 'whole',
      attribution: 'unknown',
      lastSeen: 1_795_219_201,
    });
    expect(set.newestFigures).toBe(1_795_219_201);
    expect(setOf(catalogue()).newestFigures).toBe('none');
    expect(set.profile('speech', 'Deployment', 'whisper', 'proxy')).toBe('unknown');
    expect(set.profile('other', 'Deployment', 'whisper', 'server')).toBe('unknown');
  });

  test('whether a peak can have been seen on that card', () => {
    expect(faultsOfPeak(81_559)).toEqual([]);
    expect(faultsOfPeak(6_200_000_000)).toEqual([
      expect.stringContaining(
        '/spec/containers/0/vramMaxMiB 6200000000 MiB is more than the 81559 MiB of H100-80GB',
      ),
    ]);
  });

  test('how classes are told, a higher priority first', () => {
    const { owners } = setOf(
      classes('a', 0, 'A'),
      classes('b', 5, 'B'),
      classes('c', 0, 'C'),
    ).classes;
    expect(owners.flatMap(({ ownerKinds }) => ownerKinds)).toEqual(['B', 'A', 'C']);
  });

  test('nothing, where there is nothing', () => {
    const set = setOf();
    expect(set.terms(subject(), 'serving')).toBe('none');
    expect(set.guards(subject(), 'serving').size).toBe(0);
    expect(set.assignedClass(subject())).toBe('none');
    expect(set.quota('speech')).toBe('unassigned');
    expect(set.readAt).toBeUndefined();
  });
});

describe('a GPU that is not in the catalogue', () => {
  test('is known as soon as somebody writes it down', () => {
    const ours = object('GpuCatalogue', 'ours', {
      products: [
        {
          name: 'H100-94GB',
          labels: ['NVIDIA-H100-NVL'],
          memoryMiB: 95_830,
          sms: 132,
          computeSlices: 7,
          memorySlices: 8,
          source: 'our own nodes',
          profiles: [
            {
              name: '1g.12gb',
              memoryMiB: 11_008,
              sms: 16,
              computeSlices: 1,
              memorySlices: 1,
              max: 7,
              decoders: 1,
              source: 'our own nodes',
            },
          ],
        },
      ],
    });
    const set = setOf(
      catalogue(),
      ours,
      ...read(profile('p', 'H100-94GB')),
      policy('p', { sharing: { products: ['H100-94GB'] } }),
    );
    expect(set.catalogue.products.map(({ name }) => name)).toEqual(['H100-80GB', 'H100-94GB']);
    expect(set.profile('speech', 'Deployment', 'whisper', 'server')).toMatchObject({
      measuredOn: 'H100-94GB',
    });
  });
});
